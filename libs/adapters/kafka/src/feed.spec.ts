import { randomUUID } from 'node:crypto';
import { inspect } from 'node:util';
import { setTimeout as pause } from 'node:timers/promises';
import {
  type CloudEvent,
  type CommonPart,
  type FeedSource,
  FeedSourceRefused,
  cloudEventRecord,
} from '@acta/application';
import { type OpenFeed, describeOnServer, feedSourceContract } from '@acta/testing';
import { PATIENCE_MS, until } from '@acta/testing/until';
import { expect, it } from '@jest/globals';
import kafkajs, { type Admin, type Kafka, type Producer } from 'kafkajs';
import type { KafkaConnection } from './client.js';
import { openKafkaFeed } from './feed.js';

const SESSION_MS = 2_000;
const PARTITIONS = 3;
const MOST_BROKERS = 3;
const LOOK_MS = 50;

describeOnServer('the feed on one broker', 'ACTA_TEST_KAFKA', (brokers) => {
  feedSourceContract('gives as every source', () => openTopic(brokers), 2 * SESSION_MS);
  shares(brokers);
  refuses(brokers);
});
describeOnServer('the feed on three brokers', 'ACTA_TEST_KAFKA_CLUSTER', (brokers) => {
  feedSourceContract('gives as every source', () => openTopic(brokers), 2 * SESSION_MS);
});

describeOnServer('the feed on a broker that asks for a password', 'ACTA_TEST_KAFKA_SASL', asksPassword);

/** The common part of an event as the relay publishes it. */
function commonPart(position: number, group = 'AA'): CommonPart {
  return {
    specversion: '1.0',
    id: randomUUID(),
    source: 'urn:acta:main',
    type: 'int.acta.meeting-planned.v1',
    subject: `${group}/meetings/1`,
    time: '2031-01-01T00:00:00.000Z',
    effectivedate: '2031-01-01',
    recordedtime: '2026-01-01T00:00:00.000Z',
    position: String(position),
    group,
    actor: '00000000-0000-7000-8000-00000000000a',
    correlationid: randomUUID(),
    causationid: randomUUID(),
    datacontenttype: 'application/json',
    dataschema: 'https://acta.example/schemas/feed/meeting-planned.v1.json',
    data: { ordinal: position, held: { from: '2031-01-01' } },
  };
}

interface Topic extends OpenFeed {
  name: string;
  kafka: Kafka;
  producer: Producer;
  follower(group: string, onSkipped?: (words: string) => void): FeedSource;
  publish(common: CommonPart): Promise<CloudEvent>;
}

async function openTopic(brokers: string): Promise<Topic> {
  const name = `feed-${randomUUID()}`;
  const kafka = new kafkajs.Kafka({
    clientId: 'acta-test',
    brokers: brokers.split(','),
    logLevel: kafkajs.logLevel.NOTHING,
    retry: { initialRetryTime: 50, maxRetryTime: 1_000, retries: 20 },
  });
  await withAdmin(kafka, async (admin) => {
    await admin.createTopics({
      topics: [{ topic: name, numPartitions: PARTITIONS }],
      waitForLeaders: false,
    });
    // Brokers come to know of it one after another.
    for (let known = 0; known < MOST_BROKERS; known++)
      await admin.fetchTopicMetadata({ topics: [name] }).catch(() => {
        known = -1;
        return pause(LOOK_MS);
      });
  });
  const producer = kafka.producer({
    transactionalId: name,
    createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
  });
  await producer.connect();
  let position = 0;
  const publish = async (common: CommonPart): Promise<CloudEvent> => {
    const previous = Number(common.position) - 1;
    const { key, headers, value } = cloudEventRecord(common, { previous, replay: false });
    const transaction = await producer.transaction();
    await transaction.send({ topic: name, messages: [{ key, headers: { ...headers }, value }] });
    await transaction.commit();
    return { ...common, previousposition: String(previous) };
  };
  const source = (change: object = {}): FeedSource =>
    openKafkaFeed({
      connection: { brokers: brokers.split(',') },
      topic: name,
      group: `follower-${name}`,
      sessionMs: SESSION_MS,
      onSkipped: (words) => {
        throw new Error(words);
      },
      ...change,
    });
  return {
    start: 0,
    name,
    kafka,
    producer,
    source,
    follower: (group, onSkipped) => source({ group, ...(onSkipped === undefined ? {} : { onSkipped }) }),
    publish,
    async give(count) {
      const events: CloudEvent[] = [];
      for (let more = 0; more < count; more++) events.push(await publish(commonPart(++position)));
      return events;
    },
    away: () => source({ connection: { brokers: ['127.0.0.1:9'] } }),
    refused: () => source({ topic: `missing-${name}` }),
    async dispose() {
      await producer.disconnect();
      await withAdmin(kafka, (admin) => admin.deleteTopics({ topics: [name] }));
    },
  };
}

async function withAdmin(kafka: Kafka, use: (admin: Admin) => Promise<unknown>): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    await use(admin);
  } finally {
    await admin.disconnect();
  }
}

