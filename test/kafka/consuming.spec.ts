import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '@acta/testing/until';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Command } from '@acta/domain';
import { type Acta, openActa } from '@acta/runtime';
import { describeOnServer } from '@acta/testing';
import Database from 'better-sqlite3';
import { acta as commandLine } from '../support/command-line.js';
import { feedContract } from '../support/feed-contract.js';
import { anonymousFeed, contribution, establish, recorderOn } from '../support/feed-record.js';
import { type Temporary, temporaryFolder } from '../support/temporary.js';
import { type Consumed, clientOf, consume, withAdmin } from './client.js';
import { type RelayProcess, startRelay } from './relays.js';

const PROJECT = join(import.meta.dirname, '../../..');
const GROUPS = ['AA', 'BB', 'CC'];

/** The program in docs/consuming.md, as it stands there. */
const [, PROGRAM = ''] =
  /^```js$\n([^]*?)^```$/m.exec(readFileSync(join(PROJECT, 'docs/consuming.md'), 'utf8')) ?? [];

describeOnServer('the consumer of docs/consuming.md', 'ACTA_TEST_KAFKA', cases);

/** The program in a process of its own, and what it has said. */
function startConsumer(
  folder: string,
  env: Record<string, string>,
): { lines: string[]; end(): Promise<void> } {
  const child: ChildProcess = spawn(process.execPath, ['consumer.mjs'], {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', PATIENCE_MS: '2000', ...env },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const lines: string[] = [];
  let rest = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts);
  });
  const ended = once(child, 'close');
  return {
    lines,
    async end() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

const header = ({ message: { headers = {} } }: Consumed, name: string): string => String(headers[name]);
const positionOf = (consumed: Consumed): number => Number(header(consumed, 'ce_position'));

/** Positions that it told of, in order and each once. */
function toldOf(kind: 'news' | 'gap', lines: readonly string[]): number[] {
  const positions = lines.flatMap((line) =>
    line.startsWith(`${kind} `) ? [Number(line.split(' ')[1])] : [],
  );
  return [...new Set(positions)].sort((one, other) => one - other);
}

function cases(brokers: string): void {
  const kafka = clientOf(brokers);
  const topic = `feed-${randomUUID()}`;
  const again = `replay-${randomUUID()}`;
  let temporary: Temporary;
  let acta: Acta;
  let give: (command: Command) => Promise<void>;
  let backfill: (command: Command) => Promise<void>;
  let relay: RelayProcess;
  let env: Record<string, string>;

  beforeAll(async () => {
    temporary = temporaryFolder();
    acta = await openActa(temporary.config, { mode: 'write' });
    [give, backfill] = [recorderOn(acta), recorderOn(acta, true)];
    await establish(give, GROUPS);
    env = {
      ACTA_DATA: temporary.config.data,
      ACTA_KAFKA_BROKERS: brokers,
      ACTA_KAFKA_TOPIC: topic,
      ACTA_KAFKA_TRANSACTIONAL_ID: topic,
      ACTA_KAFKA_CREATE_TOPICS: 'true',
      ACTA_KAFKA_SESSION: '2s',
    };
    await withAdmin(kafka, (admin) => admin.createTopics({ topics: [{ topic: again, numPartitions: 3 }] }));
    relay = startRelay(env);
    await until(() => relay.leads());
    writeFileSync(join(temporary.folder, 'consumer.mjs'), PROGRAM);
    symlinkSync(join(PROJECT, 'node_modules'), join(temporary.folder, 'node_modules'));
  });
  afterAll(async () => {
    await relay.end('SIGTERM');
    await acta.close();
    temporary.remove();
  });

  const start = () =>
    startConsumer(temporary.folder, { BROKERS: brokers, TOPICS: `${topic},${again}`, STATE: 'acts.db' });
  const kept = <T>(sql: string): T[] => {
    const db = new Database(join(temporary.folder, 'acts.db'), { readonly: true });
    try {
      return db.prepare(sql).pluck().all() as T[];
    } finally {
      db.close();
    }
  };
  const actsKept = (): number[] => kept<number>('SELECT position FROM act ORDER BY position');

  /** Everything that is published, once all of the feed is. */
  async function published(): Promise<Consumed[]> {
    const all = anonymousFeed(acta).length;
    const reader = await consume(kafka, topic);
    try {
      await until(() => reader.messages.length >= all);
    } finally {
      await reader.close();
    }
    return reader.messages.toSorted((one, other) => positionOf(one) - positionOf(other));
  }

  it('tells each act once, backfilled ones never, and what retention took before it came', async () => {
    for (const group of GROUPS) await give(contribution(group));
    await backfill(contribution('AA'));
    for (const group of GROUPS) await give(contribution(group));
    const records = await published();
    const contract = feedContract();
    for (const { message } of records) {
      const headers = Object.fromEntries(
        Object.entries(message.headers ?? {}).map(([name, text]) => [name, String(text)]),
      );
      expect(contract.faultsOfRecord({ headers, value: String(message.value) })).toEqual([]);
    }
    const lost = records.find(({ message }) => String(message.key) === 'BB') as Consumed;
    await withAdmin(kafka, async (admin) => {
      // The client knows where a partition is only after it was asked about its topic.
      await admin.fetchTopicOffsets(topic);
      const offset = String(Number(lost.message.offset) + 1);
      await admin.deleteTopicRecords({ topic, partitions: [{ partition: lost.partition, offset }] });
    });
    const left = records.filter(
      ({ partition, message }) =>
        partition !== lost.partition || Number(message.offset) > Number(lost.message.offset),
    );
    const positions = left.map(positionOf);
    const missing = left
      .map((each) => Number(header(each, 'ce_previousposition')))
      .filter((previous) => previous > 0 && !positions.includes(previous));
    expect(missing).toContain(positionOf(lost));

    const consumer = start();
    const news = left.filter((each) => header(each, 'ce_backfill') !== 'true').map(positionOf);
    expect(news.length).toBe(left.length - 1);
    await until(() => toldOf('news', consumer.lines).length >= news.length);
    await until(() => missing.every((position) => toldOf('gap', consumer.lines).includes(position)));
    await consumer.end();
    expect(toldOf('news', consumer.lines)).toEqual(news);
    expect(consumer.lines.filter((line) => line.startsWith('news '))).toHaveLength(news.length);
    expect(actsKept()).toEqual(positions);
    expect(kept('SELECT position FROM unpaired WHERE is_named = 1 ORDER BY position')).toEqual(missing);
  });

  it('is told all of it again and tells only what is new; a replay fills the gap, and is no news', async () => {
    const missing = kept<number>('SELECT position FROM unpaired WHERE is_named = 1');
    await withAdmin(kafka, (admin) => admin.resetOffsets({ groupId: 'acts', topic, earliest: true }));
    await backfill(contribution('CC'));
    await give(contribution('BB'));
    const newest = acta.journal.head().position;
    expect(
      await commandLine(['feed', 'replay', '--into', again, '--to', String(newest - 2)], env),
    ).toMatchObject({
      code: 0,
    });
    const consumer = start();
    const all = anonymousFeed(acta).map(({ position }) => position);
    await until(() => toldOf('news', consumer.lines).includes(newest));
    await until(() => actsKept().length >= all.length);
    await consumer.end();
    expect(consumer.lines.filter((line) => line.startsWith('news '))).toEqual([
      expect.stringMatching(
        new RegExp(`^news ${String(newest)} int\\.acta\\.contribution-submitted\\.v2 BB/`),
      ),
    ]);
    expect(actsKept()).toEqual(all);
    expect(kept('SELECT position FROM unpaired WHERE is_named = 1')).toEqual(missing);
  });
}
