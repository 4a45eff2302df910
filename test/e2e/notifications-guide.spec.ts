import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { NotifiedRecord } from '../support/notified-record.js';

const guide = readFileSync(join(import.meta.dirname, '../../../docs/notifications.md'), 'utf8');
const [, ...blocks] = [...guide.matchAll(/^```sh$\n([^]*?)^```$/gm)]
  .map(([, script = '']) => script)
  .filter((script) => !script.includes('npm run notifier'));
/** Where one block's answers end. */
const END = '== end of a block';

/** The blocks run as one script, each going on where the one before it ended; the first, which says where, is said here. */
describe('docs/notifications.md', () => {
  let notified: NotifiedRecord;
  const said: string[][] = [];

  beforeAll(async () => {
    notified = await NotifiedRecord.open();
    const setting = /^notices\(\) .*$/m.exec(guide)?.[0] ?? '';
    const script = [setting, ...blocks.map((block) => `${block}echo '${END}'`)].join('\n');
    const { stdout } = await promisify(execFile)('bash', ['-euc', script], {
      env: {
        PATH: process.env['PATH'],
        NOTICES: notified.notifier.url,
        TOKEN: await notified.record.token('delegate'),
      },
    });
    said.push(
      ...stdout.split(`${END}\n`).map((answers) => answers.split('\n').filter((line) => line !== '')),
    );
  });
  afterAll(() => notified.close());

  const answer = (block: number, line = 0): unknown => JSON.parse(said[block]?.[line] ?? 'null');

  it('subscribes an address', () => {
    expect(answer(0)).toMatchObject({ state: 'unconfirmed', channel: { address: 'you@example.org' } });
  });

  it('subscribes to a feed, gathered', () => {
    expect(answer(1)).toMatchObject({
      state: 'active',
      channel: { kind: 'atom', feed: expect.stringMatching(/^http:.*\/feeds\/.*\.atom$/) },
      delivery: { kind: 'weekly', weekday: 1, at: '08:30' },
      language: 'fr',
    });
  });

  it('changes, pauses and goes on', () => {
    const [changed, paused, resumed] = [answer(2, 0), answer(2, 1), answer(2, 2)];
    expect(changed).toMatchObject({ channel: { kind: 'atom' }, delivery: { kind: 'daily' } });
    expect(changed).not.toHaveProperty('quiet');
    expect([paused, resumed]).toMatchObject([{ state: 'paused' }, { state: 'active' }]);
  });

  it('ends one, and shows what the other was told', () => {
    expect(answer(3)).toMatchObject({ items: [{ channel: { kind: 'email' } }] });
    expect(answer(4)).toEqual({ items: [] });
  });

  it('names every kind of want, channel and delivery that there is, and every status', () => {
    for (const kind of ['acts', 'own', 'liaison-due', 'contributions-due', 'email', 'atom', 'webhook'])
      expect(guide).toContain(`{"kind": "${kind}"`);
    for (const word of ['at-once', 'daily', 'weekly', 'waiting', 'sent', 'refused', 'withdrawn'])
      expect(guide).toContain(`\`${word}\``);
  });
});
