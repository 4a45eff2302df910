/**
 * Opens the store, waits for a word on standard input, appends one event, and is killed before it can hear the answer:
 * its event loop never turns again.
 */
import { once } from 'node:events';
import { eventOf, openStore } from './log.js';
import { tell } from './tell.js';

const [file = '', stream = '', id = ''] = process.argv.slice(2);
const store = await openStore(file);
tell('open\n');
await once(process.stdin, 'data');
void store.append(stream, 'noStream', [eventOf(stream, id)]);
// The append leaves for the writer's thread once this turn's promises have run.
setImmediate(() => {
  tell('sent\n');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
});
