import { randomUUID } from 'node:crypto';
import { until } from '@acta/testing/until';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { Command } from '@acta/domain';
import { type Acta, openActa } from '@acta/runtime';
import { describeOnServer } from '@acta/testing';
import { Kafka as CloudEvents } from 'cloudevents';
import kafkajs, { type Kafka } from 'kafkajs';
import { acta as commandLine } from '../support/command-line.js';
import { anonymousFeed, contribution, establish, recorderOn } from '../support/feed-record.js';
import { type Temporary, temporaryFolder } from '../support/temporary.js';
import { type Consumed, clientOf, consume, withAdmin } from './client.js';
import { type RelayProcess, startRelay } from './relays.js';

const GROUPS = ['AA', 'BB', 'CC'];

describeOnServer('a relay to one broker', 'ACTA_TEST_KAFKA', (brokers) => {
  publishes(brokers);
  parks(brokers);
  refuses(brokers);
});
describeOnServer('a relay to three brokers', 'ACTA_TEST_KAFKA_CLUSTER', (brokers) => {
  publishes(brokers);
});

let temporary: Temporary;
let acta: Acta;
let give: (command: Command) => Promise<void>;
let topic: string;
let env: Record<string, string>;
const relays: RelayProcess[] = [];

function prepare(brokers: string): void {
  beforeEach(async () => {
    temporary = temporaryFolder();
    acta = await openActa(temporary.config, { mode: 'write' });
    give = recorderOn(acta);
    await establish(give, GROUPS);
    topic = `feed-${randomUUID()}`;
    env = {
      ACTA_DATA: temporary.config.data,
      ACTA_KAFKA_BROKERS: brokers,
      ACTA_KAFKA_TOPIC: topic,
      ACTA_KAFKA_TRANSACTIONAL_ID: topic,
      ACTA_KAFKA_CREATE_TOPICS: 'true',
      ACTA_KAFKA_SESSION: '2s',
    };
  });
  afterEach(async () => {
    await Promise.all(relays.splice(0).map((relay) => relay.end('SIGTERM')));
    await acta.close();
    temporary.remove();
  });
}

function start(settings: Record<string, string> = {}): RelayProcess {
  const relay = startRelay({ ...env, ...settings });
  relays.push(relay);
  return relay;
}

const told = (relay: RelayProcess, words: string | RegExp): Promise<void> =>
  until(() => relay.lines.some((line) => line.search(words) !== -1));

const cli = (...args: string[]) => commandLine(args, env);

const positionsOf = (consumed: readonly Consumed[]): number[] =>
  consumed
    .map(({ message: { headers = {} } }) => Number(headers['ce_position']))
    .sort((one, other) => one - other);
const allPositions = (): number[] => anonymousFeed(acta).map(({ position }) => position);

/** That a topic comes to hold the whole feed, each event once. */
async function expectWhole(kafka: Kafka): Promise<Consumed[]> {
  const reader = await consume(kafka, topic);
  try {
    await until(() => reader.messages.length >= allPositions().length);
  } finally {
    await reader.close();
  }
  expect(positionsOf(reader.messages)).toEqual(allPositions());
  return reader.messages;
}

function publishes(brokers: string): void {
  prepare(brokers);
  const kafka = clientOf(brokers);

  it('publishes what anybody may see as CloudEvents, a group in one partition, and goes on where another stopped', async () => {
    const first = start();
    await told(first, / leading$/);
    await give(contribution('AA'));
    await give(contribution('BB', { classification: 'states' }));
    const before = await expectWhole(kafka);
    const second = start();
    for (let part = 0; part < 5; part++) await give(contribution('CC'));
    await first.end('SIGTERM');
    await told(second, / leading$/);
    await give(contribution('AA'));
    const after = await expectWhole(kafka);
    expect(after.length).toBe(before.length + 6);
    for (const group of GROUPS) {
      const partitions = after.filter(({ message }) => String(message.key) === group);
      expect(new Set(partitions.map(({ partition }) => partition)).size).toBe(1);
    }
    const message = after.find(
      ({ message: { headers = {} } }) => String(headers['ce_position']) === '1',
    )?.message;
    const headers = Object.fromEntries(
      Object.entries(message?.headers ?? {}).map(([name, value]) => [name, String(value)]),
    );
    const value = String(message?.value);
    const received = { headers, value, body: value };
    expect(CloudEvents.toEvent(received)).toMatchObject({
      specversion: '1.0',
      source: 'urn:acta:main',
      dataschema: 'https://acta.example/schemas/feed/group-established.v1.json',
      previousposition: '0',
    });
  });
}

