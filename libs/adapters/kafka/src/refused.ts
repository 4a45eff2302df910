import { FeedSourceRefused, FeedTopicRefused } from '@acta/application';
import type { KafkaClient } from './client.js';

/** Whoever the broker does not know, whatever they want. */
const STRANGER = {
  SASL_AUTHENTICATION_FAILED: () => 'is not known by its name and password; set those that the broker knows',
  ILLEGAL_SASL_MECHANISM: () => 'shows its password in a way that the broker does not know; set another',
} as const;

/** Which rights a relay needs, by what the broker says is missing. */
const DENIED: Readonly<Record<string, (what: Names) => string>> = {
  TOPIC_AUTHORIZATION_FAILED: ({ topic, cursor }) =>
    `may not use the topics ${topic} and ${cursor}; allow it to read, write, describe and describe the configuration of both`,
  GROUP_AUTHORIZATION_FAILED: ({ id }) =>
    `may not join the group ${id}; allow it to read that group, and those whose names begin so`,
  TRANSACTIONAL_ID_AUTHORIZATION_FAILED: ({ id }) =>
    `may not use the transactional id ${id}; allow it to write and describe that id`,
  CLUSTER_AUTHORIZATION_FAILED: ({ topic, cursor }) =>
    `may not make topics; make ${topic} and ${cursor} for it, or allow it to create topics`,
  ...STRANGER,
};

/** The same for whoever follows the feed. */
const DENIED_FOLLOWER: Readonly<Record<string, (what: Followed) => string>> = {
  TOPIC_AUTHORIZATION_FAILED: ({ topic }) =>
    `may not read the topic ${topic}; allow it to read and describe it`,
  GROUP_AUTHORIZATION_FAILED: ({ group }) => `may not join the group ${group}; allow it to read that group`,
  UNKNOWN_TOPIC_OR_PARTITION: ({ topic }) =>
    `finds no topic ${topic}; name the one that the relay publishes to, or start the relay first`,
  ...STRANGER,
};

/** What a follower uses of a broker. */
export interface Followed {
  topic: string;
  group: string;
}

/** What a relay uses of a broker. */
export interface Names {
  topic: string;
  cursor: string;
  /** The transactional id, and the group that elects. */
  id: string;
}

/** An error of the broker as it is told: where somebody must do something, what. */
export function explained(error: unknown, names: Names, client: Pick<KafkaClient, 'codeOf'>): unknown {
  const words = DENIED[client.codeOf(error) ?? ''];
  return words === undefined ? error : new FeedTopicRefused(`Kafka: the relay ${words(names)}`);
}

/** The same for whoever follows the feed. */
export function explainedToFollower(
  error: unknown,
  followed: Followed,
  client: Pick<KafkaClient, 'codeOf'>,
): unknown {
  const words = DENIED_FOLLOWER[client.codeOf(error) ?? ''];
  return words === undefined ? error : new FeedSourceRefused(`Kafka: whoever follows ${words(followed)}`);
}
