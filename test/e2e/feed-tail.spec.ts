import type { CloudEvent } from '@acta/application';
import { serve } from '@acta/api';
import type { Command } from '@acta/domain';
import { PATIENCE_MS, until } from '@acta/testing/until';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { acta } from '../support/command-line.js';
import { contribution, establish, recorderOn } from '../support/feed-record.js';
import { ServedRecord } from '../support/served.js';

describe('acta feed tail', () => {
  let record: ServedRecord;
  let give: (command: Command) => Promise<void>;
  let now = Date.parse('2026-03-01T09:00:00.000Z');
  const head = (): number => record.acta.journal.head().position;

  beforeAll(async () => {
    record = await ServedRecord.open({ clock: () => now }, { sample: false });
    give = recorderOn(record.acta);
    await establish(give, ['AA', 'BB']);
    now = Date.parse('2026-03-02T00:00:00.000Z');
    await give(contribution('AA'));
    await give(contribution('BB', { classification: 'draft' }));
    await give(contribution('AA'));
  });
  afterAll(() => record.close());

  /** What it prints until `count` lines are there, or it ends by itself. */
  async function tailed(args: readonly string[], count: number) {
    const stopping = new AbortController();
    const lines: string[] = [];
    const onOut = (text: string): void => {
      lines.push(text);
      if (lines.length >= count) stopping.abort();
    };
    const running = acta(['feed', 'tail', ...args], {}, { signal: stopping.signal, onOut });
    const timer = setTimeout(() => stopping.abort(), PATIENCE_MS);
    const { code, err } = await running;
    clearTimeout(timer);
    return { code, err, events: lines.map((line) => JSON.parse(line) as CloudEvent) };
  }
  const positions = (events: readonly CloudEvent[]): string[] => events.map(({ position }) => position);
  const folder = (): string[] => [
    '--data',
    record.acta.config.data,
    '--keys',
    record.acta.config.keys,
    '--log',
    record.acta.config.log,
  ];
  const url = (): string[] => ['--url', record.url];

  it('prints what is in a folder, drafts included, and ends where the journal ends', async () => {
    const all = await tailed([...folder(), '--from', '1', '--no-follow'], Infinity);
    expect([all.code, all.err]).toEqual([0, '']);
    expect(positions(all.events)).toEqual(['1', '2', '3', '4', '5', '6', '7']);
    expect(all.events.map(({ previousposition }) => previousposition)).toEqual([
      '0',
      '1',
      '2',
      '3',
      '4',
      '5',
      '6',
    ]);
    const some = await tailed(
      [...folder(), '--from', '2', '--no-follow', '--group', 'AA', '--type', 'contribution-submitted'],
      Infinity,
    );
    expect(some.events.map(({ position, previousposition }) => [position, previousposition])).toEqual([
      ['5', '1'],
      ['7', '5'],
    ]);
  });

  it.each<[string, () => string[], string[]]>([
    ['a folder', folder, ['5', '6', '7']],
    ['an API, as far as its caller may see', url, ['5', '7']],
  ])('begins with the first of a day, of %s', async (_, where, expected) => {
    const { code, events } = await tailed([...where(), '--from', '2026-03-02'], expected.length);
    expect([code, positions(events)]).toEqual([0, expected]);
  });

  it.each<[string, () => string[]]>([
    ['a folder that is in use', folder],
    ['an API', url],
  ])('goes on with what comes, of %s, and ends by Ctrl-C with 0', async (_, where) => {
    const before = head();
    let printed = 0;
    const stopping = new AbortController();
    const events: CloudEvent[] = [];
    const onOut = (text: string): void => {
      events.push(JSON.parse(text) as CloudEvent);
      printed++;
    };
    const args = ['feed', 'tail', ...where(), '--subject', 'AA', '--from', String(before + 1)];
    const running = acta(args, {}, { signal: stopping.signal, onOut });
    await give(contribution('AA'));
    await give(contribution('BB'));
    await until(() => printed === 1);
    await give(contribution('AA'));
    await until(() => printed === 2);
    stopping.abort();
    expect(await running).toMatchObject({ code: 0, err: '' });
    expect(positions(events)).toEqual([String(before + 1), String(before + 3)]);
  });

  it('follows an API again that was away, and loses nothing', async () => {
    const { acta: open } = record;
    const before = head();
    const own = await serve({ ...open, config: { ...open.config, port: 0 } });
    const port = Number(new URL(own.url).port);
    const stopping = new AbortController();
    const events: CloudEvent[] = [];
    const running = acta(
      ['feed', 'tail', '--url', own.url, '--from', String(before + 1)],
      {},
      { signal: stopping.signal, onOut: (text) => events.push(JSON.parse(text) as CloudEvent) },
    );
    await give(contribution('AA'));
    await until(() => events.length === 1);
    await own.stop();
    await give(contribution('AA'));
    const again = await serve({ ...open, config: { ...open.config, port } });
    await until(() => events.length === 2);
    stopping.abort();
    const { code, err } = await running;
    await again.stop();
    expect([code, err]).toEqual([0, expect.stringMatching(/^acta: the API at .*; following again\n/)]);
    expect(positions(events)).toEqual([String(before + 1), String(before + 2)]);
  });

  it.each<[string, () => string[], number, RegExp]>([
    [
      'beyond what comes next, in a folder',
      () => [...folder(), '--from', '9999'],
      1,
      /9999 is beyond what comes next/,
    ],
    ['beyond it, at an API', () => [...url(), '--from', '9999'], 1, /9998 is beyond the newest/],
    ['to an end of what has none', () => [...url(), '--no-follow'], 2, /--no-follow reads a data folder/],
    ['of an API that is not there', () => ['--url', 'http://127.0.0.1:9'], 1, /there is no answer from/],
  ])('is refused %s', async (_, args, code, words) => {
    expect(await tailed(args(), 1)).toMatchObject({ code, err: expect.stringMatching(words), events: [] });
  });
});
