import type { GroupCode, Uuid } from '@acta/domain';

/** A finished event, as the application made it. A store keeps `body` byte for byte and derives nothing from a clock. */
export interface NewEvent {
  id: Uuid;
  type: string;
  /** The server's stamp, milliseconds since the epoch; also inside `body`. */
  recordedAt: number;
  /** First millisecond of the effective date; absent where the act takes effect when recorded. */
  effectiveFrom?: number;
  /** The hashed form: RFC 8785 of {stream, type, metadata, data}. */
  body: string;
}

/** An event as stored. */
export interface StoredEvent {
  /** Position in the journal, from 1 without gaps. */
  position: number;
  /** Full stream name, with the log's prefix. */
  stream: string;
  /** Revision in the stream, from 0 without gaps. */
  revision: bigint;
  type: string;
  /** The journal's own: the greater of the event's and its predecessor's, milliseconds since the epoch. */
  recordedAt: number;
  body: string;
}

/** What must be true of a stream for an append to be taken: that it does not exist, or its last revision. */
export type ExpectedRevision = 'noStream' | bigint;

export interface Appended {
  /** Journal position of the append's last event. */
  position: number;
  /** Revision of the append's last event. */
  revision: bigint;
}

/** The stream was not at the expected revision. Nothing was written. */
export class WrongExpectedRevision extends Error {
  override readonly name = 'WrongExpectedRevision';
  constructor(
    readonly stream: string,
    readonly expected: ExpectedRevision,
    readonly actual: ExpectedRevision,
  ) {
    super(`stream ${stream}: expected ${String(expected)}, found ${String(actual)}`);
  }
}

/**
 * The store cannot be reached, or does not answer this node as it should. Whether an append was written is unknown: giving
 * it again with the same ids tells, and writes nothing twice.
 */
export class StoreUnavailable extends Error {
  override readonly name: string = 'StoreUnavailable';
}

/** An append of more than 1 MiB, or of no event. Nothing was written. */
export class AppendRefused extends Error {
  override readonly name = 'AppendRefused';
}

/** The most that one append may hold, in bytes of its bodies' UTF-8. */
export const MAX_APPEND_BYTES = 1024 * 1024;

/** A place in the source's total order: opaque, ordered, comparable only with positions of the same store. */
export type SourcePosition = string;

export type ReadResult = { found: false } | { found: true; events: AsyncIterable<StoredEvent> };

export interface ReadOptions {
  /** First revision to read, inclusive. Default: the first (forwards) or the last (backwards). */
  from?: bigint;
  direction?: 'forwards' | 'backwards';
  /** Default: no limit. */
  limit?: number;
}

export interface Subscription {
  /** Resolves when the subscription has ended: after `stop`, or with the error that the handler threw. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/**
 * The log. One contract suite (`libs/testing`) runs on every adapter.
 *
 * - `append` is atomic and durable: what it has acknowledged survives `kill -9` and loss of power.
 * - Revisions count from 0 and positions from 1, without gaps.
 * - Repeating an append with the same ids at the same expectation writes nothing and gives the first one's answer.
 */
export interface EventStore {
  /** Whether appends to several streams are stored in the order in which they were given, though none was waited for. */
  readonly keepsOrder: boolean;
  /** @throws WrongExpectedRevision, AppendRefused; any other error, StoreUnavailable among them: the outcome is unknown. */
  append(stream: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<Appended>;
  read(stream: string, options?: ReadOptions): Promise<ReadResult>;
  /** All events in total order, those after `from` (exclusive); from the beginning where absent. */
  readAll(
    from?: SourcePosition,
    limit?: number,
  ): AsyncIterable<{ event: StoredEvent; source: SourcePosition }>;
  /**
   * Catch-up, then live: every event after `from`, at least once, in order; the next is handed over when the handler's
   * promise has settled.
   */
  subscribe(
    from: SourcePosition | undefined,
    handle: (event: StoredEvent, source: SourcePosition) => Promise<void>,
  ): Subscription;
  close(): Promise<void>;
}

/** Which events of the journal a fold needs. */
export interface GroupSelection {
  group: GroupCode;
  /** Only streams whose name, without the log's prefix, starts with one of these; absent: all of the group's. */
  streams?: readonly string[];
  /** Newest position to include. */
  upTo: number;
}

export interface JournalHead {
  /** 0 for an empty journal. */
  position: number;
  /** Of the newest event, milliseconds since the epoch; 0 for an empty journal. */
  recordedAt: number;
}

/**
 * The whole log, held locally, in one total order, read synchronously through indexes. With the embedded store the
 * journal is the store; otherwise it is a replica. Reads see whole appends only.
 */
export interface Journal {
  head(): JournalHead;
  /** The last position recorded at or before the instant (milliseconds since the epoch); 0 if there is none. */
  positionAt(instant: number): number;
  /** Moment of recording of a position that exists. */
  recordedAt(position: number): number;
  /**
   * Digest of the log up to a position that exists, or of no event for 0: 64 hexadecimal digits. It runs over the hashed
   * forms alone, in order, so two journals hold the same up to there when their digests are equal.
   */
  digest(position: number): string;
  /** One stream's events up to a position, in order, from a revision on where one is given. `stream` is the full name. */
  stream(stream: string, upTo: number, from?: number): StoredEvent[];
  /** The events of a group's streams up to a position, in order of position. */
  group(selection: GroupSelection): StoredEvent[];
  /** Full names of a group's streams that exist at a position, in order of name: to read and fold one after another. */
  streamsOf(selection: GroupSelection): string[];
  /** Full names of the streams that exist at a position and start with the prefix, in order of name. */
  streams(prefix: string, upTo: number): string[];
  /** Events after a position that say who may read something, in order; their data has a `classification`. */
  classifying(after: number): StoredEvent[];
  /** Events after a position, in order, at most `limit`. */
  after(position: number, limit: number): StoredEvent[];
  /**
   * Resolves when events may have come since it was called: at once after an append of this process is durable, within a
   * quarter of a second after another's. `signal` ends the wait, without an error.
   */
  changed(signal: AbortSignal): Promise<void>;
}
