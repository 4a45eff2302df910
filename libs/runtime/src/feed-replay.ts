import { type ReplayProgress, positionBefore, replayFeed, resolvePoint } from '@acta/application';
import type { Config } from './config.js';
import { assertBrokers, connectionTo, topicNames, transactionalId } from './feed-topics.js';
import { openActa } from './open.js';
import { ConfigRefused } from './setting.js';

/** What of the feed is published again, and where. */
export interface FeedReplayAsk {
  /** A topic that is there, and is none of the feed's own. */
  topic: string;
  /** Position or moment of recording that it begins with; absent: the beginning. */
  from?: string;
  /** The same that it ends with; absent: where the journal ends now. */
  to?: string;
  group?: string;
}

/** What came of a replay. */
export interface FeedReplayed extends ReplayProgress {
  topic: string;
  /** Position that was to be reached: beyond `position` where it was stopped. */
  upTo: number;
}

/**
 * Publishes what everybody may see of a stretch of the record again, marked `replay`, until its end or the signal.
 * @throws ConfigRefused, Invalid, FeedTopicRefused, and what says how far it came
 */
export async function replayToTopic(
  config: Config,
  { topic, from = '0', to, group }: FeedReplayAsk,
  { onProgress, signal }: { onProgress: (done: number, total: number) => void; signal: AbortSignal },
): Promise<FeedReplayed> {
  assertBrokers(config);
  // Whoever follows the feed would get all of it again, and a marker is not heeded by everybody.
  if (topicNames(config).some((each) => topic === each.topic || topic === `${each.topic}.cursor`))
    throw new ConfigRefused(
      `${topic} is a topic that the relay publishes to; replay into another, that whoever wants it reads`,
    );
  const acta = await openActa(config, { mode: 'read' });
  try {
    const { journal, clock } = acta;
    const after = positionBefore(journal, from);
    const upTo = resolvePoint(journal, clock, { asOf: to }).position;
    let progress: ReplayProgress = { published: 0, position: after };
    const { openKafkaPublisher } = await import('@acta/kafka');
    const id = `${transactionalId(config)}.replay.${topic}`;
    const publisher = await openKafkaPublisher({ connection: connectionTo(config), topic, id });
    try {
      await replayFeed(publisher, { after, upTo, ...(group === undefined ? {} : { group }) }, acta, {
        onProgress(now) {
          progress = now;
          onProgress(now.position - after, upTo - after);
        },
        signal,
      });
    } catch (error) {
      throw new Error(`${messageOf(error)}; ${howFar(progress)}`, { cause: error });
    } finally {
      await publisher.close();
    }
    return { topic, upTo, ...progress };
  } finally {
    await acta.close();
  }
}

function howFar({ published, position }: ReplayProgress): string {
  return `${String(published)} events up to position ${String(position)} were published: go on with --from ${String(position + 1)}`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
