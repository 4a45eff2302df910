import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FeedLeader, FeedRecord } from '@acta/application';

/** A topic in memory, which can be told to refuse records and to fail. */
export interface FakeTopic {
  /** All that was committed, in order. */
  records: FeedRecord[];
  kept: string | undefined;
  transactions: number;
  /** Id of the latest request to redrive. */
  redrive: string | undefined;
  /** What it does not take. */
  refuses: (record: FeedRecord) => boolean;
  /** What becomes of a transaction, by its number from 1: it is lost, or only its answer is. */
  fails: (transaction: number) => 'lost' | 'answer lost' | undefined;
  /** One who leads from now on. */
  leader(): FeedLeader;
}

export function fakeTopic(): FakeTopic {
  let isPublishing = false;
  const topic: FakeTopic = {
    records: [],
    kept: undefined,
    transactions: 0,
    redrive: undefined,
    refuses: () => false,
    fails: () => undefined,
    leader: () => ({
      kept: topic.kept,
      redriveAsked: () => Promise.resolve(topic.redrive),
      refusalOf: (record) => (topic.refuses(record) ? 'the fake does not take it' : undefined),
      async publish(records, kept) {
        if (isPublishing) throw new Error('a transaction was given while another was underway');
        isPublishing = true;
        await nextTurn();
        isPublishing = false;
        const failure = topic.fails(++topic.transactions);
        if (failure !== 'lost') {
          topic.records.push(...records);
          topic.kept = kept;
        }
        if (failure !== undefined) throw new Error(failure);
      },
    }),
  };
  return topic;
}
