import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  AppendRefused,
  type EventStore,
  type ExpectedRevision,
  type Journal,
  MAX_APPEND_BYTES,
  type NewEvent,
  type ReadOptions,
  type ReadResult,
  type SourcePosition,
  type StoredEvent,
} from '@acta/application';
import { type Durability, prepareForWriting, resolvePath } from './database.js';
import { openJournal, type SqliteJournal } from './journal.js';
import { acquireWriteLock } from './lock.js';
import { type AppendRequest, NO_STREAM } from './messages.js';
import { StoreRefused } from './refused.js';
import { type Feed, subscribeTo } from './subscription.js';
import { startWriter, type Writer } from './writer.js';

export interface SqliteStoreOptions {
  /** The journal's file; created in mode `write`. Its folder must exist and be on a local disk. */
  file: string;
  /** One process at a time may write; any number may read beside it. */
  mode: 'write' | 'read';
  /** The log's prefix, for example `acta.main.`: what stream names start with. */
  prefix: string;
  /** The group of a stream, by its name without the prefix; undefined for a stream of no group. */
  groupOf: (streamName: string) => string | undefined;
  /**
   * Called once if the file fails while writing. Every append in flight has an unknown outcome then, and the process
   * must stop. Default: throws, uncaught.
   */
  onFatal?: (error: Error) => void;
}

/** The embedded store, and the journal that it is. */
export interface SqliteStore extends EventStore {
  readonly journal: Journal;
  /** What the writing connection reads back. @throws StoreRefused read-only */
  durability(): Promise<Durability>;
}

/** How often a reader looks for what another process has written, in milliseconds. */
const POLL_MS = 200;
const PAGE = 256;

/**
 * Opens the journal's file as store and journal.
 * @throws StoreRefused missing, not-ours, newer, older, locked, corrupt, not-durable, inaccessible
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<SqliteStore> {
  const file = resolvePath(options.file);
  const changes = createChanges();
  if (options.mode === 'read') {
    const journal = openJournal(file, options);
    return assemble(options, journal, { feed: { after: journal.after, changed: pause } });
  }
  const lock = acquireWriteLock(file);
  let journal: SqliteJournal | undefined;
  let writer: Writer | undefined;
  try {
    prepareForWriting(file);
    const onCommit = (): void => {
      journal?.forgetHead();
      changes.notify();
    };
    journal = openJournal(file, { ...options, keepHead: true });
    writer = await startWriter({ file, onCommit, onFatal: options.onFatal ?? crash });
    return assemble(options, journal, {
      feed: { after: journal.after, changed: changes.next },
      writer,
      release: lock.release,
    });
  } catch (error) {
    journal?.close();
    await writer?.close();
    lock.release();
    throw error;
  }
}

interface Parts {
  feed: Feed;
  writer?: Writer;
  release?: () => void;
}

function assemble(options: SqliteStoreOptions, journal: SqliteJournal, parts: Parts): SqliteStore {
  const { feed, writer, release } = parts;
  const subscriptions = new Set<{ abort(): void }>();
  let closing: Promise<void> | undefined;

  async function close(): Promise<void> {
    for (const subscription of subscriptions) subscription.abort();
    // The reader first: the last connection to close folds the write-ahead log into the file, and must be the writer.
    journal.close();
    await writer?.close();
    release?.();
  }

  return {
    journal: { ...journal, changed: feed.changed },
    async append(stream, expected, events) {
      if (writer === undefined)
        throw new StoreRefused(
          'read-only',
          `${options.file} is open for reading: open it for writing to append`,
        );
      return writer.append(requestOf(options, stream, expected, events));
    },
    // async: whatever is wrong arrives as a rejection.
    async read(stream, readOptions) {
      return read(journal, stream, readOptions);
    },
    readAll: (from, limit) => readAll(journal, from, limit),
    subscribe(from, handle) {
      const subscription = subscribeTo(feed, positionOf(from), (event) =>
        handle(event, sourceOf(event.position)),
      );
      subscriptions.add(subscription);
      const forget = () => subscriptions.delete(subscription);
      subscription.ended.then(forget, forget);
      return subscription;
    },
    async durability() {
      if (writer === undefined)
        throw new StoreRefused('read-only', `${options.file} is open for reading: only a writer is durable`);
      return writer.durability();
    },
    close: () => (closing ??= close()),
  };
}

function requestOf(
  { prefix, groupOf }: SqliteStoreOptions,
  stream: string,
  expected: ExpectedRevision,
  events: readonly NewEvent[],
): AppendRequest {
  assertAppendable(stream, expected, events);
  const creates = expected === 'noStream';
  return {
    stream,
    group: creates && stream.startsWith(prefix) ? (groupOf(stream.slice(prefix.length)) ?? null) : null,
    expected: creates ? NO_STREAM : Number(expected),
    events: events.map(({ id, type, recordedAt, effectiveFrom, body }) => ({
      id,
      type,
      recordedAt,
      effectiveFrom: effectiveFrom ?? null,
      body,
    })),
  };
}

/** Whatever the file could not keep as it is, is refused here: in the writer it would be a failure of the file. */
function assertAppendable(stream: string, expected: ExpectedRevision, events: readonly NewEvent[]): void {
  if (stream === '' || !stream.isWellFormed())
    throw new AppendRefused('a stream needs a name of well-formed text');
  if (expected !== 'noStream' && expected < 0n)
    throw new AppendRefused(`${stream}: revisions count from 0; for a new stream, expect noStream`);
  if (events.length === 0) throw new AppendRefused(`${stream}: an append holds at least one event`);
  let bytes = 0;
  for (const event of events) {
    if (!event.body.isWellFormed() || !event.type.isWellFormed() || !event.id.isWellFormed())
      throw new AppendRefused(
        `${stream}: event ${event.id} holds a lone surrogate, which UTF-8 cannot carry`,
      );
    if (!Number.isSafeInteger(event.recordedAt) || !Number.isSafeInteger(event.effectiveFrom ?? 0))
      throw new AppendRefused(`${stream}: the moments of event ${event.id} must be whole milliseconds`);
    bytes += Buffer.byteLength(event.body);
  }
  if (bytes > MAX_APPEND_BYTES)
    throw new AppendRefused(
      `${stream}: the append holds ${bytes} bytes of events; at most ${MAX_APPEND_BYTES} are taken at once: split it`,
    );
}

