import type { KeptSubscription, NoticeStore } from '@acta/application';
import type { Want } from '@acta/application/notify';
import { describe, expect, it } from '@jest/globals';
import {
  type NearingDay,
  type NearingDays,
  isToBeChecked,
  nearingNotices,
  tellNearingDays,
} from './deadlines.js';

const due: Want = { kind: 'liaison-due', addressee: 'CWG-COP', days: 7 };

function subscription(change: Partial<KeptSubscription> = {}): KeptSubscription {
  return {
    id: '01900000-0000-7000-8000-000000000001',
    subject: '01900000-0000-7000-8000-0000000000aa',
    wants: [due],
    channel: { kind: 'atom' },
    delivery: { kind: 'at-once' },
    zone: 'UTC',
    language: 'en',
    createdAt: '2030-01-01T00:00:00.000Z',
    standing: { failures: 0, refusals: 0 },
    ...change,
  };
}

const statement = (day: string, addressee = 'CWG-COP'): NearingDay => ({
  group: 'AB',
  subject: 'AB/liaison-statements/i-1',
  due: day,
  addressee,
});

describe('a day that nears', () => {
  it.each([
    ['2031-01-31', 0],
    ['2031-02-01', 1],
    ['2031-02-08', 1],
    ['2031-02-09', 0],
  ])('is told from seven days before it to the day itself: %s', (day, count) => {
    expect(nearingNotices(subscription(), due, [statement(day)], '2031-02-01')).toHaveLength(count);
  });

  it('is told to those who asked for this addressee, however it is written', () => {
    const days = [statement('2031-02-03', ' cwg-cop '), statement('2031-02-03', 'Council')];
    expect(nearingNotices(subscription(), due, days, '2031-02-01')).toMatchObject([
      {
        key: 'liaison-due:AB/liaison-statements/i-1: cwg-cop :2031-02-03:7',
        subject: 'AB/liaison-statements/i-1',
        about: { kind: 'day', due: '2031-02-03' },
      },
    ]);
  });
});

describe('days that near are looked for', () => {
  const at = (time: string) => Date.parse(time);

  it.each([
    ['Europe/Zurich', '2031-01-15T06:59:00Z', false],
    ['Europe/Zurich', '2031-01-15T07:00:00Z', true],
    ['Europe/Zurich', '2031-07-15T06:00:00Z', true],
    ['America/New_York', '2031-01-15T12:59:00Z', false],
    ['America/New_York', '2031-01-15T13:00:00Z', true],
    ['Pacific/Kiritimati', '2031-01-14T18:00:00Z', true],
  ])('at eight in the morning in %s: %s', (zone, moment, isDue) => {
    expect(isToBeChecked(subscription({ zone }), at(moment))).toBe(isDue);
  });

  it('once a day, for who wants it and may be told', () => {
    const moment = at('2031-01-15T09:00:00Z');
    const standing = { failures: 0, refusals: 0 };
    expect(isToBeChecked(subscription({ standing: { ...standing, checkedOn: '2031-01-15' } }), moment)).toBe(
      false,
    );
    expect(isToBeChecked(subscription({ standing: { ...standing, checkedOn: '2031-01-14' } }), moment)).toBe(
      true,
    );
    expect(isToBeChecked(subscription({ wants: [{ kind: 'acts' }] }), moment)).toBe(false);
    expect(
      isToBeChecked(subscription({ channel: { kind: 'email', address: 'a@example.org' } }), moment),
    ).toBe(false);
  });
});

/** A store of one subscription, as far as days need one; named so. */
function fakeStore(...all: KeptSubscription[]) {
  const kept = new Map(all.map((each) => [each.id, each]));
  const keys: string[] = [];
  const store: Pick<NoticeStore, 'subscriptions' | 'find' | 'notice'> = {
    subscriptions: () => [...kept.values()],
    find: (id) => kept.get(id),
    notice(id, notices, standing) {
      kept.set(id, { ...(kept.get(id) as KeptSubscription), standing });
      keys.push(...notices.map(({ key }) => key));
      return notices.length;
    },
  };
  return { store, keys, kept };
}

describe('who is told of days', () => {
  it('is asked about once for all who want the same, and again the next day', async () => {
    const asked: string[] = [];
    const days: NearingDays = {
      answersDue: async (group, by, asOf) => {
        asked.push(`${group ?? 'all'} ${by} ${asOf}`);
        return [statement('2031-02-03')];
      },
      contributionsDue: async (group, asOf) => {
        asked.push(`${group} ${asOf}`);
        return [{ group, subject: `${group}/meetings/1`, due: '2031-02-02' }];
      },
    };
    const contributions: Want = { kind: 'contributions-due', group: 'AB', days: 3 };
    const { store, keys } = fakeStore(
      subscription({ wants: [due, contributions] }),
      subscription({ id: '01900000-0000-7000-8000-000000000002' }),
    );
    let now = Date.parse('2031-02-01T08:00:00Z');
    const parts = { store, days, whenDue: (_: unknown, at: number) => at, clock: () => now };
    expect(await tellNearingDays(parts)).toBe(3);
    expect(asked).toEqual(['all 2031-02-08 2031-02-01', 'AB 2031-02-01']);
    expect(keys).toContain('contributions-due:AB/meetings/1:2031-02-02:3');
    expect([await tellNearingDays(parts), asked.length]).toEqual([0, 2]);
    now += 86_400_000;
    await tellNearingDays(parts);
    expect(asked).toHaveLength(4);
  });

  it('is told at the next call, where the record could not be asked', async () => {
    let isUp = false;
    const days: NearingDays = {
      async answersDue() {
        if (!isUp) throw new Error('down');
        return [statement('2031-02-03')];
      },
      contributionsDue: async () => [],
    };
    const { store, keys } = fakeStore(subscription());
    const clock = (): number => Date.parse('2031-02-01T08:00:00Z');
    const parts = { store, days, whenDue: (_: unknown, at: number) => at, clock };
    await expect(tellNearingDays(parts)).rejects.toThrow('down');
    isUp = true;
    expect([await tellNearingDays(parts), keys.length]).toEqual([1, 1]);
  });
});
