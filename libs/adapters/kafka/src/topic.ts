import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type FeedLeader, type FeedTopic, FeedTopicRefused } from '@acta/application';
import {
  type KafkaClient,
  type KafkaConnection,
  type NewTopic,
  type TopicLayout,
  type Transactions,
  kafkaClient,
} from './client.js';
import { type KeptKeys, type KeptReading, type KeptText, PARTITIONS, keptReading } from './kept.js';
import { placed, tooLarge } from './records.js';
import { type Names, explained } from './refused.js';

export interface KafkaTopicOptions {
  connection: KafkaConnection;
  topic: string;
  /** Name of the log that is published. */
  log: string;
  /** Makes the transactional id and the group that elects, each together with the topic: other logs and programs need others. */
  id: string;
  /** The fewest partitions that will do; a topic that is made gets as many. */
  partitions: number;
  /** After how long without a sign of life another leads, in milliseconds. */
  sessionMs: number;
  /** Whether topics that do not exist are made. */
  createTopics: boolean;
}

/** How long whoever was elected waits to see its own claim, and a look at what is kept may take. */
const CLAIM_MS = 20_000;
const LOOK_MS = 10_000;
const STEP_MS = 20;
/** Small segments, so that compaction leaves little to read at a start. */
const CURSOR_SETTINGS = {
  'cleanup.policy': 'compact',
  'segment.bytes': '1048576',
  'min.cleanable.dirty.ratio': '0.1',
};

/**
 * A topic of a feed on Kafka. Beside it stands the topic `<topic>.cursor`, of one partition, compacted: whoever the group
 * gives that partition leads. The leader commits a claim to it, which fences whoever led before, and reads up to that
 * claim: what is kept by then is what the newest transaction kept.
 */
export function openKafkaTopic(options: KafkaTopicOptions): FeedTopic {
  const { connection, topic } = options;
  const names: Names = { topic, cursor: `${topic}.cursor`, id: `${options.id}.${topic}` };
  const client = kafkaClient(connection, options.id);
  const told = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw explained(error, names, client);
    }
  };
  const work = { client, names, options };
  return {
    name: topic,
    lead: (task, signal, standBy) => told(() => lead(task, signal, { ...work, standBy })),
    kept: () => told(() => look(work)),
    askRedrive: (id) =>
      told(async () => {
        await existing(work);
        const message = { key: keysOf(options.log).redrive, value: id };
        await client.send({ topic: names.cursor, partition: 0, messages: [message] });
      }),
  };
}

interface Work {
  client: KafkaClient;
  names: Names;
  options: KafkaTopicOptions;
}

function keysOf(log: string): KeptKeys {
  return { kept: log, claim: `${log}/claim`, redrive: `${log}/redrive` };
}

type Task = Parameters<FeedTopic['lead']>[0];

