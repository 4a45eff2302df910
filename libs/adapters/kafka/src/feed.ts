import { type FeedSource, cloudEventIn } from '@acta/application';
import { type KafkaConnection, type ReadRecord, kafkaClient } from './client.js';
import { explainedToFollower } from './refused.js';

export interface KafkaFeedOptions {
  connection: KafkaConnection;
  topic: string;
  /** Whose place in the topic is kept by the brokers: those of one group share its partitions. */
  group: string;
  /** After how long without a sign of life another of the group takes over, in milliseconds. */
  sessionMs: number;
  /** Told of a record that is no event of a feed, and is passed by: anybody who may write to a topic may have put it there. */
  onSkipped: (words: string) => void;
}

/**
 * A feed on a topic of Kafka, followed by a group: from the beginning where the group has no place yet, and what was taken
 * is told to the brokers within a second.
 */
export function openKafkaFeed({
  connection,
  topic,
  group,
  sessionMs,
  onSkipped,
}: KafkaFeedOptions): FeedSource {
  const client = kafkaClient(connection, group);
  return {
    name: `Kafka: the topic ${topic}, as the group ${group}`,
    async follow(take, _after, signal) {
      const takeRecord = async (record: ReadRecord): Promise<void> => {
        const { partition, offset, headers, value } = record;
        const event = value === undefined ? undefined : cloudEventIn({ headers, value });
        if (event === undefined)
          onSkipped(
            `Kafka: the record at offset ${offset} of partition ${String(partition)} of ${topic} is no event of a feed of Acta; it is passed by`,
          );
        else await take(event);
      };
      try {
        await client.consume({ group, topic, sessionMs }, takeRecord, signal);
      } catch (error) {
        throw explainedToFollower(error, { topic, group }, client);
      }
    },
  };
}
