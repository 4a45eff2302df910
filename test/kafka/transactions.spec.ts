import { randomUUID } from 'node:crypto';
import { until } from '@acta/testing/until';
import { expect, it } from '@jest/globals';
import { describeOnServer } from '@acta/testing';
import type { Producer } from 'kafkajs';
import { clientOf, consume, withAdmin } from './client.js';

// What the relay rests on, and the client calls experimental.
describeOnServer("the client's transactions on one broker", 'ACTA_TEST_KAFKA', cases);
describeOnServer("the client's transactions on three brokers", 'ACTA_TEST_KAFKA_CLUSTER', cases);

function cases(brokers: string): void {
  it('are seen whole once committed; one that another producer has fenced is not seen at all', async () => {
    const topic = `transactions-${randomUUID()}`;
    const kafka = clientOf(brokers);
    await withAdmin(kafka, (admin) => admin.createTopics({ topics: [{ topic, numPartitions: 3 }] }));
    const producer = (): Producer =>
      kafka.producer({
        transactionalId: topic,
        transactionTimeout: 10_000,
        retry: { initialRetryTime: 10, retries: 10 },
      });
    const [former, latter] = [producer(), producer()];
    await former.connect();
    await latter.connect();
    const began = await former.transaction();
    await began.send({ topic, messages: [{ key: 'a', value: 'of the fenced' }] });
    const next = await latter.transaction();
    await expect(
      began.send({ topic, messages: [{ key: 'b', value: 'of the fenced' }] }).then(() => began.commit()),
    ).rejects.toThrow(/old epoch|newer producer|fenced/);
    for (const value of ['1', '2']) await next.send({ topic, messages: [{ key: 'a', value }] });
    await next.commit();
    const reader = await consume(kafka, topic);
    await until(() => reader.messages.length >= 2);
    expect(reader.messages.map(({ message }) => String(message.value))).toEqual(['1', '2']);
    await Promise.all([reader.close(), former.disconnect(), latter.disconnect()]);
  });
}