/** One membership of the group that elects, and every term that it brings. */
async function lead(
  task: Task,
  stopping: AbortSignal,
  work: Work & { standBy: (() => void) | undefined },
): Promise<void> {
  const { client, names, options, standBy } = work;
  const layout = await topicsFor(work);
  const reading = keptReading(keysOf(options.log));
  const member: { isMine: boolean; term?: AbortController; failure?: Error } = { isMine: false };
  let wake = (): void => undefined;
  const changed = (): void => {
    if (!member.isMine || isOver()) member.term?.abort();
    wake();
  };
  const isOver = (): boolean => stopping.aborted || member.failure !== undefined;
  stopping.addEventListener('abort', changed);
  const leave = await client.join(
    { group: names.id, topic: names.cursor, sessionMs: options.sessionMs },
    {
      onRecord: (record) => reading.take(record),
      onShare(isMine) {
        member.isMine = isMine;
        if (!isMine) standBy?.();
        changed();
      },
      onEnd(error) {
        member.failure = error;
        changed();
      },
    },
  );
  try {
    while (!isOver()) {
      if (member.isMine) {
        member.term = new AbortController();
        await serve(task, member.term.signal, { ...work, layout, reading });
      } else await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    stopping.removeEventListener('abort', changed);
    await leave();
  }
  if (member.failure !== undefined && !stopping.aborted) throw member.failure;
}

interface Term extends Work {
  layout: TopicLayout;
  reading: KeptReading;
}

/** One term: the claim fences whoever led before, and what is kept by then is the truth. */
async function serve(task: Task, signal: AbortSignal, term: Term): Promise<void> {
  const { client, names, options, reading } = term;
  const transactions = await client.transactions(names.id);
  try {
    const claim = randomUUID();
    const message = { key: keysOf(options.log).claim, value: claim };
    await transactions.commit([{ topic: names.cursor, partition: 0, messages: [message] }]);
    const kept = await reading.at(claim, CLAIM_MS, signal);
    if (kept !== undefined && !signal.aborted) await task(leaderOf(transactions, kept, term), signal);
  } finally {
    await transactions.close();
  }
}

function leaderOf(transactions: Transactions, kept: KeptText, term: Term): FeedLeader {
  const { client, names, options, layout, reading } = term;
  let { mostBytes } = layout;
  let seen: string | undefined;
  const partitions = Math.min(kept.partitions ?? layout.partitions, layout.partitions);
  return {
    kept: kept.text,
    async redriveAsked() {
      const asked = reading.redriveAsked();
      if (asked !== seen) mostBytes = (await client.layoutOf(names.topic))?.mostBytes ?? mostBytes;
      seen = asked;
      return asked;
    },
    refusalOf(record) {
      const words = tooLarge(record, { topic: names.topic, mostBytes });
      return words === undefined ? undefined : `${words}, then redrive`;
    },
    async publish(records, text) {
      const message = {
        key: keysOf(options.log).kept,
        value: text,
        headers: { [PARTITIONS]: String(partitions) },
      };
      await transactions.commit([
        { topic: names.cursor, partition: 0, messages: [message] },
        ...placed(records, { topic: names.topic, partitions, mostBytes }),
      ]);
    },
  };
}

/** Both topics as they are; made where that is allowed. @throws FeedTopicRefused */
async function topicsFor({ client, names, options }: Work): Promise<TopicLayout> {
  const [topic, cursor] = [await client.layoutOf(names.topic), await client.layoutOf(names.cursor)];
  const missing: NewTopic[] = [
    ...(topic === undefined ? [{ name: names.topic, partitions: options.partitions, settings: {} }] : []),
    ...(cursor === undefined ? [{ name: names.cursor, partitions: 1, settings: CURSOR_SETTINGS }] : []),
  ];
  if (missing.length > 0 && options.createTopics) {
    await client.createTopics(missing);
    return topicsFor({ client, names, options: { ...options, createTopics: false } });
  }
  if (topic === undefined || cursor === undefined) throw new FeedTopicRefused(missingWords(missing));
  if (topic.partitions < options.partitions)
    throw new FeedTopicRefused(
      `Kafka: the topic ${names.topic} has ${String(topic.partitions)} partitions, fewer than the ${String(options.partitions)} that are wanted; give it more before anything is published, or want fewer (ACTA_KAFKA_PARTITIONS)`,
    );
  if (cursor.partitions !== 1 || !cursor.isCompacted)
    throw new FeedTopicRefused(
      `Kafka: the topic ${names.cursor} must have one partition and cleanup.policy=compact; make it anew with ${settingsWords(CURSOR_SETTINGS)}`,
    );
  return topic;
}

function missingWords(missing: readonly NewTopic[]): string {
  const each = missing.map(
    ({ name, partitions, settings }) =>
      `${name} with ${String(partitions)} partition${partitions === 1 ? '' : 's'}${settingsWords(settings, ' and ')}`,
  );
  return `Kafka: there is no topic ${missing.map(({ name }) => name).join(', nor ')}; make ${each.join(', ')}, or let the relay make what is missing (ACTA_KAFKA_CREATE_TOPICS=true)`;
}

function settingsWords(settings: Readonly<Record<string, string>>, before = ''): string {
  const words = Object.entries(settings).map(([key, value]) => `${key}=${value}`);
  return words.length === 0 ? '' : before + words.join(' ');
}

/** What is kept now, read by a member of a group of its own. */
async function look(work: Work): Promise<string | undefined> {
  const { client, names, options } = work;
  await existing(work);
  const end = await client.endOf(names.cursor);
  const reading = keptReading(keysOf(options.log));
  const group = `${names.id}.look.${randomUUID()}`;
  let next = 0n;
  let failure: Error | undefined;
  const leave = await client.join(
    { group, topic: names.cursor, sessionMs: options.sessionMs },
    {
      onRecord: (record) => reading.take(record),
      onOffset: (offset) => (next = offset),
      onEnd: (error) => (failure = error),
    },
  );
  try {
    for (const until = Date.now() + LOOK_MS; next < end;) {
      await pause(STEP_MS);
      if (failure !== undefined) throw failure;
      if (Date.now() > until)
        throw new Error(`the topic ${names.cursor} could not be read within ${String(LOOK_MS)} ms`);
    }
    return reading.newest().text;
  } finally {
    await leave();
    await client.forget(group);
  }
}

/** @throws FeedTopicRefused where nothing was ever published */
async function existing({ client, names }: Work): Promise<void> {
  if ((await client.layoutOf(names.cursor)) === undefined)
    throw new FeedTopicRefused(
      `Kafka: there is no topic ${names.cursor}; no relay has published to ${names.topic} yet`,
    );
}
