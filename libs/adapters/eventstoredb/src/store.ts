import {
  AppendRefused,
  type Clock,
  type EventStore,
  type ExpectedRevision,
  type Journal,
  type NewEvent,
  type ReadOptions,
  type ReadResult,
  type Replica,
  ReplicaBehind,
  ReplicaDiverged,
  type SourcePosition,
  type StoredEvent,
  WrongExpectedRevision,
  allEventsOf,
  assertSize,
  bytesOf,
} from '@acta/application';
import { connect } from './client.js';
import { createClockWatch } from './clock-watch.js';
import { startConfirmations } from './confirm.js';
import { diverged } from './diverged.js';
import { Conflict, EventStoreFailure } from './failure.js';
import { type Fence, createFence, writeMark } from './fence.js';
import { toProposed } from './form.js';
import { type ConnectionOptions, connectionOf } from './options.js';
import { sourceOf } from './place.js';
import { type Pump, startPump } from './pump.js';
import { type QueuedAppend, createQueues } from './queue.js';
import type { EventStoreClient } from './source.js';
import { startingPlace } from './starting-place.js';
import { assertKnownVersion } from './version.js';
import { firstRevision, write } from './writer.js';

export interface EventStoreDbOptions {
  connection: ConnectionOptions;
  /** The journal that follows the store. Whoever opened it closes it, after the store. */
  replica: Replica;
  /** The log's prefix, for example `acta.main.`: what stream names start with. */
  prefix: string;
  /** Wall clock, milliseconds since the epoch; default: the system's. */
  clock?: Clock;
  /** How long an append of unknown outcome is looked into, in milliseconds; default 15,000. */
  patienceMs?: number;
  /** How long an answer waits for the journal to hold what it tells of, in milliseconds; default 5,000. */
  replicaWaitMs?: number;
  /** How often the store is asked for its end, in milliseconds; default 500. */
  confirmEveryMs?: number;
  /**
   * Called once if the journal and the store turn out to differ, or the journal cannot be written: the node must stop.
   * Until it has, appends are refused and nothing is confirmed. Default: throws, uncaught.
   */
  onHalt?: (error: Error) => void;
}

/** How far the journal has followed the store. */
export interface FollowingStatus {
  connected: boolean;
  /** Why it is not connected, where that is known. */
  lost?: string;
  /** Why nothing more is taken; the node must stop. */
  halted?: Error;
  /** Where the log was moved to: it takes nothing more here. */
  movedTo?: string;
  serverVersion?: string;
  /** Journal position of the newest event. */
  position: number;
  /** Up to there, everything of ours is in the journal. */
  seen?: SourcePosition;
  /** The store's newest event, whosever it is, when it was last asked. */
  head?: SourcePosition;
  /** Bytes of the store's log between the two, other logs' included; 0 where the journal has caught up. */
  behindBytes?: number;
  caughtUp: boolean;
  /** How long ago the store held nothing of ours that is not in the journal, in milliseconds; absent: never yet. */
  confirmedAgoMs?: number;
  /** By how much the store's clock is surely ahead of this node's, or behind it (negative), in milliseconds. */
  clockAheadMs: number;
}

/** The log in EventStoreDB, with the journal that follows it. */
export interface EventStoreDb extends EventStore {
  readonly journal: Journal;
  /** Whether the journal held, at some moment of the last milliseconds, all of ours that the store held. */
  confirmedWithin(milliseconds: number): boolean;
  status(): FollowingStatus;
  /**
   * Marks the log as moved, for all nodes: none sends an append after. One that was sent before may arrive for another
   * `FENCED_AFTER_MS`.
   * @throws LogMoved where it is marked with another destination; EventStoreFailure
   */
  fence(destination: string): Promise<void>;
}

const PATIENCE_MS = 15_000;
const REPLICA_WAIT_MS = 5_000;
const CONFIRM_EVERY_MS = 500;

/**
 * Connects, and starts to feed the journal. A journal that holds something can be read while the server is down: then
 * nothing is confirmed, and the connection is tried for as long as the store is open.
 * @throws EventStoreFailure unreachable and unanswered (an empty journal alone), credentials, tls, settings, version
 * @throws ReplicaDiverged the store does not go on where the journal ends
 */
export async function openEventStoreDb(options: EventStoreDbOptions): Promise<EventStoreDb> {
  const client = connect(connectionOf(options.connection));
  try {
    const fence = createFence(client, options.prefix, timer);
    return assemble(options, client, fence, await greet(client, options.replica, fence));
  } catch (error) {
    await client.close();
    throw error;
  }
}