function read(journal: SqliteJournal, stream: string, options: ReadOptions = {}): ReadResult {
  const last = journal.lastRevision(stream);
  if (last === undefined) return { found: false };
  return { found: true, events: pages(journal, stream, last, options) };
}

/** Up to the last revision at the time of asking; what is appended during the reading is left out. */
async function* pages(
  journal: SqliteJournal,
  stream: string,
  last: number,
  { from, direction = 'forwards', limit = Infinity }: ReadOptions,
): AsyncGenerator<StoredEvent> {
  const step = direction === 'forwards' ? 1 : -1;
  let next = from === undefined ? (step === 1 ? 0 : last) : Number(from);
  if (step === -1) next = Math.min(next, last);
  let left = Math.min(limit, step === 1 ? last - next + 1 : next + 1);
  while (left > 0) {
    const page = journal.slice(stream, next, direction, Math.min(left, PAGE));
    if (page.length === 0) return;
    yield* page;
    left -= page.length;
    next += step * page.length;
    if (left > 0) await nextTurn();
  }
}

async function* readAll(
  journal: Pick<Journal, 'after'>,
  from: SourcePosition | undefined,
  limit = Infinity,
): AsyncGenerator<{ event: StoredEvent; source: SourcePosition }> {
  let position = positionOf(from);
  let left = limit;
  while (left > 0) {
    const page = journal.after(position, Math.min(left, PAGE));
    for (const event of page) yield { event, source: sourceOf(event.position) };
    left -= page.length;
    const newest = page.at(-1);
    if (newest === undefined) return;
    position = newest.position;
    // Reading is synchronous: a long log must let others have their turn.
    await nextTurn();
  }
}

/** Padded, so that source positions compare as text. */
function sourceOf(position: number): SourcePosition {
  return String(position).padStart(16, '0');
}

function positionOf(source: SourcePosition | undefined): number {
  if (source === undefined) return 0;
  if (!/^\d{16}$/.test(source))
    throw new RangeError(`"${source}" is not a position of this store: give one it gave`);
  return Number(source);
}

/** Tells the subscriptions of this process that something was committed. */
function createChanges() {
  const waiting = new Set<() => void>();
  return {
    notify(): void {
      for (const wake of waiting) wake();
    },
    next: (signal: AbortSignal) =>
      new Promise<void>((resolve) => {
        const wake = () => {
          waiting.delete(wake);
          signal.removeEventListener('abort', wake);
          resolve();
        };
        waiting.add(wake);
        signal.addEventListener('abort', wake);
      }),
  };
}

/** A reader beside the writer looks again after a while. */
function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', wake);
      resolve();
    };
    const timer = setTimeout(wake, POLL_MS);
    signal.addEventListener('abort', wake);
  });
}

function crash(error: Error): void {
  setImmediate(() => {
    throw error;
  });
}
