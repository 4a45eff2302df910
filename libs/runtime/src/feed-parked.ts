import { type ParkedKey, type RelayProgress, systemIds } from '@acta/application';
import type { Config } from './config.js';
import { feedTopics } from './feed-topics.js';

/** How far a topic of the feed is. */
export interface TopicProgress {
  topic: string;
  /** Newest position of the journal that was looked at; 0: nothing was published yet. */
  position: number;
  parked: readonly Omit<ParkedKey, 'previous'>[];
}

/** How far the feed's topics are, and what is parked in them. @throws ConfigRefused, FeedTopicRefused */
export async function feedProgress(config: Config): Promise<TopicProgress[]> {
  const topics = await feedTopics(config);
  return Promise.all(
    topics.map(async ({ topic }) => {
      const kept = await topic.kept();
      if (kept === undefined) return { topic: topic.name, position: 0, parked: [] };
      const { position, parked } = JSON.parse(kept) as RelayProgress;
      return {
        topic: topic.name,
        position,
        parked: parked.map(({ key, position: first, reason }) => ({ key, position: first, reason })),
      };
    }),
  );
}

/** Asks whoever publishes the feed to try again with what is parked. @throws ConfigRefused, FeedTopicRefused */
export async function redriveFeed(config: Config): Promise<{ topics: string[] }> {
  const topics = await feedTopics(config);
  for (const { topic } of topics) await topic.askRedrive(systemIds.uuid());
  return { topics: topics.map(({ topic }) => topic.name) };
}
