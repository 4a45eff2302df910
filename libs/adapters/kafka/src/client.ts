/**
 * The one file that knows the client, kafkajs. What it does on a real broker (Apache Kafka 4.1): its transactions hold; a
 * send to several partitions, tried again after one of them changed its leader, may write to another twice or leave it out,
 * so a transaction in which that was tried is given up; after a failed commit nothing more can be done with a producer.
 */
import kafkajs, {
  type Admin,
  type Consumer,
  type EachBatchPayload,
  type IHeaders,
  type Kafka,
  type KafkaMessage,
  type Message,
  type Producer,
} from 'kafkajs';

/** How brokers are reached. */
export interface KafkaConnection {
  /** host:port of some of them; the others are learnt from these. */
  brokers: readonly string[];
  /** Absent: without TLS. Certificates and keys in PEM. */
  tls?: { ca?: string; cert?: string; key?: string };
  sasl?: { mechanism: SaslMechanism; username: string; password: string };
}

export type SaslMechanism = 'plain' | 'scram-sha-256' | 'scram-sha-512';

/** How a topic is set up. */
export interface TopicLayout {
  partitions: number;
  isCompacted: boolean;
  /** The largest batch of records that it takes, in bytes. */
  mostBytes: number;
}

export interface NewTopic {
  name: string;
  partitions: number;
  settings: Readonly<Record<string, string>>;
}

/** Messages for one partition. */
export interface Placed {
  topic: string;
  partition: number;
  messages: { key: string; value: string; headers?: Readonly<Record<string, string>> }[];
}

/** Publishes in transactions. After a throw it must be closed: what became of the transaction is unknown. */
export interface Transactions {
  /** The batches of a partition are written in order; the first of all should be small, since it goes alone. */
  commit(batches: readonly Placed[]): Promise<void>;
  close(): Promise<void>;
}

/** Told of what happens to a member of a group that shares a topic of one partition. */
export interface MemberEvents {
  /** A record of the topic, from the first one on; of transactions those that were committed. */
  onRecord: (record: { key: string; value: string; headers: Readonly<Record<string, string>> }) => void;
  /** Offset after the newest that was read, of what is no record of ours, too. */
  onOffset?: (next: bigint) => void;
  /** The group has shared the topic out: whether it is this member's. */
  onShare?: (isMine: boolean) => void;
  /** It is no member any more. */
  onEnd: (error: Error) => void;
}

/** A record as a member of a group that shares a topic reads it. */
export interface ReadRecord {
  partition: number;
  offset: string;
  /** Undefined: a tombstone. */
  value: string | undefined;
  headers: Readonly<Record<string, string>>;
}

