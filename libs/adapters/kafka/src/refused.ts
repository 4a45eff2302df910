import { FeedTopicRefused } from '@acta/application';
import type { KafkaClient } from './client.js';

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
  SASL_AUTHENTICATION_FAILED: () => 'is not known by its name and password; set those that the broker knows',
  ILLEGAL_SASL_MECHANISM: () => 'shows its password in a way that the broker does not know; set another',
};

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
