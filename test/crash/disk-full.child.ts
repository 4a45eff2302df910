/** Appends until its file cannot grow, tells what was acknowledged, then what came of the failure. */
import { randomUUID } from 'node:crypto';
import { eventOf, openStore, STREAMS } from './log.js';
import { tell } from './tell.js';

const stream = STREAMS[0] ?? '';
const store = await openStore(process.argv[2] ?? '', () => tell('fatal\n'));
for (let revision = -1n; ;) {
  const id = randomUUID();
  try {
    ({ revision } = await store.append(stream, revision < 0n ? 'noStream' : revision, [eventOf(stream, id)]));
    tell(`${stream} ${revision} ${id}\n`);
  } catch {
    break;
  }
}
const again = await store
  .append(stream, 'noStream', [eventOf(stream, randomUUID())])
  .catch((error: unknown) => error);
tell(again instanceof Error ? `then ${again.name}: ${again.message}\n` : 'then an answer\n');
process.exit(1);