export interface KafkaClient {
  /** Undefined: there is no such topic. */
  layoutOf(topic: string): Promise<TopicLayout | undefined>;
  /** Makes topics that do not exist, on at most three brokers each. */
  createTopics(topics: readonly NewTopic[]): Promise<void>;
  /** Offset after the newest record of a topic of one partition. */
  endOf(topic: string): Promise<bigint>;
  /** Joins a group. Reads from the beginning whenever the topic becomes this member's. @returns what leaves it */
  join(
    options: { group: string; topic: string; sessionMs: number },
    events: MemberEvents,
  ): Promise<() => Promise<void>>;
  /**
   * Joins a group and takes what was committed of its share of a topic, one record at a time, those of a partition in order,
   * until the signal: from where the group is, or from the beginning. How far it is follows what was taken.
   * @throws what `take` throws, at once, and what ends the membership
   */
  consume(
    options: { group: string; topic: string; sessionMs: number },
    take: (record: ReadRecord) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void>;
  /** Removes a group that nobody is a member of. */
  forget(group: string): Promise<void>;
  /** The first commit fences whoever had this id before. */
  transactions(id: string): Promise<Transactions>;
  /** Publishes outside of any transaction. */
  send(batch: Placed): Promise<void>;
  /** A code for what went wrong, such as TOPIC_AUTHORIZATION_FAILED; undefined: none is known. */
  codeOf(error: unknown): string | undefined;
}

/** What the client tells its log alone: a denial while it looks for a coordinator is thrown as that there is none. */
const DENIALS: readonly (readonly [RegExp, string])[] = [
  [/Group authorization failed/, 'GROUP_AUTHORIZATION_FAILED'],
  [/Transactional Id authorization failed/, 'TRANSACTIONAL_ID_AUTHORIZATION_FAILED'],
];

function denialIn(text: unknown): string | undefined {
  return DENIALS.find(([words]) => typeof text === 'string' && words.test(text))?.[1];
}

function codeOf(error: unknown, denial: string | undefined): string | undefined {
  for (let each = error; each instanceof Error; each = each.cause) {
    if (each instanceof kafkajs.KafkaJSSASLAuthenticationError) return 'SASL_AUTHENTICATION_FAILED';
    if (each instanceof kafkajs.KafkaJSGroupCoordinatorNotFound) return denial;
    if (each instanceof kafkajs.KafkaJSProtocolError) return each.type;
  }
  return undefined;
}

/** Partition of a key, as the Java client places it. */
export function partitionOf(key: string, partitions: number): number {
  const partitionMetadata = Array.from({ length: partitions }, (_, partitionId) => ({
    partitionId,
    partitionErrorCode: 0,
    leader: 0,
    replicas: [],
    isr: [],
  }));
  return place({ topic: '', partitionMetadata, message: { key, value: null } });
}
const place = kafkajs.Partitioners.DefaultPartitioner();

/** How long a connection, and an answer, is waited for. */
const CONNECT_MS = 3_000;
const ANSWER_MS = 10_000;
/** A transaction that its leader does not end is aborted after this, so that readers go on. */
const TRANSACTION_MS = 10_000;
const MOST_REPLICAS = 3;
/** Within one and a half seconds. The first send of a transaction waits so until the one before it is marked as committed. */
const RETRY = { initialRetryTime: 5, multiplier: 2, factor: 0, maxRetryTime: 500, retries: 9 };
const FETCH_MS = 100;
const LEAVE_MS = 5_000;
/** How often it is kept how far a group is, at least. */
const COMMIT_MS = 1_000;
/** What another member that joins waits for, so that what is being taken can be ended. */
const HAND_OVER_MS = 30_000;

/** @param name by which brokers' logs know the client */
export function kafkaClient({ brokers, tls, sasl }: KafkaConnection, name: string): KafkaClient {
  let denial: string | undefined;
  const kafka = new kafkajs.Kafka({
    clientId: name,
    brokers: [...brokers],
    connectionTimeout: CONNECT_MS,
    requestTimeout: ANSWER_MS,
    retry: RETRY,
    // What fails is thrown, and told by whoever catches it.
    logLevel: kafkajs.logLevel.ERROR,
    logCreator:
      () =>
      ({ log }) => {
        denial = denialIn(log['error']) ?? denial;
      },
    ...(tls === undefined ? {} : { ssl: tls }),
    ...(sasl === undefined ? {} : { sasl: { ...sasl } as kafkajs.SASLOptions }),
  });
  const withAdmin = <T>(use: (admin: Admin) => Promise<T>): Promise<T> => connected(kafka.admin(), use);
  return {
    layoutOf: (topic) => withAdmin((admin) => layoutOf(admin, topic)),
    createTopics: (topics) => withAdmin((admin) => createTopics(admin, topics)),
    endOf: (topic) =>
      withAdmin(async (admin) => BigInt((await admin.fetchTopicOffsets(topic))[0]?.high ?? '0')),
    join: (options, events) => join(kafka, options, events),
    consume: (options, take, signal) => consume(kafka, options, take, signal),
    forget: (group) =>
      withAdmin(async (admin) => {
        await admin.deleteGroups([group]);
      }),
    transactions: (id) => transactions(kafka, id),
    codeOf(error) {
      const code = codeOf(error, denial);
      denial = undefined;
      return code;
    },
    send: (batch) =>
      connected(kafka.producer({ allowAutoTopicCreation: false }), async (producer) => {
        await producer.send(messagesOf(batch));
      }),
  };
}

async function connected<C extends Admin | Producer, T>(
  client: C,
  use: (client: C) => Promise<T>,
): Promise<T> {
  try {
    await client.connect();
    return await use(client);
  } finally {
    await client.disconnect();
  }
}

async function layoutOf(admin: Admin, topic: string): Promise<TopicLayout | undefined> {
  const { topics } = await admin.fetchTopicMetadata({ topics: [topic] }).catch((error: unknown) => {
    if (codeOf(error, undefined) === 'UNKNOWN_TOPIC_OR_PARTITION') return { topics: [] };
    throw error;
  });
  const [found] = topics;
  if (found === undefined) return undefined;
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: [
      {
        type: kafkajs.ConfigResourceTypes.TOPIC,
        name: topic,
        configNames: ['cleanup.policy', 'max.message.bytes'],
      },
    ],
  });
  const valueOf = (setting: string): string =>
    resources[0]?.configEntries.find(({ configName }) => configName === setting)?.configValue ?? '';
  return {
    partitions: found.partitions.length,
    isCompacted: valueOf('cleanup.policy').split(',').includes('compact'),
    mostBytes: Number(valueOf('max.message.bytes')),
  };
}

