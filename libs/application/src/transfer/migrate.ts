import type { EventMetadata } from '@acta/domain';
import { invalid } from '../faults.js';
import { forAnotherStore, hasEventForm } from '../log.js';
import type { EventStore, Journal, StoredEvent } from '../ports/event-store.js';
import { joined } from './join.js';

/** Where a log is, and where it is to go. Nothing else may write to the target meanwhile. */
export interface Migration {
  from: Pick<Journal, 'head' | 'after' | 'digest'>;
  to: {
    /** Where it does not keep the order of what is on its way at once, neighbours of one stream are appended at once. */
    store: Pick<EventStore, 'append' | 'keepsOrder'>;
    journal: Pick<Journal, 'head' | 'digest' | 'changed'>;
  };
  /** Keeps every process from writing to the source from now on, durably; also where it does already. */
  fence: () => Promise<void>;
}

export interface MigrationReport {
  /** Of the whole log, which is in both stores now. */
  events: number;
  /** By this run; the others were there. */
  copied: number;
  /** Of the whole log, in both stores. */
  digest: string;
}

const PAGE = 1_000;
/** Appends on their way at once, where the store keeps their order. */
const IN_FLIGHT = 256;
/** How long the target's journal may show nothing new while it owes something, in milliseconds. */
const QUIET_MS = 30_000;

/**
 * Moves a log from one store to another: bytes, ids, order and `recordedAt`. What was appended at once stays so. It is copied up
 * to the source's head, the source is fenced, what came meanwhile is copied, and the digests of both are compared. A run
 * that was interrupted is completed by running it again.
 * @throws Invalid where the target holds something else than the source's first events; nothing was written. Any other
 * error: run it again; once the source is fenced, it takes nothing until it is opened again.
 */
export async function migrateLog(
  { from, to, fence }: Migration,
  progress?: (done: number, total: number) => void,
): Promise<MigrationReport> {
  const before = to.journal.head().position;
  assertPrefix(from, to.journal);
  await copy({ from, to }, progress);
  await fence();
  await copy({ from, to }, progress);
  const events = from.head().position;
  const [digest, copied] = [from.digest(events), to.journal.digest(events)];
  if (digest !== copied || to.journal.head().position !== events)
    throw new Error(
      `the logs differ after the move: at position ${String(events)} the source's digest is ${digest}, the target's ${copied}, ` +
        `and the target ends at ${String(to.journal.head().position)}. Use neither until it is known why: compare their digests`,
    );
  return { events, copied: events - before, digest };
}

/** @throws Invalid, with the first position at which they differ */
function assertPrefix(from: Migration['from'], to: Pick<Journal, 'head' | 'digest'>): void {
  const [source, target] = [from.head().position, to.head().position];
  const common = Math.min(source, target);
  const isSame = (position: number): boolean => from.digest(position) === to.digest(position);
  if (!isSame(common)) {
    const position = firstDifference(common, isSame);
    throw invalid(
      'another-log',
      `the target holds another event than the source at position ${String(position)}, so it is no beginning of it; ` +
        'nothing was written: move into an empty store, or under another name of the log',
    );
  }
  if (target > source)
    throw invalid(
      'ahead',
      `the target holds all ${String(source)} events of the source and ${String(target - source)} more: it has gone on since; ` +
        'nothing was written: use the target',
    );
}

/** The first position whose digests differ, where those of `last` do: all after the first do too. */
function firstDifference(last: number, isSame: (position: number) => boolean): number {
  let [low, high] = [1, last];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (isSame(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}

async function copy(
  { from, to }: Pick<Migration, 'from' | 'to'>,
  progress: ((done: number, total: number) => void) | undefined,
): Promise<void> {
  const total = from.head().position;
  let done = to.journal.head().position;
  const appends = appendsAfter(from, done, total);
  const groups = to.store.keepsOrder ? groupsOf(appends, IN_FLIGHT) : groupsOf(joined(appends), 1);
  for await (const group of groups) {
    await Promise.all(group.map((append) => give(to.store, append)));
    done += group.reduce((sum, append) => sum + append.length, 0);
    progress?.(done, total);
  }
  await reached(to.journal, total);
}

/** Appends an append once more. @throws where it got another position than it had */
async function give(store: Pick<EventStore, 'append'>, append: readonly StoredEvent[]): Promise<void> {
  const [first, last] = [append[0], append.at(-1)];
  if (first === undefined || last === undefined) return;
  const expected = first.revision === 0n ? 'noStream' : first.revision - 1n;
  const { position } = await store.append(first.stream, expected, append.map(forAnotherStore));
  if (position !== last.position)
    throw new Error(
      `the event of position ${String(last.position)} got position ${String(position)} in the target: something else writes to it. ` +
        'Stop that, and move the log into an empty store',
    );
}

/** Waits until the journal, which may follow its store, has a position. @throws where it stands still */
async function reached(journal: Pick<Journal, 'head' | 'changed'>, position: number): Promise<void> {
  for (let head = journal.head().position; head < position;) {
    await journal.changed(AbortSignal.timeout(QUIET_MS));
    const now = journal.head().position;
    if (now === head)
      throw new Error(
        `the target has taken everything, and its journal stands still at position ${String(now)} of ${String(position)}: ` +
          'look why it does not follow, then run this again',
      );
    head = now;
  }
}

/** The appends of a log after a position, as its events say that they were appended. */
function* appendsAfter(
  journal: Pick<Journal, 'after'>,
  after: number,
  upTo: number,
): Generator<readonly StoredEvent[]> {
  let append: StoredEvent[] = [];
  for (let position = after; position < upTo;) {
    const page = journal.after(position, Math.min(PAGE, upTo - position));
    for (const event of page) {
      const last = append.at(-1);
      if (last !== undefined && !isNextPart(last, event)) {
        yield append;
        append = [];
      }
      append.push(event);
    }
    position = page.at(-1)?.position ?? upTo;
  }
  if (append.length > 0) yield append;
}

/** Whether an event was appended at once with the one before it. */
function isNextPart(last: StoredEvent, event: StoredEvent): boolean {
  if (event.stream !== last.stream || event.revision !== last.revision + 1n) return false;
  const [before, now] = [partOf(last), partOf(event)];
  if (before === undefined || now === undefined) return false;
  return now.commandId === before.commandId && now.n === before.n && now.i === before.i + 1;
}

/** Which part of which command's append an event says that it is; undefined where it cannot be read. */
function partOf({ body }: StoredEvent): { commandId: string; i: number; n: number } | undefined {
  try {
    const event: unknown = JSON.parse(body);
    if (!hasEventForm(event)) return undefined;
    const { commandId, part }: Partial<EventMetadata> = event.metadata;
    if (typeof commandId !== 'string' || !Array.isArray(part)) return undefined;
    const [i, n] = part;
    return { commandId, i, n };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

async function* groupsOf<T>(
  items: Iterable<T> | AsyncIterable<T>,
  size: number,
): AsyncGenerator<readonly T[]> {
  let group: T[] = [];
  for await (const item of items) {
    group.push(item);
    if (group.length < size) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}
