import { FeedSourceRefused, FeedTopicRefused } from '@acta/application';
import type { KafkaClient } from './client.js';

/** What somebody must do, by what the broker says is missing. */
type Remedies = Readonly<Record<string, string>>;

/** Whoever the broker does not know, whatever they want. */
const STRANGER: Remedies = {
  SASL_AUTHENTICATION_FAILED: 'is not known by its name and password; set those that the broker knows',
  UNSUPPORTED_SASL_MECHANISM: 'shows its password in a way that the broker does not know; set another',
};

const ofTransactions = (id: string): Remedies => ({
  TRANSACTIONAL_ID_AUTHORIZATION_FAILED: `may not use the transactional id ${id}; allow it to write and describe that id`,
});

/** What a relay uses of a broker. */
export interface Names {
  topic: string;
  cursor: string;
  /** The transactional id, and the group that elects. */
  id: string;
}

/** An error of the broker as it is told: where somebody must do something, what. */
export function explained(
  error: unknown,
  { topic, cursor, id }: Names,
  client: Pick<KafkaClient, 'codeOf'>,
): unknown {
  const words = remedyOf(error, client, {
    TOPIC_AUTHORIZATION_FAILED: `may not use the topics ${topic} and ${cursor}; allow it to read, write, describe and describe the configuration of both`,
    GROUP_AUTHORIZATION_FAILED: `may not join the group ${id}; allow it to read that group, and those whose names begin so`,
    CLUSTER_AUTHORIZATION_FAILED: `may not make topics; make ${topic} and ${cursor} for it, or allow it to create topics`,
    ...ofTransactions(id),
  });
  return words === undefined ? error : new FeedTopicRefused(`Kafka: the relay ${words}`);
}

/** The same for whoever publishes to another topic. */
export function explainedToPublisher(
  error: unknown,
  { topic, id }: { topic: string; id: string },
  client: Pick<KafkaClient, 'codeOf'>,
): unknown {
  const words = remedyOf(error, client, {
    TOPIC_AUTHORIZATION_FAILED: `may not write to the topic ${topic}; allow it to write, describe and describe the configuration of it`,
    ...ofTransactions(id),
  });
  return words === undefined ? error : new FeedTopicRefused(`Kafka: whoever publishes ${words}`);
}

/** The same for whoever follows the feed. */
export function explainedToFollower(
  error: unknown,
  { topic, group }: { topic: string; group: string },
  client: Pick<KafkaClient, 'codeOf'>,
): unknown {
  const words = remedyOf(error, client, {
    TOPIC_AUTHORIZATION_FAILED: `may not read the topic ${topic}; allow it to read and describe it`,
    GROUP_AUTHORIZATION_FAILED: `may not join the group ${group}; allow it to read that group`,
    UNKNOWN_TOPIC_OR_PARTITION: `finds no topic ${topic}; name the one that the relay publishes to, or start the relay first`,
  });
  return words === undefined ? error : new FeedSourceRefused(`Kafka: whoever follows ${words}`);
}

function remedyOf(
  error: unknown,
  client: Pick<KafkaClient, 'codeOf'>,
  remedies: Remedies,
): string | undefined {
  const code = client.codeOf(error) ?? '';
  return remedies[code] ?? STRANGER[code];
}
