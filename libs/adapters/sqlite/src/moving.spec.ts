import { migrateLog, type NewEvent } from '@acta/application';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkJournal } from './check.js';
import { type MovingJournal, openForMoving } from './moving.js';
import { openSqliteStore, type SqliteStore } from './store.js';

const LOG = { prefix: 'acta.main.', groupOf: (name: string): string | undefined => name.split('-')[1] };
const EVENTS = 700;

let folder: string;
let opened: { close(): void | Promise<void> }[];
let made = 0;

const file = (name: string): string => join(folder, `${name}.db`);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'acta-moving-'));
  opened = [];
  const store = await open('source');
  const appended: Promise<unknown>[] = [];
  for (let i = 0; i < EVENTS / 2; i++) {
    const stream = `acta.main.meeting-AB-${String(i % 10)}`;
    const revision = 2 * Math.floor(i / 10);
    const expected = revision === 0 ? 'noStream' : BigInt(revision - 1);
    appended.push(store.append(stream, expected, [event(stream, i, 1), event(stream, i, 2)]));
  }
  await Promise.all(appended);
  await store.close();
});

afterEach(async () => {
  for (const one of opened) await one.close();
  await rm(folder, { recursive: true });
});

async function open(name: string, mode: 'read' | 'write' = 'write'): Promise<SqliteStore> {
  const store = await openSqliteStore({ file: file(name), mode, ...LOG });
  opened.push(store);
  return store;
}

function openSource(name = 'source'): MovingJournal {
  const source = openForMoving({ file: file(name), ...LOG });
  opened.push(source);
  return source;
}

function event(stream: string, command: number, part: 1 | 2): NewEvent {
  const id = `01900000-0000-7000-8000-${String(++made).padStart(12, '0')}`;
  const recordedAt = new Date(made).toISOString();
  const metadata = { commandId: String(command), id, part: [part, 2], recordedAt, schemaVersion: 1 };
  return {
    id,
    type: 'tried',
    recordedAt: made,
    body: JSON.stringify({ data: {}, metadata, stream, type: 'tried' }),
  };
}

function move(source: MovingJournal, target: SqliteStore) {
  return migrateLog({
    from: source.journal,
    to: { store: target, journal: target.journal },
    fence: async () => source.fence('sqlite:/elsewhere'),
  });
}

const refusal = (code: string) => expect.objectContaining({ name: 'StoreRefused', code });

describe('moving a journal', () => {
  it('gives the same log with the same digest, sound in itself', async () => {
    const source = openSource();
    const target = await open('target');
    const report = await move(source, target);
    expect(report).toEqual({ events: EVENTS, copied: EVENTS, digest: source.journal.digest(EVENTS) });
    expect(target.journal.after(0, EVENTS)).toEqual(source.journal.after(0, EVENTS));
    await target.close();
    expect(await checkJournal({ file: file('target') })).toMatchObject({ faults: [], digest: report.digest });
  });

  it('leaves a source that can be read, and that nobody writes until it is opened again', async () => {
    const source = openSource();
    await move(source, await open('target'));
    source.close();
    await expect(open('source')).rejects.toEqual(refusal('moved'));
    await expect(open('source')).rejects.toThrow(/moved to sqlite:\/elsewhere.*acta migrate --reopen/s);
    expect((await open('source', 'read')).journal.head().position).toBe(EVENTS);
    const again = openSource();
    again.reopen();
    again.close();
    await (await open('source')).append('acta.main.x', 'noStream', [event('acta.main.x', -1, 1)]);
  });

  it('is completed by another run, also where the source was fenced already', async () => {
    const first = openSource();
    const target = await open('target');
    const fails = { ...target, append: failing(target, 100) };
    await expect(move(first, fails)).rejects.toThrow('stopped');
    first.fence('sqlite:/elsewhere');
    first.close();
    const { position } = target.journal.head();
    expect(position).toBeLessThan(EVENTS);
    expect(await move(openSource(), target)).toMatchObject({ events: EVENTS, copied: EVENTS - position });
  });

  it('goes to one place alone', async () => {
    const source = openSource();
    source.fence('sqlite:/elsewhere');
    expect(() => source.fence('sqlite:/there')).toThrow(/was moved to sqlite:\/elsewhere already/);
  });

  it('keeps others from writing the source meanwhile', async () => {
    openSource();
    await expect(open('source')).rejects.toEqual(refusal('locked'));
  });

  it('comes back to where it was, with what was recorded since', async () => {
    const source = openSource();
    const target = await open('target');
    await move(source, target);
    const stream = 'acta.main.since';
    await target.append(stream, 'noStream', [event(stream, -1, 1)]);
    source.reopen();
    source.close();
    await target.close();
    const back = openSource('target');
    expect(await move(back, await open('source'))).toMatchObject({ events: EVENTS + 1, copied: 1 });
  });
});

/** An append that fails from the nth time on. */
function failing(store: SqliteStore, from: number): SqliteStore['append'] {
  let count = 0;
  return (...append) =>
    ++count < from ? store.append(...append) : Promise.reject(new Error('the machine was stopped'));
}
