import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { appendAll } from './appends.js';
import { type BenchEvent, type JournalShape, journalEvents } from './events.js';
import type { RowContext } from './row.js';
import { openStore, using } from './store.js';

/** Appends that are unanswered at a time while a journal is filled. */
const IN_FLIGHT = 4_096;

/** The journal's file of this shape, filled through the store where it is not there yet. */
export async function journalOf(
  context: Pick<RowContext, 'journals' | 'progress'>,
  shape: JournalShape,
): Promise<string> {
  const folder = dataFolderOf(context, shape);
  const file = join(folder, 'journal.db');
  const complete = join(folder, 'complete');
  if (existsSync(complete)) return file;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const total = shape.groups * shape.perGroup;
  await using(await openStore(file), async (store) => {
    const events = counted(journalEvents(shape), (made) =>
      context.progress(
        `making a journal of ${total.toLocaleString('en')} events: ${String(Math.floor((made / total) * 100))} %`,
      ),
    );
    await appendAll(store, events, IN_FLIGHT);
  });
  writeFileSync(complete, '');
  return file;
}

/** The data folder that holds the journal; what makes the events is part of its name, so that a kept one is never stale. */
export function dataFolderOf(
  { journals }: Pick<RowContext, 'journals'>,
  { groups, perGroup, burst }: JournalShape,
): string {
  const maker = readFileSync(fileURLToPath(new URL('events.js', import.meta.url)));
  const version = createHash('sha256').update(maker).digest('hex').slice(0, 8);
  return join(journals, `${String(groups)}x${String(perGroup)}by${String(burst)}-${version}`);
}

function* counted(events: Iterable<BenchEvent>, tell: (made: number) => void): Generator<BenchEvent, void> {
  let made = 0;
  for (const event of events) {
    if (made++ % 20_000 === 0) tell(made);
    yield event;
  }
}
