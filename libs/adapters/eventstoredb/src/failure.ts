import { type ExpectedRevision, StoreUnavailable } from '@acta/application';

/** What went wrong between this node and the store. Stable; the message may be reworded. */
export type FailureKind =
  /** Nobody answers, or the connection broke: whether a write arrived is unknown. */
  | 'unreachable'
  /** No answer in time, or one that nothing is known about: whether a write was done is unknown. */
  | 'unanswered'
  /** The node that was asked does not lead: nothing was written, and the next call goes to the leader. */
  | 'not-leader'
  | 'credentials'
  | 'tls'
  /** The connection string cannot be read. */
  | 'settings'
  /** Not a version that this adapter was written for. */
  | 'version'
  /** More than the server takes at once. */
  | 'too-big'
  /** The stream was deleted for good. */
  | 'deleted'
  /** A place that is none of the store's log. */
  | 'no-such-place';

/** A call to EventStoreDB that failed. The message ends with the remedy, and holds no credential. */
export class EventStoreFailure extends StoreUnavailable {
  override readonly name = 'EventStoreFailure';
  constructor(
    readonly kind: FailureKind,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The server has answered that the stream is not at the expected revision. */
export class Conflict extends Error {
  override readonly name = 'Conflict';
  constructor(readonly actual: ExpectedRevision) {
    super(`the stream is at ${String(actual)}`);
  }
}
