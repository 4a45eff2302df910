/** An event of a feed as a broker keeps it. */
export interface FeedRecord {
  /** Events of one key are read in the order in which they were published. */
  key: string;
  headers: Readonly<Record<string, string>>;
  value: string;
}

/** Leads a topic: what it publishes is in no other's way, and none other's in its. */
export interface FeedLeader {
  /** What the newest transaction kept; undefined where there was none. */
  readonly kept: string | undefined;
  /** Id of the latest request to redrive; undefined: none. What the topic takes is looked at anew with each. */
  redriveAsked(): Promise<string | undefined>;
  /** Why the topic would not take a record; undefined where it would. */
  refusalOf(record: FeedRecord): string | undefined;
  /**
   * Publishes records in order and keeps a text, in one transaction: all of it is seen, or nothing.
   * @throws where the outcome is unknown or another leads. Nothing more can be published: lead again, and see what is kept
   */
  publish(records: readonly FeedRecord[], kept: string): Promise<void>;
}

/**
 * A topic of a feed, and beside it a text that is kept in the transactions that publish. One leads at a time; who has led
 * and does not know yet that another does can publish nothing.
 */
export interface FeedTopic {
  readonly name: string;
  /**
   * Waits to be elected, then works until another is, and waits again. `signal` ends it once the work returns.
   * @param work returns soon after its signal, which tells that it leads no more
   * @param standBy told whenever another was elected
   * @throws FeedTopicRefused, what `work` throws, any other error where the broker cannot be reached; call it again
   */
  lead(
    work: (leader: FeedLeader, signal: AbortSignal) => Promise<void>,
    signal: AbortSignal,
    standBy?: () => void,
  ): Promise<void>;
  /** What the newest transaction kept, beside whoever leads. @throws FeedTopicRefused */
  kept(): Promise<string | undefined>;
  /** Asks whoever leads, now or next, to redrive. @throws FeedTopicRefused */
  askRedrive(id: string): Promise<void>;
}

/** Publishes what is given to a topic that is nobody's feed, and keeps nothing beside it. */
export interface FeedPublisher {
  /**
   * Publishes records, those of one key in order, in one transaction: all of them are seen, or none.
   * @throws FeedTopicRefused; any other error where the outcome is unknown. Nothing more can be published
   */
  publish(records: readonly FeedRecord[]): Promise<void>;
  close(): Promise<void>;
}

/** The broker will not do what is needed until somebody changes something: the message says what, and how. */
export class FeedTopicRefused extends Error {
  override readonly name = 'FeedTopicRefused';
}
