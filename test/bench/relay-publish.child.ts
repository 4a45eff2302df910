/**
 * A process that publishes a journal's feed to an empty topic and does nothing else: the relay's own work, or, where it is
 * told `bare`, the client alone, given the same records in the same transactions.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type FeedRecord, relay } from '@acta/application';
import { type Acta, feedTopics, loadConfig, openActa } from '@acta/runtime';
import kafkajs from 'kafkajs';

const RETRY_MS = 500;

const [side, brokers = '', topic = '', data = '', count = '0'] = process.argv.slice(2);
process.once('disconnect', () => process.exit());

const config = loadConfig({
  ACTA_DATA: data,
  ACTA_KAFKA_BROKERS: brokers,
  ACTA_KAFKA_TOPIC: topic,
  ACTA_KAFKA_TRANSACTIONAL_ID: topic,
  ACTA_KAFKA_CREATE_TOPICS: 'true',
});
const acta = await openActa(config, { mode: 'read' });
const took = side === 'bare' ? await publishBare(await batchesOf(acta)) : await publishOurs(acta);
process.send?.(took);
await acta.close();
process.disconnect();

/** Milliseconds from the beginning of the term to the commit of the last event. */
async function publishOurs(record: Acta): Promise<number> {
  const [first] = await feedTopics(config);
  if (first === undefined) throw new Error('there is no topic');
  const stopping = new AbortController();
  let milliseconds = NaN;
  const work = first.topic.lead.bind(first.topic, async (leader, signal) => {
    const start = performance.now();
    const onProgress = ({ position }: { position: number }): void => {
      if (position < Number(count)) return;
      milliseconds = performance.now() - start;
      stopping.abort();
    };
    await relay(leader, { ...record, circle: first.circle, onProgress }, signal);
  });
  // A broker that has just started still loads its groups.
  while (Number.isNaN(milliseconds)) await work(stopping.signal).catch(() => pause(RETRY_MS));
  return milliseconds;
}

/** What the relay publishes in each transaction. */
async function batchesOf(record: Acta): Promise<FeedRecord[][]> {
  const batches: FeedRecord[][] = [];
  const stopping = new AbortController();
  const leader = {
    kept: undefined,
    redriveAsked: () => Promise.resolve(undefined),
    refusalOf: () => undefined,
    publish: (records: readonly FeedRecord[]) => {
      batches.push([...records]);
      return Promise.resolve();
    },
  };
  const onProgress = ({ position }: { position: number }): void => {
    if (position >= Number(count)) stopping.abort();
  };
  await relay(leader, { ...record, circle: 'everybody', onProgress }, stopping.signal);
  return batches;
}

async function publishBare(batches: readonly FeedRecord[][]): Promise<number> {
  const kafka = new kafkajs.Kafka({
    brokers: [brokers],
    // As the relay's: with the client's own, each transaction would wait 0.3 s until the one before it is marked as committed.
    retry: { initialRetryTime: 5, multiplier: 2, factor: 0, maxRetryTime: 500, retries: 9 },
    logLevel: kafkajs.logLevel.NOTHING,
  });
  const producer = kafka.producer({
    transactionalId: topic,
    allowAutoTopicCreation: false,
    createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
  });
  await producer.connect();
  const publish = async (records: readonly FeedRecord[]): Promise<void> => {
    const transaction = await producer.transaction();
    await transaction.send({
      topic,
      messages: records.map(({ key, value, headers }) => ({ key, value, headers: { ...headers } })),
    });
    await transaction.commit();
  };
  // As the relay has claimed its topic, so that the client has its id and its connections.
  await publish([{ key: randomUUID(), value: '{}', headers: {} }]);
  const start = performance.now();
  for (const batch of batches) await publish(batch);
  const milliseconds = performance.now() - start;
  await producer.disconnect();
  return milliseconds;
}
