import { randomUUID } from 'node:crypto';
import { until } from '@acta/testing/until';
import { expect, it } from '@jest/globals';
import type { FeedLeader, FeedRecord } from '@acta/application';
import { openKafkaTopic } from '@acta/kafka';
import { describeOnServer } from '@acta/testing';
import { clientOf, consume, withAdmin } from './client.js';

const MOST_TRIES = 20;
/** Which broker has which partition of the topic, each once. */
const BROKERS = [1, 2, 3, 1];
const MOVES = [1, 3, 3, 1];

describeOnServer('a topic whose partition goes to another broker', 'ACTA_TEST_KAFKA_CLUSTER', cases);

function cases(brokers: string): void {
  it('is published to once, in the transaction after the one that is given up', async () => {
    const kafka = clientOf(brokers);
    const topic = `moved-${randomUUID()}`;
    await withAdmin(kafka, (admin) =>
      admin.createTopics({
        topics: [
          { topic, replicaAssignment: BROKERS.map((id, partition) => ({ partition, replicas: [id] })) },
        ],
      }),
    );
    const opened = openKafkaTopic({
      connection: { brokers: brokers.split(',') },
      topic,
      log: 'main',
      id: topic,
      partitions: BROKERS.length,
      sessionMs: 2_000,
      createTopics: true,
    });
    const stopping = new AbortController();
    const records = (part: string): FeedRecord[] =>
      Array.from({ length: 40 }, (_, key) => ({
        key: `K${String(key)}`,
        value: `${part} ${String(key)}`,
        headers: {},
      }));
    const failures: string[] = [];
    const work = async (leader: FeedLeader): Promise<void> => {
      if (leader.kept === undefined) {
        await leader.publish(records('first'), '1');
        await move(topic);
      }
      await leader.publish(records('second'), '2');
      stopping.abort();
    };
    // The group that elects may not be ready at first, which fails, too.
    for (let tries = 0; tries < MOST_TRIES && !stopping.signal.aborted; tries++)
      await opened.lead(work, stopping.signal).catch((error: unknown) => failures.push(String(error)));
    const reader = await consume(kafka, topic);
    await until(() => reader.messages.length >= 80);
    await reader.close();
    const values = reader.messages.map(({ message: { value } }) => String(value));
    expect(values.sort()).toEqual(
      [...records('first'), ...records('second')].map(({ value }) => value).sort(),
    );
    expect(new Set(reader.messages.map(({ partition }) => partition)).size).toBe(BROKERS.length);
    expect(failures.at(-1)).toContain('the transaction is given up');
  });

  /** Gives one of the partitions to another broker, which leads others of them already. */
  async function move(topic: string): Promise<void> {
    await withAdmin(clientOf(brokers), async (admin) => {
      await admin.alterPartitionReassignments({
        topics: [
          { topic, partitionAssignment: MOVES.map((id, partition) => ({ partition, replicas: [id] })) },
        ],
      });
      const leaders = async (): Promise<number[]> => {
        const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
        const [{ partitions } = { partitions: [] }] = topics;
        return [...partitions].sort((a, b) => a.partitionId - b.partitionId).map(({ leader }) => leader);
      };
      await until(async () => JSON.stringify(await leaders()) === JSON.stringify(MOVES));
    });
  }
}