function shares(brokers: string): void {
  it('is shared by those of a group: each event goes to one of them, and when one ends the other has all', async () => {
    const topic = await openTopic(brokers);
    const taken: { by: number; event: CloudEvent }[] = [];
    const stops = [new AbortController(), new AbortController()];
    const following = stops.map(({ signal }, by) =>
      topic.follower('shared-' + topic.name).follow(
        (event) => {
          taken.push({ by, event });
          return Promise.resolve();
        },
        0,
        signal,
      ),
    );
    try {
      let position = 0;
      const groups = ['AA', 'BB', 'CC', 'DD', 'EE', 'FF', 'GG', 'HH'];
      const publishAll = async (): Promise<void> => {
        for (const group of groups) await topic.publish(commonPart(++position, group));
      };
      const isTaken = (): boolean => new Set(taken.map(({ event }) => event.position)).size === position;
      for (let round = 0; round < 20 && new Set(taken.map(({ by }) => by)).size < 2; round++) {
        await publishAll();
        await until(isTaken);
      }
      expect(new Set(taken.map(({ by }) => by)).size).toBe(2);
      stops[0]?.abort();
      await following[0];
      await publishAll();
      await until(isTaken);
      expect(taken.slice(-groups.length).every(({ by }) => by === 1)).toBe(true);
    } finally {
      for (const stop of stops) stop.abort();
      await Promise.all(following);
      await topic.dispose();
    }
  });

  it('passes by what is no event of a feed, with a word, and does not see what was not committed', async () => {
    const topic = await openTopic(brokers);
    try {
      const skipped: string[] = [];
      await topic.publish(commonPart(1));
      const aborted = await topic.producer.transaction();
      const record = cloudEventRecord(commonPart(2), { previous: 1, replay: false });
      await aborted.send({ topic: topic.name, messages: [{ ...record, headers: { ...record.headers } }] });
      await aborted.abort();
      const foreign = await topic.producer.transaction();
      await foreign.send({
        topic: topic.name,
        messages: [
          { key: 'AA', value: 'not of ours' },
          { key: 'AA', value: null },
          { key: 'AA', value: record.value, headers: { ...record.headers, ce_source: 'urn:other' } },
        ],
      });
      await foreign.commit();
      await topic.publish(commonPart(3));
      const positions: string[] = [];
      const stopping = new AbortController();
      await topic
        .follower('skips-' + topic.name, (words) => skipped.push(words))
        .follow(
          (event) => {
            positions.push(event.position);
            if (event.position === '3') stopping.abort();
            return Promise.resolve();
          },
          0,
          stopping.signal,
        );
      expect(positions).toEqual(['1', '3']);
      expect(skipped).toHaveLength(3);
      expect(skipped[0]).toMatch(/offset \d+ of partition \d of feed-.* is no event of a feed of Acta/);
    } finally {
      await topic.dispose();
    }
  });
}

function refuses(brokers: string): void {
  it.each<[string, keyof typeof kafkajs.AclResourceTypes, RegExp]>([
    ['the topic', 'TOPIC', /may not read the topic .*; allow it to read and describe it/],
    ['the group', 'GROUP', /may not join the group .*; allow it to read that group/],
  ])('says that it is denied %s', async (_, resource, words) => {
    const topic = await openTopic(brokers);
    const acl = {
      resourceType: kafkajs.AclResourceTypes[resource],
      resourceName: topic.name,
      resourcePatternType: kafkajs.ResourcePatternTypes.PREFIXED,
      principal: 'User:ANONYMOUS',
      host: '*',
      operation: kafkajs.AclOperationTypes.READ,
      permissionType: kafkajs.AclPermissionTypes.DENY,
    };
    await withAdmin(topic.kafka, (admin) => admin.createAcls({ acl: [acl] }));
    try {
      const following = topic
        .follower(topic.name)
        .follow(() => Promise.resolve(), 0, AbortSignal.timeout(PATIENCE_MS));
      await expect(following).rejects.toThrow(words);
    } finally {
      await withAdmin(topic.kafka, (admin) => admin.deleteAcls({ filters: [acl] }));
      await topic.dispose();
    }
  });
}

function asksPassword(place: string): void {
  const { username, password, host } = new URL(place.startsWith('http') ? place : `kafka://${place}`);
  const opened = (sasl: KafkaConnection['sasl'], topic = `missing-${randomUUID()}`): FeedSource =>
    openKafkaFeed({
      connection: { brokers: [host], ...(sasl === undefined ? {} : { sasl }) },
      topic,
      group: topic,
      sessionMs: SESSION_MS,
      onSkipped: () => undefined,
    });
  const followed = (source: FeedSource): Promise<void> =>
    source.follow(() => Promise.resolve(), 0, AbortSignal.timeout(PATIENCE_MS));

  it('is found with the right one', async () => {
    await expect(followed(opened({ mechanism: 'plain', username, password }))).rejects.toThrow(
      /finds no topic missing-/,
    );
  });

  it.each<[string, KafkaConnection['sasl'], RegExp]>([
    [
      'another password',
      { mechanism: 'plain', username, password: 'another' },
      /is not known by its name and password; set those/,
    ],
    [
      'another way to show it',
      { mechanism: 'scram-sha-512', username, password },
      /shows its password in a way that the broker does not know; set another/,
    ],
  ])('is refused with %s, which is not told', async (_, sasl, words) => {
    const error: unknown = await followed(opened(sasl)).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(FeedSourceRefused);
    expect((error as Error).message).toMatch(words);
    expect(inspect(error)).not.toContain(sasl?.password);
  });
}
