import { describe, expect, it } from '@jest/globals';
import { openStoreForTests, type TestStore } from '@acta/memory';
import type { EventStore, ExpectedRevision, NewEvent } from '../ports/event-store.js';
import { migrateLog, type Migration } from './migrate.js';

const LOG = { prefix: 'acta.main.', groupOf: (name: string): string | undefined => name.split('-')[1] };

let made = 0;

/** An event that says that it is part i of n of a command's append. */
function event(stream: string, commandId: string, part: [number, number], recordedAt = ++made): NewEvent {
  const id = `01900000-0000-7000-8000-${String(++made).padStart(12, '0')}`;
  const at = new Date(recordedAt).toISOString();
  const metadata = { commandId, effectiveAt: '2019-09-26', id, part, recordedAt: at, schemaVersion: 1 };
  const body = JSON.stringify({ data: { made }, metadata, stream, type: 'tried' });
  return { id, type: 'tried', recordedAt, effectiveFrom: Date.UTC(2019, 8, 26), body };
}

interface Append {
  stream: string;
  expected: ExpectedRevision;
  events: readonly NewEvent[];
}

interface Noting {
  store: TestStore;
  appends: Append[];
  /** Which append the connection is lost at. */
  failAt: number;
}

/** A store in memory that notes what is appended to it. */
function noting(): Noting {
  const inner = openStoreForTests(LOG);
  const noted: Noting = {
    appends: [],
    failAt: Infinity,
    store: {
      ...inner,
      append(stream, expected, events) {
        if (noted.appends.length + 1 >= noted.failAt)
          return Promise.reject(new Error('the connection was lost'));
        noted.appends.push({ stream, expected, events });
        return inner.append(stream, expected, events);
      },
    },
  };
  return noted;
}

/** A log of 8 events in 5 appends: one of three parts, two neighbours of one stream, an event that cannot be read. */
async function filled(): Promise<Noting> {
  const source = noting();
  const [meeting, group] = ['acta.main.meeting-AB-1', 'acta.main.group-AB'];
  const add = (stream: string, expected: ExpectedRevision, ...events: NewEvent[]) =>
    source.store.append(stream, expected, events);
  await add(group, 'noStream', event(group, 'a', [1, 1], 9_000));
  await add(meeting, 'noStream', ...[1, 2, 3].map((i) => event(meeting, 'b', [i, 3], 5_000)));
  await add(meeting, 2n, event(meeting, 'c', [1, 1]));
  await add(meeting, 3n, event(meeting, 'd', [1, 2]), event(meeting, 'd', [2, 2]));
  await add(group, 0n, { ...event(group, 'e', [1, 1]), recordedAt: 0, body: 'no JSON' });
  return source;
}

function moving(from: TestStore, to: TestStore, change: Partial<Migration> = {}) {
  const target = { store: to, journal: to.journal };
  return migrateLog({ from: from.journal, to: target, fence: () => Promise.resolve(), ...change });
}

/** The same, as a store that does not keep the order of what is on its way at once. */
const unordered = (store: TestStore): TestStore => ({ ...store, keepsOrder: false });

