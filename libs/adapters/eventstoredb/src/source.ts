import type { ExpectedRevision } from '@acta/application';
import type { Place } from './place.js';

/** An event as the store keeps it. */
export interface SourceRecord {
  stream: string;
  revision: bigint;
  id: string;
  type: string;
  /** When the server took it, by its own clock: milliseconds since the epoch. */
  created: number;
  place: Place;
  /** Parsed where the event says that it is JSON and is; the text where it says so and is not; bytes otherwise. */
  data: unknown;
  /** Parsed where it is JSON; bytes otherwise; undefined where there is none. */
  metadata: unknown;
}

/** An event to write. `data` is written as JSON.stringify gives it, `metadata` as it is. */
export interface ProposedEvent {
  id: string;
  type: string;
  data: unknown;
  metadata: Uint8Array;
}

/** What has come of a subscription since the last batch. */
export interface Batch {
  records: SourceRecord[];
  /** Everything of ours before it, or at it, has been given. */
  upTo: Place;
}

export interface SourceSubscription {
  /** In order, the next when it is asked for; ends after `stop`, and by an EventStoreFailure when it is dropped. */
  readonly batches: AsyncIterable<Batch>;
  stop(): void;
}

/** What of EventStoreDB is used. Every call may fail with an EventStoreFailure. */
export interface EventStoreClient {
  /**
   * Appends at once, or not at all.
   * @returns the revision of the last event, as the server tells it
   * @throws Conflict; EventStoreFailure: of `unreachable` and `unanswered`, whether it was written is unknown
   */
  append(stream: string, expected: ExpectedRevision, events: readonly ProposedEvent[]): Promise<bigint>;
  /** Forwards from a revision, inclusive, or backwards from the last; undefined for a stream that is not there. */
  readStream(
    stream: string,
    from: bigint | 'last',
    limit: number,
  ): Promise<readonly Pick<SourceRecord, 'revision' | 'id' | 'type' | 'data'>[] | undefined>;
  /** From a place on, inclusive; links as they are. */
  readAll(from: Place, limit: number): Promise<readonly SourceRecord[]>;
  /** The newest event of the whole store, whosever it is; undefined for an empty one. */
  newest(): Promise<SourceRecord | undefined>;
  /** Events after a place, from the beginning where there is none, of streams that start with the prefix. */
  subscribeToAll(from: Place | undefined, prefix: string): SourceSubscription;
  /** As the server gives it, for example `24.10.0`; `unknown` where it does not. */
  version(): Promise<string>;
  close(): Promise<void>;
}

/** Events that the server looks through for a page, and after which it tells how far it is. */
export const SEARCH_WINDOW = 256;
