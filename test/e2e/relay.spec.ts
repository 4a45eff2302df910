import { randomUUID } from 'node:crypto';
import { until } from '@acta/testing/until';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type Circle,
  type FeedRecord,
  OtherLog,
  type RelayProgress,
  fullName,
  progressIn,
  relay,
} from '@acta/application';
import { type Command, canonicalForm } from '@acta/domain';
import { type Acta, openActa } from '@acta/runtime';
import { Kafka } from 'cloudevents';
import { type FakeTopic, fakeTopic } from '../support/fake-leader.js';
import { anonymousFeed, contribution, establish, recorderOn } from '../support/feed-record.js';
import { type Temporary, temporaryFolder } from '../support/temporary.js';

let temporary: Temporary;
let acta: Acta;
let give: (command: Command) => Promise<void>;
let topic: FakeTopic;

beforeEach(async () => {
  temporary = temporaryFolder();
  acta = await openActa(temporary.config, { mode: 'write' });
  give = recorderOn(acta);
  topic = fakeTopic();
  await establish(give, ['AA', 'BB']);
});
afterEach(async () => {
  await acta.close();
  temporary.remove();
});

const journalHead = (): number => acta.journal.head().position;
const isCarriedOut = ({ position, redriven }: RelayProgress): boolean =>
  position === journalHead() && redriven === topic.redrive;

/** One who leads until all is published that can be. */
async function lead(circle: Circle = 'everybody'): Promise<void> {
  const over = new AbortController();
  const onProgress = (progress: RelayProgress): void => {
    if (isCarriedOut(progress)) over.abort();
  };
  if (isCarriedOut(progressIn(topic.kept, acta))) return;
  await relay(topic.leader(), { ...acta, circle, onProgress }, over.signal);
}

const idOf = ({ headers }: FeedRecord): string => headers['ce_id'] ?? '';
const positionOf = ({ headers }: FeedRecord): number => Number(headers['ce_position']);
const ids = (): string[] => topic.records.map(idOf);

/** Position of each record with that of the event before it in the feed. */
const chain = (): [number, number][] =>
  topic.records.map((record): [number, number] => [
    positionOf(record),
    Number(record.headers['ce_previousposition']),
  ]);
const wholeChain = (): [number, number][] =>
  anonymousFeed(acta).map(({ position }, index, all) => [position, all[index - 1]?.position ?? 0]);

/** A record as a client of Kafka gives it. */
const asReceived = (record: FeedRecord | undefined) => ({
  headers: { ...record?.headers },
  value: record?.value,
  body: record?.value,
});

describe('what a relay publishes', () => {
  it('to everybody is what anybody reads as server-sent events, and nothing else', async () => {
    await give(contribution('AA'));
    await give(contribution('AA', { title: 'Of states alone', classification: 'states' }));
    await give(contribution('BB', { title: 'A draft', classification: 'draft' }));
    await give(contribution('BB'));
    await lead();
    expect(ids()).toEqual(anonymousFeed(acta).map(({ id }) => id));
    expect(chain()).toEqual(wholeChain());
    expect(JSON.stringify([topic.records, topic.kept])).not.toMatch(/states alone|draft/i);
  });

  it('to wider circles is what they may see', async () => {
    await give(contribution('AA', { title: 'Of members', classification: 'members' }));
    await give(contribution('AA', { title: 'Of states', classification: 'states' }));
    await give(contribution('AA', { title: 'A draft', classification: 'draft' }));
    const titles: Record<string, string[]> = {};
    for (const circle of ['members', 'states', 'all'] as const) {
      topic = fakeTopic();
      await lead(circle);
      titles[circle] = topic.records.slice(4).map(({ value }) => (JSON.parse(value) as Titled).title.text);
    }
    expect(titles).toEqual({
      members: ['Of members'],
      states: ['Of members', 'Of states'],
      all: ['Of members', 'Of states', 'A draft'],
    });
  });

  it('is a CloudEvent in binary mode, with the group as key', async () => {
    await give(contribution('AA'));
    await lead();
    const [expected] = anonymousFeed(acta).slice(-1);
    const record = topic.records.at(-1);
    const { data, ...attributes } = JSON.parse(expected?.common ?? '') as { data: object };
    const event = Kafka.toEvent(asReceived(record));
    expect(event).toMatchObject({
      ...attributes,
      time: expect.any(String),
      datacontenttype: 'application/json',
    });
    expect(JSON.parse(record?.value ?? '')).toEqual(data);
    expect([record?.key, record?.headers['content-type']]).toEqual(['AA', 'application/json']);
  });

  it.each(['lost', 'answer lost'] as const)(
    'is there once and in order whichever transaction fails (%s)',
    async (failure) => {
      for (let failing = 1; failing <= 3; failing++) {
        topic = fakeTopic();
        topic.fails = (transaction) => (transaction === failing ? failure : undefined);
        for (let part = 0; part < 4; part++) {
          await give(contribution('AA'));
          await lead().catch(() => undefined);
        }
        await lead();
        expect(ids()).toEqual(anonymousFeed(acta).map(({ id }) => id));
        expect(chain()).toEqual(wholeChain());
      }
    },
  );

  it('is there once and in order where many wait, whichever transaction fails', async () => {
    const many = Array.from({ length: 1_300 }, () => [contribution('AA'), contribution('BB')]).flat();
    await Promise.all(many.map(give));
    for (const failure of ['lost', 'answer lost'] as const)
      for (let failing = 1; failing <= 3; failing++) {
        topic = fakeTopic();
        topic.fails = (transaction) => (transaction === failing ? failure : undefined);
        await expect(lead()).rejects.toThrow(failure);
        await lead();
        expect(chain()).toEqual(wholeChain());
      }
  });

  it('is not what is restricted while it publishes', async () => {
    const over = new AbortController();
    const head = (): Promise<void> => until(() => progressIn(topic.kept, acta).position === journalHead());
    const relaying = relay(
      topic.leader(),
      { ...acta, circle: 'everybody', onProgress: () => undefined },
      over.signal,
    );
    await give(contribution('AA'));
    await head();
    await give(contribution('AA', { classification: 'states' }));
    await give(contribution('BB'));
    await head();
    over.abort();
    await relaying;
    expect(topic.records.slice(4).map(({ key }) => key)).toEqual(['AA', 'BB']);
    expect(ids()).toEqual(anonymousFeed(acta).map(({ id }) => id));
  });
});

