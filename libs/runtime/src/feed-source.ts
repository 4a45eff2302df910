import type { FeedSource } from '@acta/application';
import { Logger } from '@nestjs/common';
import type { SseFeedOptions } from '@acta/sse';
import type { Config } from './config.js';
import { connectionTo, publicTopic } from './feed-topics.js';

/**
 * The feed of what everybody may see, as a service follows it: on Kafka where brokers are configured, else from the API.
 * Nothing is connected to yet.
 * @param onSkipped told of what is on the topic and is no event of a feed
 */
export async function openFeedSource(
  config: Config,
  onSkipped: (words: string) => void = (words) => new Logger('feed').warn(words),
): Promise<FeedSource> {
  const { api, kafkaBrokers, kafkaGroup, kafkaSession, log } = config;
  if (kafkaBrokers.length === 0) return openApiFeed({ api });
  const { openKafkaFeed } = await import('@acta/kafka');
  return openKafkaFeed({
    connection: connectionTo(config),
    topic: publicTopic(config),
    group: kafkaGroup ?? `acta.${log}.notifier`,
    sessionMs: kafkaSession * 1000,
    onSkipped,
  });
}

/** The feed of an API, as whoever shows the token may see it. Nothing is connected to yet. */
export async function openApiFeed(options: SseFeedOptions): Promise<FeedSource> {
  const { openSseFeed } = await import('@acta/sse');
  return openSseFeed(options);
}