describe('moving a log', () => {
  it('keeps bytes, ids, moments and order, and what was appended at once', async () => {
    const source = await filled();
    const target = noting();
    const digest = source.store.journal.digest(8);
    expect(await moving(source.store, target.store)).toEqual({ events: 8, copied: 8, digest });
    expect(target.store.journal.after(0, 10)).toEqual(source.store.journal.after(0, 10));
    expect(target.appends.slice(0, 4)).toEqual(source.appends.slice(0, 4));
    // Its id was outside its bytes: it gets one that every run makes alike.
    expect(target.appends[4]?.events).toEqual([
      { ...source.appends[4]?.events[0], id: expect.any(String), effectiveFrom: undefined },
    ]);
  });

  it('keeps an append whole over the pages in which the source is read', async () => {
    const source = noting();
    const stream = 'acta.main.meeting-AB-1';
    for (let i = 0; i < 667; i++) {
      const events = [1, 2, 3].map((part) => event(stream, `c${String(i)}`, [part, 3]));
      await source.store.append(stream, i === 0 ? 'noStream' : BigInt(3 * i - 1), events);
    }
    const target = noting();
    await moving(source.store, target.store);
    expect(target.appends).toEqual(source.appends);
  });

  it('goes on where it was interrupted', async () => {
    const source = await filled();
    const target = noting();
    target.failAt = 3;
    await expect(moving(source.store, unordered(target.store))).rejects.toThrow('the connection was lost');
    expect(target.store.journal.head().position).toBe(7);
    target.failAt = Infinity;
    const seen: string[] = [];
    const report = await migrateLog(
      {
        from: source.store.journal,
        to: { store: unordered(target.store), journal: target.store.journal },
        fence: () => Promise.resolve(),
      },
      (done, total) => seen.push(`${String(done)}/${String(total)}`),
    );
    expect(report).toMatchObject({ events: 8, copied: 1 });
    expect(seen).toEqual(['8/8']);
  });

  it('joins neighbours of one stream for a store that is given one append after another', async () => {
    const source = await filled();
    const target = noting();
    await moving(source.store, unordered(target.store));
    expect(target.store.journal.after(0, 10)).toEqual(source.store.journal.after(0, 10));
    expect(target.appends.map(({ expected, events }) => [expected, events.length])).toEqual([
      ['noStream', 1],
      ['noStream', 6],
      [0n, 1],
    ]);
  });

  it('joins no more than one append may hold', async () => {
    const source = noting();
    const stream = 'acta.main.meeting-AB-1';
    for (let i = 0; i < 4; i++) {
      const large = {
        ...event(stream, String(i), [1, 1]),
        body: JSON.stringify({ i, text: 'x'.repeat(400_000) }),
      };
      await source.store.append(stream, i === 0 ? 'noStream' : BigInt(i - 1), [large]);
    }
    const target = noting();
    await moving(source.store, unordered(target.store));
    expect(target.appends.map(({ events }) => events.length)).toEqual([2, 2]);
    expect(target.store.journal.digest(4)).toBe(source.store.journal.digest(4));
  });

  it('takes what is recorded until the source is fenced, and moves it too', async () => {
    const { store } = await filled();
    const target = noting();
    const fence = async (): Promise<void> => {
      expect(target.store.journal.head().position).toBe(8);
      await store.append('acta.main.late', 'noStream', [event('acta.main.late', 'f', [1, 1])]);
    };
    expect(await moving(store, target.store, { fence })).toMatchObject({ events: 9, copied: 9 });
  });

  it('writes nothing the second time', async () => {
    const source = await filled();
    const target = noting();
    await moving(source.store, target.store);
    const { length } = target.appends;
    expect(await moving(source.store, target.store)).toMatchObject({ events: 8, copied: 0 });
    expect(target.appends).toHaveLength(length);
  });

  it.each([1, 3, 6])(
    'refuses a target with another event at position %i, and says where',
    async (position) => {
      const source = await filled();
      const target = openStoreForTests(LOG);
      for (const { stream, revision, body } of source.store.journal.after(0, 7)) {
        const is = target.journal.head().position + 1;
        const other = { ...event(stream, 'x', [1, 1]), body: is === position ? '{}' : body };
        await target.append(stream, revision === 0n ? 'noStream' : revision - 1n, [other]);
      }
      let fenced = false;
      const moved = moving(source.store, target, { fence: () => Promise.resolve(void (fenced = true)) });
      await expect(moved).rejects.toThrow(`at position ${String(position)}, so it is no beginning`);
      expect([fenced, target.journal.head().position]).toEqual([false, 7]);
    },
  );

  it('refuses a target that has gone on since', async () => {
    const source = await filled();
    const { store } = noting();
    await moving(source.store, store);
    await store.append('acta.main.new', 'noStream', [event('acta.main.new', 'g', [1, 1])]);
    await expect(moving(source.store, store)).rejects.toThrow(/all 8 events of the source and 1 more/);
  });

  it('stops where something else writes to the target', async () => {
    const source = await filled();
    const { store } = noting();
    const other = event('acta.main.other', 'h', [1, 1]);
    const append: EventStore['append'] = async (stream, expected, events) => {
      if (stream.includes('meeting')) await store.append('acta.main.other', 'noStream', [other]);
      return store.append(stream, expected, events);
    };
    await expect(moving(source.store, { ...store, append })).rejects.toThrow(/something else writes to it/);
  });

  it('moves nothing of an empty log', async () => {
    const [source, target] = [openStoreForTests(LOG), openStoreForTests(LOG)];
    expect(await moving(source, target)).toMatchObject({ events: 0, copied: 0 });
  });
});