interface Titled {
  title: { text: string };
}

describe('what a topic does not take', () => {
  const parkedKeys = (): string[] => progressIn(topic.kept, acta).parked.map(({ key }) => key);

  it('is parked with what follows it of its group; the others go on; redriven, it has its place', async () => {
    topic.refuses = ({ value }) => value.includes('too large');
    await give(contribution('AA', { title: 'too large' }));
    await give(contribution('BB'));
    await give(contribution('AA'));
    await give(contribution('BB'));
    await lead();
    expect(topic.records.slice(4).map(({ key }) => key)).toEqual(['BB', 'BB']);
    expect(progressIn(topic.kept, acta).parked).toEqual([
      { key: 'AA', position: 5, previous: 4, reason: 'the fake does not take it' },
    ]);
    topic.redrive = randomUUID();
    await lead();
    expect([topic.records.length, parkedKeys()]).toEqual([6, ['AA']]);
    topic.refuses = () => false;
    topic.redrive = randomUUID();
    await lead();
    expect(topic.records.slice(6).map(({ key }) => key)).toEqual(['AA', 'AA']);
    expect(chain().sort(([one], [other]) => one - other)).toEqual(wholeChain());
    expect(parkedKeys()).toEqual([]);
  });

  it('is redriven once though transactions fail meanwhile', async () => {
    topic.refuses = () => true;
    for (let part = 0; part < 3; part++) await give(contribution('AA'));
    await lead();
    topic.refuses = () => false;
    topic.redrive = randomUUID();
    for (const failure of ['lost', 'answer lost'] as const) {
      const next = topic.transactions + 1;
      topic.fails = (transaction) => (transaction === next ? failure : undefined);
      await lead().catch(() => undefined);
    }
    await lead();
    expect(ids().sort()).toEqual(
      anonymousFeed(acta)
        .map(({ id }) => id)
        .sort(),
    );
    for (const group of ['AA', 'BB']) {
      const positions = topic.records.filter(({ key }) => key === group).map(positionOf);
      expect(positions).toEqual([...positions].sort((one, other) => one - other));
    }
  });

  it('is redriven in several transactions where it is much', async () => {
    topic.refuses = ({ key }) => key === 'AA';
    const many = Array.from({ length: 1_300 }, () => [contribution('AA'), contribution('BB')]).flat();
    await Promise.all(many.map(give));
    await lead();
    topic.refuses = () => false;
    topic.redrive = randomUUID();
    const before = topic.transactions;
    await lead();
    expect(topic.transactions - before).toBeGreaterThan(2);
    for (const group of ['AA', 'BB']) {
      const positions = topic.records.filter(({ key }) => key === group).map(positionOf);
      expect(positions).toEqual([...positions].sort((one, other) => one - other));
    }
    expect(chain().sort(([one], [other]) => one - other)).toEqual(wholeChain());
    expect(parkedKeys()).toEqual([]);
  });

  it('is what a newer build wrote, too; what is damaged is left out, as folds do', async () => {
    await appendRaw('AA', 'something-new');
    await appendRaw('BB', 'contribution-submitted');
    await give(contribution('BB'));
    await lead();
    expect(topic.records.at(-1)?.key).toBe('BB');
    expect(progressIn(topic.kept, acta).parked).toMatchObject([
      { key: 'AA', position: 5, reason: expect.stringContaining('something-new') },
    ]);
  });

  /** An event with no more than an id: damaged, where its type is known. */
  async function appendRaw(group: string, type: string): Promise<void> {
    const stream = fullName(acta.log, `meeting-${group}-1`);
    const id = acta.ids.uuid();
    const body = canonicalForm({ stream, type, metadata: { id }, data: {} });
    await acta.store.append(stream, 0n, [{ id, type, recordedAt: acta.clock(), body }]);
  }
});

it('a relay publishes no other log to a topic', async () => {
  await lead();
  topic.kept = JSON.stringify({ ...progressIn(topic.kept, acta), digest: '0'.repeat(64) });
  await expect(
    lead()
      .then(() => give(contribution('AA')))
      .then(() => lead()),
  ).rejects.toThrow(OtherLog);
});
