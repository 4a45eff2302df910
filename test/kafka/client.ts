import { randomUUID } from 'node:crypto';
import { type Admin, Kafka, type KafkaMessage, logLevel } from 'kafkajs';

/** A client of brokers, as any program downstream has one. It is quiet: a broker that stops is part of a test. */
export function clientOf(brokers: string, name = 'acta-test'): Kafka {
  return new Kafka({
    clientId: name,
    brokers: brokers.split(','),
    logLevel: logLevel.NOTHING,
    retry: { initialRetryTime: 50, maxRetryTime: 1_000, retries: 30 },
  });
}

export async function withAdmin<T>(kafka: Kafka, use: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    return await use(admin);
  } finally {
    await admin.disconnect();
  }
}

/** What a consumer got. */
export interface Consumed {
  partition: number;
  message: KafkaMessage;
}

/** Reads a topic from the beginning, as `read_committed`, and goes on until it is closed. `onMessage` is told of each. */
export async function consume(kafka: Kafka, topic: string, onMessage?: (message: KafkaMessage) => void) {
  const messages: Consumed[] = [];
  const consumer = kafka.consumer({
    groupId: `reader-${randomUUID()}`,
    maxWaitTimeInMs: 100,
    sessionTimeout: 10_000,
    heartbeatInterval: 1_000,
  });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachMessage: ({ partition, message }) => {
      messages.push({ partition, message });
      onMessage?.(message);
      return Promise.resolve();
    },
  });
  return { messages, close: () => consumer.disconnect() };
}
