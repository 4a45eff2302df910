/**
 * The process that is killed: eight writers over the streams of the log, until it dies. What is acknowledged is told on
 * standard output at once, one line an event: stream, revision, id.
 */
import { type ExpectedRevision, WrongExpectedRevision } from '@acta/application';
import type { SqliteStore } from '@acta/sqlite';
import { randomInt, randomUUID } from 'node:crypto';
import { eventOf, openStore, STREAMS } from './log.js';
import { tell } from './tell.js';

const WRITERS = 8;

const lastOf = (known: ExpectedRevision | undefined): bigint => (typeof known === 'bigint' ? known : -1n);

async function writer(store: SqliteStore, known: Map<string, ExpectedRevision>): Promise<never> {
  for (;;) {
    const stream = STREAMS[randomInt(STREAMS.length)] ?? '';
    const ids = Array.from({ length: randomInt(1, 4) }, () => randomUUID());
    try {
      const { revision } = await store.append(
        stream,
        known.get(stream) ?? 'noStream',
        ids.map((id) => eventOf(stream, id)),
      );
      const first = revision - BigInt(ids.length - 1);
      tell(ids.map((id, i) => `${stream} ${first + BigInt(i)} ${id}\n`).join(''));
      if (revision > lastOf(known.get(stream))) known.set(stream, revision);
    } catch (error) {
      // Eight writers over five streams: losing a race is part of it.
      if (!(error instanceof WrongExpectedRevision)) throw error;
      known.set(stream, error.actual);
    }
  }
}

const store = await openStore(process.argv[2] ?? '');
const known = new Map<string, ExpectedRevision>();
for (const stream of STREAMS) {
  const newest = store.journal.stream(stream, store.journal.head().position).at(-1);
  if (newest !== undefined) known.set(stream, newest.revision);
}
tell('ready\n');
await Promise.all(Array.from({ length: WRITERS }, () => writer(store, known)));
