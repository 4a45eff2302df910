import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  AppendRefused,
  type EventStore,
  type ExpectedRevision,
  type FollowedLog,
  type Journal,
  type NewEvent,
  type ReadOptions,
  type ReadResult,
  type StoredEvent,
  allEventsOf,
  assertSize,
} from '@acta/application';
import { pause } from './changes.js';
import { claimForStore } from './claim.js';
import { type Durability, PASSING_CACHE_KIB, resolvePath } from './database.js';
import { openJournal, type SqliteJournal } from './journal.js';
import { StoreRefused } from './refused.js';
import { assertKeepable, requestOf, type StreamNames } from './request.js';
import type { Writer } from './writer.js';
import { openWritten } from './writing.js';

export interface SqliteStoreOptions extends StreamNames {
  /** The journal's file; created in mode `write`. Its folder must exist and be on a local disk. */
  file: string;
  /** One process at a time may write; any number may read beside it. */
  mode: 'write' | 'read';
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

const PAGE = 256;

/**
 * Opens the journal's file as store and journal.
 * @throws StoreRefused missing, not-ours, newer, older, locked, corrupt, not-durable, inaccessible, replica
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<SqliteStore> {
  const file = resolvePath(options.file);
  const { mode, prefix, onFatal } = options;
  if (mode === 'read') {
    const journal = openJournal(file, { prefix, cacheKib: PASSING_CACHE_KIB });
    const close = async (): Promise<void> => journal.close();
    return assemble(options, { journal, changed: pause, close });
  }
  const written = await openWritten(file, {
    prefix,
    claim: claimForStore,
    ...(onFatal === undefined ? {} : { onFatal }),
  });
  return assemble(options, written);
}

interface Parts {
  journal: SqliteJournal;
  changed: FollowedLog['changed'];
  writer?: Writer;
  close(): Promise<void>;
}

function assemble(options: SqliteStoreOptions, { journal, changed, writer, ...parts }: Parts): SqliteStore {
  const all = allEventsOf({ after: journal.after, changed });
  let closing: Promise<void> | undefined;

  function close(): Promise<void> {
    all.end();
    return parts.close();
  }

  return {
    keepsOrder: true,
    journal: { ...journal, changed },
    async append(stream, expected, events) {
      if (writer === undefined)
        throw new StoreRefused(
          'read-only',
          `${options.file} is open for reading: open it for writing to append`,
        );
      assertAppendable(stream, expected, events);
      return writer.append(requestOf(options, stream, expected, events));
    },
    // async: whatever is wrong arrives as a rejection.
    async read(stream, readOptions) {
      return read(journal, stream, readOptions);
    },
    readAll: all.readAll,
    subscribe: all.subscribe,
    async durability() {
      if (writer === undefined)
        throw new StoreRefused('read-only', `${options.file} is open for reading: only a writer is durable`);
      return writer.durability();
    },
    close: () => (closing ??= close()),
  };
}

function assertAppendable(stream: string, expected: ExpectedRevision, events: readonly NewEvent[]): void {
  assertKeepable(stream, events);
  if (expected !== 'noStream' && expected < 0n)
    throw new AppendRefused(`${stream}: revisions count from 0; for a new stream, expect noStream`);
  assertSize(stream, events);
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
