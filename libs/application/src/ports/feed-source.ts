import type { CloudEvent } from '../feed/cloud-event.js';

/**
 * A feed as a service follows it: every event of it, at least once, those of one group in order. What `take` has not
 * resolved for is delivered again, so whoever takes drops what it has had, by `source` and `id` or, within a group, by
 * `position`.
 */
export interface FeedSource {
  /** What is followed, as it is told to whoever runs the service. */
  readonly name: string;
  /**
   * Gives each event to `take`, one at a time, until the signal.
   * @param after newest position of the journal that was taken: where a source keeps no place of its own, it goes on there
   * @throws FeedSourceRefused; what `take` throws; any other error where the source cannot be reached: follow again
   */
  follow(take: (event: CloudEvent) => Promise<void>, after: number, signal: AbortSignal): Promise<void>;
}

/** The source will not do what is needed until somebody changes something: the message says what, and how. */
export class FeedSourceRefused extends Error {
  override readonly name = 'FeedSourceRefused';
}
