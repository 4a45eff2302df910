import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NewEvent } from '@acta/application';
import { copyJournal } from './backup.js';
import { checkJournal } from './check.js';
import { openSqliteStore, type SqliteStore, type SqliteStoreOptions } from './store.js';
import { startWriter } from './writer.js';

const STREAM = 'acta.main.meeting-AB-1';
let folder: string;
let file: string;
let opened: SqliteStore[];
let made = 0;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'acta-file-'));
  file = join(folder, 'journal.db');
  opened = [];
});

afterEach(async () => {
  for (const store of opened) await store.close();
  rmSync(folder, { recursive: true });
});

async function open(options: Partial<SqliteStoreOptions> = {}): Promise<SqliteStore> {
  const store = await openSqliteStore({
    file,
    mode: 'write',
    prefix: 'acta.main.',
    groupOf: (name) => name.split('-')[1],
    ...options,
  });
  opened.push(store);
  return store;
}

function event(stream = STREAM, padding = ''): NewEvent {
  made++;
  const id = `01900000-0000-7000-8000-${String(made).padStart(12, '0')}`;
  const metadata = { id, recordedAt: new Date(made).toISOString() };
  const body = JSON.stringify({ data: { padding }, metadata, stream, type: 'tried' });
  return { id, type: 'tried', recordedAt: made, body };
}

/** A journal of three events in two streams, closed. */
async function filled(): Promise<void> {
  const store = await open();
  await store.append(STREAM, 'noStream', [event(), event()]);
  await store.append('acta.main.group-AB', 'noStream', [event('acta.main.group-AB')]);
  await store.close();
}

function alter(sql: string, path = file): void {
  const db = new Database(path);
  db.exec(sql);
  db.close();
}

const refusal = (code: string) => expect.objectContaining({ name: 'StoreRefused', code });

