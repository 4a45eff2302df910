import {
  type Appended,
  AppendRefused,
  type EventStore,
  type ExpectedRevision,
  type Journal,
  type NewEvent,
  type ReadOptions,
  type ReadResult,
  type StoredEvent,
  WrongExpectedRevision,
  allEventsOf,
  assertSize,
  createChanges,
} from '@acta/application';
import { emptyDigest, leafHash, nextDigest } from '@acta/integrity';
import { createJournal, type Log } from './journal.js';

export interface TestStoreOptions {
  /** The log's prefix, which stream names start with. */
  prefix: string;
  /** The group of a stream, by its name without the prefix; undefined for a stream of no group. */
  groupOf: (streamName: string) => string | undefined;
}

export interface TestStore extends EventStore {
  readonly journal: Journal;
}

/** A store in memory, for tests alone: it keeps every guarantee of the port but durability. */
export function openStoreForTests(options: TestStoreOptions): TestStore {
  const log: Log = { events: [], digests: [emptyDigest()], streams: new Map() };
  const changes = createChanges();
  const journal: Journal = {
    ...createJournal(log, options),
    changed: changes.next,
  };
  const all = allEventsOf(journal);
  let closed = false;

  return {
    keepsOrder: true,
    journal,
    async append(stream, expected, events) {
      if (closed) throw new Error('the store is closed');
      assertAppendable(stream, expected, events);
      const appended = append(log, stream, expected, events);
      changes.notify();
      return appended;
    },
    async read(stream, readOptions) {
      return read(log, stream, readOptions);
    },
    readAll: all.readAll,
    subscribe: all.subscribe,
    async close() {
      closed = true;
      all.end();
    },
  };
}

function assertAppendable(stream: string, expected: ExpectedRevision, events: readonly NewEvent[]): void {
  if (stream === '' || !stream.isWellFormed())
    throw new AppendRefused('a stream needs a name of well-formed text');
  if (expected !== 'noStream' && expected < 0n) throw new AppendRefused(`${stream}: revisions count from 0`);
  if (!events.every(({ body }) => body.isWellFormed()))
    throw new AppendRefused(`${stream}: a body holds a lone surrogate, which UTF-8 cannot carry`);
  assertSize(stream, events);
}

function append(log: Log, name: string, expected: ExpectedRevision, events: readonly NewEvent[]): Appended {
  const stream = log.streams.get(name) ?? { events: [], ids: [] };
  const actual = stream.events.length === 0 ? 'noStream' : BigInt(stream.events.length - 1);
  const first = expected === 'noStream' ? 0 : Number(expected) + 1;
  if (expected !== actual) {
    const last = stream.events[first + events.length - 1];
    if (last !== undefined && events.every(({ id }, i) => stream.ids[first + i] === id))
      return { position: last.position, revision: last.revision };
    throw new WrongExpectedRevision(name, expected, actual);
  }
  log.streams.set(name, stream);
  for (const { id, type, recordedAt, body } of events) {
    const stored: StoredEvent = {
      position: log.events.length + 1,
      stream: name,
      revision: BigInt(stream.events.length),
      type,
      recordedAt: Math.max(recordedAt, log.events.at(-1)?.recordedAt ?? 0),
      body,
    };
    log.events.push(stored);
    log.digests.push(nextDigest(log.digests.at(-1) ?? emptyDigest(), leafHash(body)));
    stream.events.push(stored);
    stream.ids.push(id);
  }
  return { position: log.events.length, revision: BigInt(stream.events.length - 1) };
}

function read(log: Log, name: string, options: ReadOptions = {}): ReadResult {
  const events = log.streams.get(name)?.events;
  if (events === undefined) return { found: false };
  const { from, direction = 'forwards', limit = Infinity } = options;
  const wanted =
    direction === 'forwards'
      ? events.filter((event) => event.revision >= (from ?? 0n))
      : events.filter((event) => from === undefined || event.revision <= from).reverse();
  return { found: true, events: iterate(wanted.slice(0, limit)) };
}

async function* iterate(events: readonly StoredEvent[]): AsyncGenerator<StoredEvent> {
  yield* events;
}
