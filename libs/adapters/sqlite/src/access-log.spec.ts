import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AccessLog, AccessRecord } from '@acta/application';
import { accessLogContract } from '@acta/testing';
import { until } from '@acta/testing/until';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { openSqliteAccessLog } from './access-log.js';

const DAY = 86_400_000;
const clock = (): number => 100 * DAY;

accessLogContract('The access log in memory', () => {
  const log = openSqliteAccessLog({ file: ':memory:', clock });
  return Promise.resolve({ log, dispose: () => log.close() });
});

let folder: string;
let file: string;
let opened: AccessLog[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'acta-access-'));
  file = join(folder, 'access.db');
  opened = [];
});
afterEach(async () => {
  for (const log of opened) await log.close();
  rmSync(folder, { recursive: true });
});

function open(more: Partial<Parameters<typeof openSqliteAccessLog>[0]> = {}): AccessLog {
  const log = openSqliteAccessLog({ file, clock, ...more });
  opened.push(log);
  return log;
}
const record = (at: number): AccessRecord => ({ at, kind: 'denied', act: 'export', resource: 'the log' });
const rows = (): number => {
  const db = new Database(file, { readonly: true });
  const count = Number(db.prepare('SELECT count(*) FROM access').pluck().get());
  db.close();
  return count;
};

accessLogContract('The access log in a file', () => {
  const place = mkdtempSync(join(tmpdir(), 'acta-access-'));
  const at = () => openSqliteAccessLog({ file: join(place, 'access.db'), clock });
  let log = at();
  return Promise.resolve({
    log,
    async reopen() {
      await log.close();
      log = at();
      return log;
    },
    async dispose() {
      await log.close();
      rmSync(place, { recursive: true });
    },
  });
});

describe('the access log in a file', () => {
  it('is written within a moment, though nobody asks', async () => {
    open().note(record(1));
    expect(rows()).toBe(0);
    await until(() => rows() === 1);
  });

  it('takes what several processes note', () => {
    const [one, other] = [open(), open()];
    one.note(record(1));
    other.note(record(2));
    expect(one.find({ limit: 9 }).items).toHaveLength(1);
    expect(other.find({ limit: 9 }).items.map(({ at }) => at)).toEqual([2, 1]);
  });

  it('forgets what is older than is kept, and keeps all where nothing is said', async () => {
    const log = open();
    for (const at of [89 * DAY, 91 * DAY]) log.note(record(at));
    await opened.pop()?.close();
    expect(open().find({ limit: 9 }).items).toHaveLength(2);
    expect(open({ keepDays: 10 }).find({ limit: 9 }).items).toEqual([record(91 * DAY)]);
  });

  it('keeps noting while its file fails, up to a bound, and says what was lost', () => {
    const failures: number[] = [];
    const log = open({ onFailure: (_error, lost) => failures.push(lost) });
    const blocker = new Database(file, { timeout: 0 });
    blocker.exec('BEGIN IMMEDIATE');
    for (let i = 0; i < 5_002; i++) log.note(record(i));
    expect(failures).toEqual([0]);
    log.find({ limit: 1 });
    expect(failures).toEqual([0, 2]);
    blocker.exec('ROLLBACK');
    blocker.close();
    expect(
      log
        .find({ limit: 10_000 })
        .items.map(({ at }) => at)
        .at(-1),
    ).toBe(2);
    log.note(record(6_000));
    expect(log.find({ limit: 10_000 }).items).toHaveLength(5_001);
  });

  it('refuses a file of another kind, and leaves it as it is', () => {
    new Database(file).exec('CREATE TABLE theirs (a)').close();
    expect(() => open()).toThrow(/is not an Acta access log/);
  });
});