async function createTopics(admin: Admin, topics: readonly NewTopic[]): Promise<void> {
  const { brokers } = await admin.describeCluster();
  const replicationFactor = Math.min(MOST_REPLICAS, brokers.length);
  await admin.createTopics({
    topics: topics.map(({ name, partitions, settings }) => ({
      topic: name,
      numPartitions: partitions,
      replicationFactor,
      configEntries: Object.entries({
        'min.insync.replicas': String(Math.max(1, replicationFactor - 1)),
        ...settings,
      }).map(([key, value]) => ({ name: key, value })),
    })),
  });
}

async function join(
  kafka: Kafka,
  { group, topic, sessionMs }: { group: string; topic: string; sessionMs: number },
  { onRecord, onOffset, onShare, onEnd }: MemberEvents,
): Promise<() => Promise<void>> {
  const consumer = kafka.consumer({
    groupId: group,
    sessionTimeout: sessionMs,
    rebalanceTimeout: sessionMs,
    heartbeatInterval: Math.floor(sessionMs / 5),
    maxWaitTimeInMs: FETCH_MS,
    allowAutoTopicCreation: false,
    // Whoever joined decides what comes after a failure.
    retry: { ...RETRY, restartOnFailure: () => Promise.resolve(false) },
  });
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) =>
    onShare?.(payload.memberAssignment[topic]?.includes(0) ?? false),
  );
  consumer.on(consumer.events.CRASH, ({ payload }) => onEnd(payload.error));
  consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload }) =>
    onOffset?.(BigInt(payload.lastOffset) + 1n),
  );
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachMessage: ({ message: { key, value, headers = {} } }) => {
        if (key !== null && value !== null)
          onRecord({ key: String(key), value: String(value), headers: textsOf(headers) });
        return Promise.resolve();
      },
    });
  } catch (error) {
    await leave(consumer);
    throw error;
  }
  return () => leave(consumer);
}