/** What the server says it is; undefined where it is down and the journal can be read without. */
async function greet(client: EventStoreClient, replica: Replica, fence: Fence): Promise<string | undefined> {
  try {
    const version = await client.version();
    assertKnownVersion(version);
    await client.newest();
    await startingPlace(client, replica);
    await fence.look();
    return version;
  } catch (error) {
    const isDown =
      error instanceof EventStoreFailure && (error.kind === 'unreachable' || error.kind === 'unanswered');
    if (isDown && replica.newest() !== undefined) return undefined;
    throw error;
  }
}

const timer: Clock = () => performance.now();

/** What feeds the journal, and what watches that. */
function startFollowing(options: EventStoreDbOptions, client: EventStoreClient, fence: Fence) {
  const { replica, prefix, clock = Date.now } = options;
  const watch = createClockWatch(clock);
  const pump = startPump({
    client,
    replica,
    prefix,
    timer,
    onTaken: (event, created) => watch.taken(event.id, created),
    onHalt: options.onHalt ?? crash,
  });
  const confirmations = startConfirmations({
    client,
    pump,
    fence,
    prefix,
    timer,
    everyMs: options.confirmEveryMs ?? CONFIRM_EVERY_MS,
    onHead: (head) => watch.read(head.created),
  });
  return { watch, pump, fence, confirmations };
}

type Following = ReturnType<typeof startFollowing>;

function assemble(
  options: EventStoreDbOptions,
  client: EventStoreClient,
  fence: Fence,
  serverVersion: string | undefined,
): EventStoreDb {
  const { journal } = options.replica;
  const following = startFollowing(options, client, fence);
  const { pump, confirmations } = following;
  const reader = createReader(client, pump, journal, options.replicaWaitMs ?? REPLICA_WAIT_MS);
  const append = createAppending(options, client, following, reader);
  const inFlight = new Set<Promise<unknown>>();
  const all = allEventsOf(journal);
  let closing: Promise<void> | undefined;

  async function close(): Promise<void> {
    await Promise.allSettled(inFlight);
    all.end();
    await confirmations.stop();
    await pump.stop();
    await client.close();
  }

  return {
    keepsOrder: false,
    journal,
    async append(stream, expected, events) {
      if (closing !== undefined) throw new Error('the store is closed');
      const appending = append(stream, expected, events);
      inFlight.add(appending);
      return appending.finally(() => inFlight.delete(appending));
    },
    read: reader.read,
    readAll: all.readAll,
    subscribe: all.subscribe,
    confirmedWithin(milliseconds) {
      const confirmedAt = confirmations.confirmedAt();
      if (pump.halted() !== undefined || confirmedAt === undefined) return false;
      return timer() - confirmedAt <= milliseconds;
    },
    status: () => ({
      ...statusOf(following, journal),
      ...(serverVersion === undefined ? {} : { serverVersion }),
    }),
    async fence(destination) {
      const { prefix, patienceMs = PATIENCE_MS } = options;
      await writeMark({ client, timer, patienceMs }, prefix, destination);
      await fence.look();
    },
    close: () => (closing ??= close()),
  };
}

function createAppending(
  { prefix, replica: { journal }, patienceMs = PATIENCE_MS }: EventStoreDbOptions,
  client: EventStoreClient,
  { pump, watch, fence }: Following,
  reader: ReturnType<typeof createReader>,
): EventStore['append'] {
  const queues = createQueues({
    write: (stream, expected, events) =>
      write({ client, assertOpen: fence.assertOpen, timer, patienceMs }, stream, expected, events),
    async settle(stream, error) {
      const reason = error instanceof Conflict ? await asLoss(client, journal, stream, error) : error;
      if (reason instanceof ReplicaDiverged) pump.halt(reason);
      return reader.settle(stream, reason);
    },
  });
  return async (stream, expected, events) => {
    const halted = pump.halted();
    if (halted !== undefined) throw halted;
    assertAppendable(prefix, stream, events);
    const proposed = events.map((event) => toProposed(stream, event));
    watch.sent(events.map(({ id }) => id));
    await queues.add(stream, { expected, events: proposed, bytes: bytesOf(events) });
    const revision = firstRevision(expected) + BigInt(events.length) - 1n;
    return { position: await reader.held(stream, revision, true), revision };
  };
}

