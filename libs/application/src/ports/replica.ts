import type { Journal, NewEvent, SourcePosition, StoredEvent } from './event-store.js';

/** An event of ours as the source has it, before the journal gives it a position. */
export interface SourceEvent extends NewEvent {
  /** Full stream name, with the log's prefix. */
  stream: string;
  /** Revision in the stream, from 0 without gaps. */
  revision: bigint;
  /** Its own place in the source's order. */
  source: SourcePosition;
}

/** The newest event that a replica took, with its place in the source: what is compared on connecting. */
export interface Taken {
  event: StoredEvent;
  source: SourcePosition;
}

/**
 * A journal that follows a log kept elsewhere. One process at a time takes; any number may read beside it.
 * Positions are counted here, from 1 without gaps, and are the same on every node, since every event of ours counts,
 * whether this build can read it or not.
 */
export interface Replica {
  readonly journal: Journal;
  /** Undefined where nothing was taken yet. */
  newest(): Taken | undefined;
  /**
   * Takes events that follow the newest, in the source's order, whole appends only, and their source's cursor, in one
   * transaction; durable, and seen by readers, on return.
   * @param events none where only events that are not ours have come
   * @param cursor place in the source of the batch's last event, or of a later one that is not ours
   * @throws ReplicaDiverged where a revision does not follow its stream's last, as when an event comes twice; nothing is taken
   */
  take(events: readonly SourceEvent[], cursor: SourcePosition): Promise<void>;
  /** Where to go on reading the source; undefined: from its beginning. */
  cursor(): SourcePosition | undefined;
  close(): Promise<void>;
}

/** The source does not go on where this journal ends: events are missing upstream. The node must halt. */
export class ReplicaDiverged extends Error {
  override readonly name = 'ReplicaDiverged';
}

/**
 * The journal here did not catch up with the source within the configured time. Where `written`, the append is in the
 * source for good and can be read later: a repetition with the same ids gives its answer.
 */
export class ReplicaBehind extends Error {
  override readonly name = 'ReplicaBehind';
  constructor(
    readonly stream: string,
    /** What the journal lacks. */
    readonly revision: bigint,
    readonly written: boolean,
    options?: ErrorOptions,
  ) {
    super(
      written
        ? `the append to ${stream} is written up to revision ${String(revision)}, and this node cannot read it yet; ask again later`
        : `${stream} is at revision ${String(revision)}, and this node cannot read that yet; nothing was written: try again later`,
      options,
    );
  }
}