function parks(brokers: string): void {
  const kafka = clientOf(brokers);

  it('parks what is too large for the topic with what follows it of its group, until it is redriven', async () => {
    const setLargest = (bytes: number): Promise<unknown> =>
      withAdmin(kafka, (admin) =>
        admin.alterConfigs({
          validateOnly: false,
          resources: [
            {
              type: kafkajs.ConfigResourceTypes.TOPIC,
              name: topic,
              configEntries: [{ name: 'max.message.bytes', value: String(bytes) }],
            },
          ],
        }),
      );
    await withAdmin(kafka, (admin) => admin.createTopics({ topics: [{ topic, numPartitions: 6 }] }));
    await setLargest(2_000);
    await give(contribution('AA', { title: 'x'.repeat(2_000) }));
    await give(contribution('AA'));
    await give(contribution('BB'));
    const relay = start();
    await told(relay, /what follows it of AA is parked/);
    expect(await cli('feed', 'parked')).toMatchObject({
      code: 0,
      out: expect.stringMatching(
        /up to position 9, 1 parked\n {2}AA waits from position 7 on: it takes \d+ bytes, .* at most 2000; raise its max\.message\.bytes/,
      ),
    });
    await setLargest(100_000);
    expect(await cli('feed', 'redrive')).toMatchObject({ code: 0 });
    await expectWhole(kafka);
    expect((await cli('feed', 'parked')).out).toMatch(/nothing is parked/);
  });
}

function refuses(brokers: string): void {
  const kafka = clientOf(brokers);

  it.each<[string, Record<string, string>, RegExp]>([
    [
      'a topic that is missing',
      { ACTA_KAFKA_CREATE_TOPICS: 'false' },
      /there is no topic feed-.*, nor feed-.*\.cursor; make feed-.* with 6 partitions, .*cleanup\.policy=compact.*ACTA_KAFKA_CREATE_TOPICS=true/,
    ],
    [
      'too few partitions',
      { ACTA_KAFKA_PARTITIONS: '9' },
      /has 3 partitions, fewer than the 9 that are wanted; give it more .*ACTA_KAFKA_PARTITIONS/,
    ],
  ])('says of %s what is to be done, once', async (_, settings, words) => {
    if (settings['ACTA_KAFKA_PARTITIONS'] !== undefined)
      await withAdmin(kafka, (admin) => admin.createTopics({ topics: [{ topic, numPartitions: 3 }] }));
    const relay = start(settings);
    await told(relay, words);
    expect(relay.lines.filter((line) => words.test(line))).toHaveLength(1);
  });

  it.each<[string, keyof typeof kafkajs.AclResourceTypes, RegExp]>([
    ['its topic', 'TOPIC', /may not use the topics .*; allow it to read, write, describe/],
    ['its group', 'GROUP', /may not join the group .*; allow it to read that group/],
    ['its transactional id', 'TRANSACTIONAL_ID', /may not use the transactional id .*; allow it to write/],
  ])(
    'says that it is denied %s, and goes on once it is not',
    async (_, resource, words) => {
      const acl = {
        resourceType: kafkajs.AclResourceTypes[resource],
        resourceName: topic,
        resourcePatternType: kafkajs.ResourcePatternTypes.PREFIXED,
        principal: 'User:ANONYMOUS',
        host: '*',
        operation: kafkajs.AclOperationTypes.ALL,
        permissionType: kafkajs.AclPermissionTypes.DENY,
      };
      await withAdmin(kafka, (admin) => admin.createAcls({ acl: [acl] }));
      const relay = start();
      try {
        await told(relay, words);
      } finally {
        await withAdmin(kafka, (admin) => admin.deleteAcls({ filters: [acl] }));
      }
      await told(relay, / leading$/);
      await expectWhole(kafka);
    },
    60_000,
  );

  it('ends where the topic holds another log', async () => {
    await told(start(), /published up to position 6/);
    const other = temporaryFolder();
    const record = await openActa(other.config, { mode: 'write' });
    await establish(recorderOn(record), GROUPS);
    await Promise.all(relays.map((relay) => relay.end('SIGTERM')));
    const relay = start({ ACTA_DATA: other.config.data });
    await until(() => relay.process.exitCode !== null);
    expect(relay.process.exitCode).toBe(1);
    expect(relay.lines.at(-1)).toMatch(/the topic holds another log .*: name another topic, or restore/);
    await record.close();
    other.remove();
  });

  it('waits for a broker that is not there, and says so once', async () => {
    const relay = start({ ACTA_KAFKA_BROKERS: '127.0.0.1:9' });
    await told(relay, /trying again/);
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    expect(relay.lines.filter((line) => line.includes('trying again'))).toHaveLength(1);
  });
}
