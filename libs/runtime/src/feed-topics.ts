import { readFileSync } from 'node:fs';
import type { Circle, FeedTopic } from '@acta/application';
import type { KafkaConnection } from '@acta/kafka';
import { type Config, settings } from './config.js';
import { readPrivate } from './private-file.js';
import { ConfigRefused, isLocal } from './setting.js';

/** A circle of readers, and the topic of what it may see. */
export interface CircleTopic {
  circle: Circle;
  topic: FeedTopic;
}

/**
 * The topics that the feed is published to, as configured; nothing is connected to yet.
 * @throws ConfigRefused where no broker is configured, or two circles have one topic
 */
export async function feedTopics(config: Config): Promise<CircleTopic[]> {
  assertBrokers(config);
  const { log, kafkaPartitions, kafkaSession, kafkaCreateTopics } = config;
  const named = topicNames(config);
  if (new Set(named.map(({ topic }) => topic)).size < named.length)
    throw new ConfigRefused(
      `two circles of readers have one topic (${settings.kafkaTopic.env}, …_MEMBERS, …_STATES, …_ALL); give each its own`,
    );
  const connection = connectionTo(config);
  const { openKafkaTopic } = await import('@acta/kafka');
  return named.map(({ circle, topic }) => ({
    circle,
    topic: openKafkaTopic({
      connection,
      topic,
      log,
      id: transactionalId(config),
      partitions: kafkaPartitions,
      sessionMs: kafkaSession * 1000,
      createTopics: kafkaCreateTopics,
    }),
  }));
}

/** @throws ConfigRefused where no broker is configured */
export function assertBrokers({ kafkaBrokers }: Config): void {
  if (kafkaBrokers.length === 0)
    throw new ConfigRefused(
      `${settings.kafkaBrokers.env} names no broker; give host:port of some, with commas`,
    );
}

/** What each circle of readers has a topic for, and its name. */
export function topicNames(config: Config): { circle: Circle; topic: string }[] {
  const circles: [Circle, string | undefined][] = [
    ['everybody', publicTopic(config)],
    ['members', config.kafkaTopicMembers],
    ['states', config.kafkaTopicStates],
    ['all', config.kafkaTopicAll],
  ];
  return circles.flatMap(([circle, topic]) => (topic === undefined ? [] : [{ circle, topic }]));
}

/** What transactional ids, and groups that elect, begin with. */
export function transactionalId({ kafkaTransactionalId, log }: Config): string {
  return kafkaTransactionalId ?? `acta.${log}.relay`;
}

/** The topic of what everybody may see. */
export function publicTopic({ kafkaTopic, log }: Config): string {
  return kafkaTopic ?? `acta.${log}.feed`;
}

/** How the brokers are reached, as configured. */
export function connectionTo(config: Config): KafkaConnection {
  const { kafkaBrokers: brokers, kafkaCa, kafkaCert, kafkaKey, kafkaUser, kafkaPassword } = config;
  const [mechanism = 'scram-sha-512'] = config.kafkaSasl;
  const hasFiles = kafkaCa !== undefined || kafkaCert !== undefined;
  const tls = config.kafkaTls && (hasFiles || !brokers.every(isLocal));
  return {
    brokers,
    ...(tls
      ? {
          tls: {
            ...(kafkaCa === undefined ? {} : { ca: readFileSync(kafkaCa, 'utf8') }),
            ...(kafkaCert === undefined ? {} : { cert: readFileSync(kafkaCert, 'utf8') }),
            ...(kafkaKey === undefined ? {} : { key: readPrivate(kafkaKey) }),
          },
        }
      : {}),
    ...(kafkaUser === undefined || kafkaPassword === undefined
      ? {}
      : { sasl: { mechanism, username: kafkaUser, password: kafkaPassword() } }),
  };
}