/** A conflict, or what it tells: that the store lacks events of the stream which the journal holds. */
async function asLoss(
  client: EventStoreClient,
  journal: Journal,
  stream: string,
  conflict: Conflict,
): Promise<Conflict | ReplicaDiverged | EventStoreFailure> {
  const held = journal.stream(stream, journal.head().position).at(-1)?.revision ?? -1n;
  if (held <= revisionOf(conflict.actual)) return conflict;
  try {
    // It may have come since: the journal has it of the store.
    const [last] = (await client.readStream(stream, 'last', 1)) ?? [];
    if (last !== undefined && last.revision >= held) return conflict;
    return diverged(
      `${stream} ends at revision ${String(last?.revision ?? 'none')} in EventStoreDB, and this journal holds revision ${String(held)} of it`,
    );
  } catch (error) {
    if (error instanceof EventStoreFailure) return error;
    throw error;
  }
}

function revisionOf(expected: ExpectedRevision): bigint {
  return expected === 'noStream' ? -1n : expected;
}

/** Answers from the journal, once it holds what the store has told of. */
function createReader(client: EventStoreClient, pump: Pump, journal: Journal, waitMs: number) {
  /** @throws ReplicaBehind */
  async function held(stream: string, revision: bigint, written: boolean): Promise<number> {
    try {
      return await pump.held(stream, revision, AbortSignal.timeout(waitMs));
    } catch (error) {
      throw new ReplicaBehind(stream, revision, written, { cause: error });
    }
  }

  return {
    held,
    async settle(stream: string, error: unknown): Promise<(append: QueuedAppend) => unknown> {
      if (!(error instanceof Conflict)) return () => error;
      const { actual } = error;
      try {
        if (actual !== 'noStream') await held(stream, actual, false);
      } catch (behind) {
        return () => behind;
      }
      return ({ expected }) => new WrongExpectedRevision(stream, expected, actual);
    },
    async read(stream: string, { from, direction, limit }: ReadOptions = {}): Promise<ReadResult> {
      const last = (await client.readStream(stream, 'last', 1))?.[0];
      if (last === undefined) return { found: false };
      await held(stream, last.revision, false);
      const head = journal.head().position;
      const least = Number(from ?? last.revision) + 1 - (limit ?? Infinity);
      const all = journal.stream(
        stream,
        head,
        direction === 'backwards' ? Math.max(0, least) : Number(from ?? 0n),
      );
      const wanted =
        direction === 'backwards'
          ? all.filter(({ revision }) => from === undefined || revision <= from).reverse()
          : all;
      return { found: true, events: iterate(wanted.slice(0, limit)) };
    },
  };
}

function statusOf({ pump, fence, confirmations, watch }: Following, journal: Journal): FollowingStatus {
  const seen = pump.seen();
  const head = confirmations.head()?.place;
  const halted = pump.halted();
  const lost = pump.lost();
  const movedTo = fence.movedTo();
  const confirmedAt = confirmations.confirmedAt();
  const behind = head === undefined ? undefined : Number(head.commit - (seen?.commit ?? -1n));
  return {
    connected: pump.connected(),
    ...(lost === undefined ? {} : { lost: lost.message }),
    ...(halted === undefined ? {} : { halted }),
    ...(movedTo === undefined ? {} : { movedTo }),
    position: journal.head().position,
    ...(seen === undefined ? {} : { seen: sourceOf(seen) }),
    ...(head === undefined ? {} : { head: sourceOf(head) }),
    ...(behind === undefined ? {} : { behindBytes: Math.max(0, behind) }),
    caughtUp: halted === undefined && confirmedAt !== undefined && behind !== undefined && behind <= 0,
    ...(confirmedAt === undefined ? {} : { confirmedAgoMs: timer() - confirmedAt }),
    clockAheadMs: watch.aheadMs(),
  };
}

/** What the store would not keep as it is. */
function assertAppendable(prefix: string, stream: string, events: readonly NewEvent[]): void {
  if (!stream.startsWith(prefix) || !stream.isWellFormed())
    throw new AppendRefused(`${stream}: the streams of this log are named ${prefix}…, in well-formed text`);
  for (const { id, type, body } of events)
    if (!body.isWellFormed() || !type.isWellFormed())
      throw new AppendRefused(`${stream}: event ${id} holds a lone surrogate, which UTF-8 cannot carry`);
  assertSize(stream, events);
}

async function* iterate(events: readonly StoredEvent[]): AsyncGenerator<StoredEvent> {
  yield* events;
}

function crash(error: Error): void {
  setImmediate(() => {
    throw error;
  });
}
