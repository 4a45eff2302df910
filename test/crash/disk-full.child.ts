/** Appends until its file cannot grow, tells what was acknowledged, then what came of the failure. */
import { randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { eventOf, openStore, STREAMS } from './log.js';

const stream = STREAMS[0] ?? '';
const store = await openStore(process.argv[2] ?? '', () => writeSync(1, 'fatal\n'));
for (let revision = -1n; ;) {
  const id = randomUUID();
  try {
    ({ revision } = await store.append(stream, revision < 0n ? 'noStream' : revision, [eventOf(stream, id)]));
    writeSync(1, `${stream} ${revision} ${id}\n`);
  } catch {
    break;
  }
}
const again = await store
  .append(stream, 'noStream', [eventOf(stream, randomUUID())])
  .catch((error: unknown) => error);
writeSync(1, again instanceof Error ? `then ${again.name}: ${again.message}\n` : 'then an answer\n');
process.exit(1);
