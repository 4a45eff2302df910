import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { loadConfig } from './config.js';
import { type Notices, openNotices } from './notices.js';
import { ConfigRefused } from './setting.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'acta-notices-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function open(): Promise<Notices> {
  const config = { notifierData: join(folder, 'a/b') };
  const opened = await openNotices(config, () => undefined, new AbortController().signal);
  if (opened === undefined) throw new Error('it was not opened');
  return opened;
}

describe('the data folder of the notification service', () => {
  it('is made for its owner alone, with a key that stays', async () => {
    const first = await open();
    for (const file of ['a/b/notices.db', 'a/b/links.key'])
      expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'a/b')).mode & 0o777).toBe(0o700);
    first.store.close();
    const again = await open();
    expect([first.linkKey.length, again.linkKey.equals(first.linkKey)]).toEqual([32, true]);
    again.store.close();
  });

  it('is refused with a key that is none, and is not held then', async () => {
    (await open()).store.close();
    const key = join(folder, 'a/b/links.key');
    for (const text of ['', 'c2hvcnQ=']) {
      writeFileSync(key, text);
      await expect(open()).rejects.toThrow(ConfigRefused);
    }
    rmSync(key);
    (await open()).store.close();
  });

  it('is not waited for by one that was stopped', async () => {
    const first = await open();
    const stopping = new AbortController();
    const told: string[] = [];
    const second = openNotices(
      { notifierData: join(folder, 'a/b') },
      (why) => {
        told.push(why);
        stopping.abort();
      },
      stopping.signal,
    );
    expect([await second, told.length]).toEqual([undefined, 1]);
    first.store.close();
  });
});

describe('the settings of the notification service', () => {
  it('are, by default, those of a first start on this machine, beside the API', () => {
    expect(loadConfig({})).toMatchObject({
      notifierHost: '127.0.0.1',
      notifierPort: 3001,
      notifierUrl: undefined,
      noticesDays: 365,
      api: 'http://127.0.0.1:3000',
    });
  });

  it.each([
    ['ACTA_NOTIFIER_HOST', 'notices.example'],
    ['ACTA_NOTIFIER_PORT', '70000'],
    ['ACTA_NOTIFIER_URL', 'http://notices.example'],
    ['ACTA_API', 'http://acta.example'],
    ['ACTA_NOTICES_DAYS', 'a year'],
  ])('refuse %s=%s', (name, text) => {
    expect(() => loadConfig({ [name]: text })).toThrow(ConfigRefused);
  });

  it('give an address without a slash at its end', () => {
    const { notifierUrl } = loadConfig({ ACTA_NOTIFIER_URL: 'https://notices.example/acta/' });
    expect(notifierUrl).toBe('https://notices.example/acta');
  });
});
