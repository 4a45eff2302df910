import { type FeedPublisher, FeedTopicRefused } from '@acta/application';
import { type KafkaConnection, kafkaClient } from './client.js';
import { placed, tooLarge } from './records.js';
import { explainedToPublisher } from './refused.js';

export interface KafkaPublisherOptions {
  connection: KafkaConnection;
  topic: string;
  /** The transactional id: whoever opens with it fences who did before. */
  id: string;
}

/** Opens a topic that is there, to publish to. @throws FeedTopicRefused */
export async function openKafkaPublisher({
  connection,
  topic,
  id,
}: KafkaPublisherOptions): Promise<FeedPublisher> {
  const client = kafkaClient(connection, id);
  const told = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw explainedToPublisher(error, { topic, id }, client);
    }
  };
  const layout = await told(() => client.layoutOf(topic));
  if (layout === undefined) throw new FeedTopicRefused(`Kafka: there is no topic ${topic}; make it first`);
  const { partitions, mostBytes } = layout;
  const transactions = await told(() => client.transactions(id));
  return {
    async publish(records) {
      for (const record of records) {
        const words = tooLarge(record, { topic, mostBytes });
        if (words !== undefined)
          throw new FeedTopicRefused(
            `Kafka: the event at position ${String(record.headers['ce_position'])} cannot be published: ${words}`,
          );
      }
      await told(() => transactions.commit(placed(records, { topic, partitions, mostBytes })));
    },
    close: () => transactions.close(),
  };
}