async function consume(
  kafka: Kafka,
  { group, topic, sessionMs }: { group: string; topic: string; sessionMs: number },
  take: (record: ReadRecord) => Promise<void>,
  stopping: AbortSignal,
): Promise<void> {
  const beatMs = Math.floor(sessionMs / 5);
  const consumer = kafka.consumer({
    groupId: group,
    sessionTimeout: sessionMs,
    rebalanceTimeout: Math.max(sessionMs, HAND_OVER_MS),
    heartbeatInterval: beatMs,
    maxWaitTimeInMs: FETCH_MS,
    allowAutoTopicCreation: false,
    retry: { ...RETRY, restartOnFailure: () => Promise.resolve(false) },
  });
  const { promise: ended, resolve, reject } = Promise.withResolvers<undefined>();
  // Whatever ends it may come before it is waited for.
  ended.catch(() => undefined);
  const over = new AbortController();
  const end = (error?: unknown): void => {
    over.abort();
    if (error === undefined) resolve(undefined);
    else reject(error);
  };
  let taking = Promise.resolve();
  const eachBatch = async ({ batch, ...control }: EachBatchPayload): Promise<void> => {
    for (const message of batch.messages) {
      if (over.signal.aborted || !control.isRunning() || control.isStale()) return;
      // What a heartbeat finds, that after the record finds too.
      const beating = setInterval(() => void control.heartbeat().catch(() => undefined), beatMs);
      try {
        taking = take(readRecord(batch.partition, message));
        await taking;
      } catch (error) {
        // The client would try again what it is thrown.
        end(error);
        return;
      } finally {
        clearInterval(beating);
      }
      control.resolveOffset(message.offset);
      await control.heartbeat();
      await control.commitOffsetsIfNecessary();
    }
  };
  consumer.on(consumer.events.CRASH, ({ payload }) => end(payload.error));
  const stop = (): void => end();
  stopping.addEventListener('abort', stop);
  if (stopping.aborted) stop();
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    if (!over.signal.aborted)
      await consumer.run({ eachBatch, eachBatchAutoResolve: false, autoCommitInterval: COMMIT_MS });
    await ended;
  } finally {
    stopping.removeEventListener('abort', stop);
    over.abort();
    await taking.catch(() => undefined);
    await leave(consumer);
  }
}

function readRecord(partition: number, { offset, value, headers = {} }: KafkaMessage): ReadRecord {
  return {
    partition,
    offset,
    value: value === null ? undefined : String(value),
    headers: textsOf(headers),
  };
}

function textsOf(headers: IHeaders): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([each, text]) => [each, String(text)]));
}

/** Bounded: a broker that does not answer takes a member out of its group by itself. */
async function leave(consumer: Consumer): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const bound = new Promise<void>((resolve) => (timer = setTimeout(resolve, LEAVE_MS)));
  await Promise.race([consumer.disconnect().catch(() => undefined), bound]);
  clearTimeout(timer);
}

async function transactions(kafka: Kafka, id: string): Promise<Transactions> {
  let asked = 0;
  const producer = kafka.producer({
    transactionalId: id,
    transactionTimeout: TRANSACTION_MS,
    allowAutoTopicCreation: false,
    // Asked of each message of a send, at each try.
    createPartitioner:
      () =>
      ({ message: { partition = 0 } }) => {
        asked++;
        return partition;
      },
    retry: RETRY,
  });
  await producer.connect();
  return {
    async commit([first, ...others]) {
      const transaction = await producer.transaction();
      // Alone, since it is tried until the transaction before is marked as committed: within one partition the broker knows what it has.
      if (first !== undefined) await transaction.send(messagesOf(first));
      for (const round of roundsOf(others)) {
        asked = 0;
        await transaction.sendBatch({ topicMessages: round.map(messagesOf) });
        if (asked > round.reduce((sum, { messages }) => sum + messages.length, 0))
          throw new Error('Kafka: the transaction is given up, since a part of it had to be sent again');
      }
      await transaction.commit();
    },
    close: () => producer.disconnect(),
  };
}

/** Batches in rounds: in each, one of a partition. */
function roundsOf(batches: readonly Placed[]): Placed[][] {
  const rounds: Placed[][] = [];
  const next = new Map<string, number>();
  for (const batch of batches) {
    const partition = `${batch.topic}/${String(batch.partition)}`;
    const round = next.get(partition) ?? 0;
    (rounds[round] ??= []).push(batch);
    next.set(partition, round + 1);
  }
  return rounds;
}

function messagesOf({ topic, partition, messages }: Placed): { topic: string; messages: Message[] } {
  return { topic, messages: messages.map((message) => ({ ...message, partition })) };
}