describe('opening', () => {
  it('reads back full durability after a write', async () => {
    const store = await open();
    expect(await store.durability()).toEqual({ journalMode: 'wal', synchronous: 2 });
    await store.append(STREAM, 'noStream', [event()]);
    expect(await store.durability()).toEqual({ journalMode: 'wal', synchronous: 2 });
  });

  it('refuses a database of something else, and leaves it as it was', async () => {
    alter('CREATE TABLE theirs (a); INSERT INTO theirs VALUES (1)');
    const before = readFileSync(file);
    await expect(open()).rejects.toEqual(refusal('not-ours'));
    await expect(open({ mode: 'read' })).rejects.toEqual(refusal('not-ours'));
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it('refuses a file that is no database, and leaves it as it was', async () => {
    writeFileSync(file, 'The final report of the Council Working Group\n'.repeat(100));
    const before = readFileSync(file);
    await expect(open()).rejects.toEqual(refusal('not-ours'));
    await expect(open({ mode: 'read' })).rejects.toEqual(refusal('not-ours'));
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it('refuses a file of a newer build', async () => {
    await filled();
    alter('PRAGMA user_version = 99');
    await expect(open()).rejects.toEqual(refusal('newer'));
    await expect(open({ mode: 'read' })).rejects.toThrow(
      /has version 99, this build knows up to 5: use the build/,
    );
  });

  it('refuses a file that was cut short', async () => {
    await filled();
    truncateSync(file, 3 * 4096);
    await expect(open()).rejects.toEqual(refusal('corrupt'));
    await expect(open({ mode: 'read' })).rejects.toThrow(/restore a backup/);
  });

  it('refuses a damaged file', async () => {
    await filled();
    const bytes = readFileSync(file);
    writeFileSync(file, bytes.fill(0x5a, 100, 4096));
    await expect(open()).rejects.toEqual(refusal('corrupt'));
  });

  it('tells damage that shows only as it is read, with its remedy', async () => {
    const store = await open();
    for (let revision = -1n; revision < 20n; revision++)
      await store.append(STREAM, revision === -1n ? 'noStream' : revision, [
        event(STREAM, 'x'.repeat(3_000)),
      ]);
    await store.close();
    const bytes = readFileSync(file);
    writeFileSync(file, bytes.fill(0x5a, 40_000, 80_000));
    const reading = await open({ mode: 'read' });
    for (const read of [() => reading.journal.after(0, 100), () => reading.journal.stream(STREAM, 100)])
      expect(read).toThrow(/journal\.db is damaged \(SQLITE_CORRUPT.*\): restore a backup$/);
  });

  it('refuses to read what is not there, and to write where no folder is', async () => {
    await expect(open({ mode: 'read' })).rejects.toEqual(refusal('missing'));
    writeFileSync(file, '');
    await expect(open({ mode: 'read' })).rejects.toEqual(refusal('missing'));
    await expect(open({ file: join(folder, 'none', 'journal.db') })).rejects.toEqual(refusal('missing'));
  });

  it('takes an empty file, as a crash while it was made leaves it', async () => {
    writeFileSync(file, '');
    const store = await open();
    expect(await store.append(STREAM, 'noStream', [event()])).toEqual({ position: 1, revision: 0n });
  });

  it('lets one write, and says who does', async () => {
    const first = await open();
    await expect(open()).rejects.toEqual(refusal('locked'));
    await expect(open()).rejects.toThrow(new RegExp(`process ${process.pid}`));
    await first.append(STREAM, 'noStream', [event()]);
    await first.close();
    const second = await open();
    expect(second.journal.head().position).toBe(1);
  });

  it('frees the lock when it refuses the file', async () => {
    await filled();
    alter('PRAGMA user_version = 99');
    await expect(open()).rejects.toEqual(refusal('newer'));
    alter('PRAGMA user_version = 5');
    await open();
  });
});

describe('a file of an older build', () => {
  it('gets what newer ones keep, digests included, when it is opened for writing', async () => {
    const store = await open();
    for (let i = 0; i < 1_500; i++) {
      const stream = `acta.main.meeting-CD-${i}`;
      void store.append(stream, 'noStream', [event(stream)]);
    }
    await store.append(STREAM, 'noStream', [event()]);
    const digests = [1, 1_000, 1_001, 1_501].map((position) => store.journal.digest(position));
    await store.close();
    alter(
      'ALTER TABLE event DROP COLUMN digest; DROP TABLE replica; DROP TABLE moved; PRAGMA user_version = 2',
    );
    await expect(open({ mode: 'read' })).rejects.toEqual(refusal('older'));
    const migrated = await open();
    expect([1, 1_000, 1_001, 1_501].map((position) => migrated.journal.digest(position))).toEqual(digests);
    await migrated.append(STREAM, 0n, [event()]);
    expect(await checkJournal({ file })).toMatchObject({ events: 1_502, faults: [] });
  });
});

describe('reading beside a writer', () => {
  it('sees what was acknowledged, follows what comes, and cannot write', async () => {
    const writer = await open();
    await writer.append(STREAM, 'noStream', [event()]);
    const reader = await open({ mode: 'read' });
    expect(reader.journal.head().position).toBe(1);
    const seen: number[] = [];
    const third = new Promise<void>((resolve) => {
      reader.subscribe(undefined, async ({ position }) => {
        seen.push(position);
        if (position === 3) resolve();
        await Promise.resolve();
      });
    });
    await writer.append(STREAM, 0n, [event(), event()]);
    await third;
    expect(seen).toEqual([1, 2, 3]);
    await expect(reader.append(STREAM, 2n, [event()])).rejects.toEqual(refusal('read-only'));
    await expect(reader.durability()).rejects.toEqual(refusal('read-only'));
  });

  it('works on a journal that nobody writes', async () => {
    await filled();
    const reader = await open({ mode: 'read' });
    expect(reader.journal.streams('', 3)).toEqual(['acta.main.group-AB', STREAM]);
  });
});

describe('writing', () => {
  it('shares one commit among the appends of a turn, or one among each sixteen of many', async () => {
    await filled();
    let commits = 0;
    const writer = await startWriter({
      file,
      onCommit: () => commits++,
      onFatal: (error) => expect(error).toBeUndefined(),
    });
    const append = (i: number) =>
      writer.append({ stream: `acta.main.x-${i}`, group: null, expected: -1, events: rows() });
    const rows = () => [{ ...event(), effectiveFrom: null }];
    const atOnce = (first: number, count: number) =>
      Promise.all(Array.from({ length: count }, (_, i) => append(first + i)));
    await atOnce(0, 15);
    expect(commits).toBe(1);
    await append(15);
    expect(commits).toBe(2);
    await atOnce(16, 64);
    expect(commits).toBeLessThanOrEqual(2 + 64 / 16);
    await writer.close();
  });

  it('stops for good when the file fails', async () => {
    const failures: Error[] = [];
    const store = await open({ onFatal: (error) => failures.push(error) });
    await store.append(STREAM, 'noStream', [event()]);
    alter('DROP TABLE event');
    const lost = await Promise.allSettled([
      store.append(STREAM, 0n, [event()]),
      store.append(STREAM, 1n, [event()]),
    ]);
    expect(lost.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(failures).toHaveLength(1);
    expect(failures[0]?.message).toMatch(/no such table.*may or may not be stored.*must stop/s);
    await expect(store.append(STREAM, 0n, [event()])).rejects.toEqual(refusal('stopped'));
    await expect(store.durability()).rejects.toEqual(refusal('stopped'));
    await store.close();
    expect(failures).toHaveLength(1);
  });

  it('keeps the event loop turning while it commits', async () => {
    const store = await open();
    let turns = 0;
    const counting = setInterval(() => turns++, 1);
    for (let i = 0; i < 100; i++)
      await store.append(`acta.main.meeting-AB-${i}`, 'noStream', [
        event(`acta.main.meeting-AB-${i}`, 'x'.repeat(50_000)),
      ]);
    clearInterval(counting);
    expect(turns).toBeGreaterThan(10);
  });
});

describe('a check', () => {
  const faults = async () => {
    const report = await checkJournal({ file });
    return report.faults.map(({ kind, position }) => [kind, position]);
  };

  it('finds nothing in a whole journal, and tells what it holds', async () => {
    await filled();
    const progress: number[][] = [];
    const report = await checkJournal({ file, onProgress: (...step) => progress.push(step) });
    const digest = (await open({ mode: 'read' })).journal.digest(3);
    expect(report).toEqual({ file, version: 5, events: 3, streams: 2, digest, faults: [], faultCount: 0 });
    expect(progress).toEqual([[3, 3]]);
  });

  it.each([
    [
      'a position left out',
      'UPDATE event SET position = 4 WHERE position = 3',
      [
        ['stream', undefined],
        ['gap', 4],
      ],
    ],
    ['a revision left out', 'UPDATE event SET revision = 5 WHERE position = 2', [['gap', 2]]],
    [
      'a deleted event',
      'DELETE FROM event WHERE position = 1',
      [
        ['stream', undefined],
        ['gap', 2],
        ['gap', 2],
        ['digest', 2],
      ],
    ],
    ['an altered type', "UPDATE event SET type = 'other' WHERE position = 2", [['body', 2]]],
    ['an altered id', "UPDATE event SET event_id = 'other' WHERE position = 2", [['body', 2]]],
    [
      'a moved moment',
      'UPDATE event SET recorded_at = recorded_at + 1000 WHERE position = 3',
      [['order', 3]],
    ],
    [
      'a broken body',
      "UPDATE event SET body = '{' WHERE position = 3",
      [
        ['body', 3],
        ['digest', 3],
      ],
    ],
    [
      'altered words, at the first of them',
      'UPDATE event SET body = replace(body, \'"padding":""\', \'"padding":"x"\') WHERE position > 1',
      [['digest', 2]],
    ],
    ['an altered digest', "UPDATE event SET digest = x'00' WHERE position = 3", [['digest', 3]]],
    ['a renamed stream', "UPDATE stream SET name = name || 'x' WHERE id = 2", [['body', 3]]],
  ])('finds %s', async (_, sql, expected) => {
    await filled();
    alter(sql);
    expect(await faults()).toEqual(expected);
  });

  it('finds an index that disagrees with its table', async () => {
    await filled();
    const db = new Database(file);
    db.unsafeMode(true);
    db.pragma('writable_schema = ON');
    db.exec(
      "UPDATE sqlite_schema SET sql = replace(sql, 'recorded_at', 'revision') WHERE name = 'event_by_recording'",
    );
    db.close();
    expect((await faults()).every(([kind]) => kind === 'file')).toBe(true);
    expect(await faults()).not.toEqual([]);
  });
});

describe('a backup', () => {
  const copy = () => join(folder, 'backup.db');

  it('holds what was acknowledged, while the writer goes on, and restores', async () => {
    const store = await open();
    for (let i = 0; i < 40; i++)
      await store.append(`acta.main.meeting-AB-${i}`, 'noStream', [
        event(`acta.main.meeting-AB-${i}`, 'x'.repeat(90_000)),
      ]);
    const before = store.journal.after(0, 100);
    const stages = new Set<string>();
    let position = 40;
    const report = await copyJournal({
      from: file,
      to: copy(),
      onProgress(stage) {
        if (stage === 'copy' && !stages.has(stage))
          void store
            .append(STREAM + 'x', 'noStream', [event(STREAM + 'x')])
            .then((answer) => (position = answer.position));
        stages.add(stage);
      },
    });
    expect([...stages]).toEqual(['copy', 'verify']);
    expect(report).toMatchObject({ file: copy(), events: 40, faults: [] });
    expect(position).toBe(41);

    const restored = join(folder, 'restored.db');
    await copyJournal({ from: copy(), to: restored });
    const again = await open({ file: restored });
    expect(again.journal.after(0, 100)).toEqual(before);
    expect(again.journal.digest(40)).toBe(store.journal.digest(40));
    expect(report.digest).toBe(store.journal.digest(40));
    expect(await again.append(STREAM + 'y', 'noStream', [event()])).toEqual({ position: 41, revision: 0n });
  });

  it('overwrites nothing', async () => {
    await filled();
    writeFileSync(copy(), 'an older backup');
    await expect(copyJournal({ from: file, to: copy() })).rejects.toEqual(refusal('occupied'));
    expect(readFileSync(copy(), 'utf8')).toBe('an older backup');
  });

  it('is not made of a faulty journal, nor of what is none', async () => {
    await filled();
    alter('DELETE FROM event WHERE position = 2');
    await expect(copyJournal({ from: file, to: copy() })).rejects.toEqual(refusal('corrupt'));
    await expect(checkJournal({ file: copy() })).rejects.toEqual(refusal('missing'));
    await expect(copyJournal({ from: join(folder, 'none.db'), to: copy() })).rejects.toEqual(
      refusal('missing'),
    );
  });
});
