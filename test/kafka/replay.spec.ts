import { randomUUID } from 'node:crypto';
import { until } from '@acta/testing/until';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { Command } from '@acta/domain';
import { type Acta, openActa } from '@acta/runtime';
import { describeOnServer } from '@acta/testing';
import { acta as commandLine } from '../support/command-line.js';
import { feedContract } from '../support/feed-contract.js';
import { anonymousFeed, contribution, establish, recorderOn } from '../support/feed-record.js';
import { type Temporary, temporaryFolder } from '../support/temporary.js';
import { clientOf, consume, withAdmin } from './client.js';

describeOnServer('acta feed replay', 'ACTA_TEST_KAFKA', cases);

function cases(brokers: string): void {
  const kafka = clientOf(brokers);
  let temporary: Temporary;
  let acta: Acta;
  let give: (command: Command) => Promise<void>;
  let topic: string;

  beforeEach(async () => {
    temporary = temporaryFolder();
    acta = await openActa(temporary.config, { mode: 'write' });
    give = recorderOn(acta);
    await establish(give, ['AA', 'BB']);
    await give(contribution('BB', { classification: 'draft' }));
    for (let more = 0; more < 4; more++) await give(contribution(more % 2 === 0 ? 'AA' : 'BB'));
    topic = `replay-${randomUUID()}`;
    await withAdmin(kafka, (admin) => admin.createTopics({ topics: [{ topic, numPartitions: 3 }] }));
  });
  afterEach(async () => {
    await acta.close();
    temporary.remove();
  });

  const replay = (args: readonly string[], signal?: AbortSignal) =>
    commandLine(
      ['feed', 'replay', '--into', topic, ...args],
      { ACTA_DATA: temporary.config.data, ACTA_KAFKA_BROKERS: brokers },
      signal === undefined ? {} : { signal },
    );

  async function records(count: number) {
    const reader = await consume(kafka, topic);
    try {
      await until(() => reader.messages.length >= count);
    } finally {
      await reader.close();
    }
    return reader.messages.map(({ partition, message: { key, value, headers = {} } }) => ({
      partition,
      key: String(key),
      value: String(value),
      headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, String(text)])),
    }));
  }

  it('publishes what everybody may see, marked and in order, a group in one partition', async () => {
    const feed = anonymousFeed(acta);
    const all = await replay([]);
    expect(all).toMatchObject({
      code: 0,
      out: `${String(feed.length)} events up to position 9 are published again to ${topic}.\n`,
    });
    const published = await records(feed.length);
    const byPosition = published.toSorted(
      (one, other) => Number(one.headers['ce_position']) - Number(other.headers['ce_position']),
    );
    expect(byPosition.map(({ headers }) => [headers['ce_position'], headers['ce_previousposition']])).toEqual(
      feed.map(({ position }, index) => [String(position), String(feed[index - 1]?.position ?? 0)]),
    );
    const contract = feedContract();
    for (const record of published) {
      expect(record.headers).toMatchObject({ ce_replay: 'true', ce_source: 'urn:acta:main' });
      expect(contract.faultsOfRecord(record)).toEqual([]);
    }
    for (const group of ['AA', 'BB']) {
      const ofGroup = published.filter(({ key }) => key === group);
      expect(new Set(ofGroup.map(({ partition }) => partition)).size).toBe(1);
      const positions = ofGroup.map(({ headers }) => Number(headers['ce_position']));
      expect(positions).toEqual(positions.toSorted((one, other) => one - other));
    }
  });

  it('publishes a stretch of one group', async () => {
    expect(await replay(['--from', '6', '--to', '8', '--group', 'AA'])).toMatchObject({
      code: 0,
      out: `2 events up to position 8 are published again to ${topic}.\n`,
    });
    const published = await records(2);
    expect(published.map(({ headers }) => [headers['ce_position'], headers['ce_previousposition']])).toEqual([
      ['6', '5'],
      ['8', '6'],
    ]);
  });

  it('tells where to go on when it is stopped', async () => {
    expect(await replay([], AbortSignal.abort())).toMatchObject({
      code: 1,
      out: expect.stringMatching(
        /^Stopped before position 9\. 0 events up to position 0 .*\nGo on with --from 1\n$/,
      ),
    });
  });

  it.each<[string, readonly string[], number, RegExp]>([
    [
      'a topic of the relay',
      ['--into', 'acta.main.feed'],
      2,
      /is a topic that the relay publishes to; replay into another/,
    ],
    [
      'what the relay keeps',
      ['--into', 'acta.main.feed.cursor'],
      2,
      /is a topic that the relay publishes to/,
    ],
    ['a topic that is not there', ['--into', 'missing'], 1, /there is no topic missing; make it first/],
    ['what is not there yet', ['--from', '99'], 1, /position 99 is beyond what comes next, which is 10/],
  ])(
    'refuses %s',
    async (_, args, code, words) => {
      expect(await replay(args)).toMatchObject({ code, out: '', err: expect.stringMatching(words) });
    },
    60_000,
  );
}
