import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { whenDue } from './schedule.js';
import type { Delivery, QuietHours, Weekday } from './subscription.js';
import { isZone } from './zone.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** What a clock there shows, written by another part of Node: yyyy-mm-dd hh:mm. */
function shown(at: number, zone: string): string {
  return new Date(at).toLocaleString('sv-SE', { timeZone: zone }).slice(0, 16);
}

function due(delivery: Delivery, madeAt: string, zone: string, quiet?: QuietHours): string {
  const at = whenDue({ delivery, zone, ...(quiet === undefined ? {} : { quiet }) }, Date.parse(madeAt));
  return new Date(at).toISOString().replace(':00.000Z', 'Z');
}

const daily = (at: string): Delivery => ({ kind: 'daily', at });
const weekly = (at: string, weekday: Weekday): Delivery => ({ kind: 'weekly', at, weekday });
const AT_ONCE: Delivery = { kind: 'at-once' };
const ZURICH = 'Europe/Zurich';

describe('a notice goes out', () => {
  it.each<[what: string, delivery: Delivery, madeAt: string, zone: string, expected: string]>([
    ['at once', AT_ONCE, '2026-03-02T10:00:00.123Z', ZURICH, '2026-03-02T10:00:00.123Z'],
    ['later the same day', daily('18:00'), '2026-03-02T10:00Z', ZURICH, '2026-03-02T17:00Z'],
    ['the next day', daily('08:00'), '2026-03-02T10:00Z', ZURICH, '2026-03-03T07:00Z'],
    ['at the very moment', daily('08:00'), '2026-03-02T07:00Z', ZURICH, '2026-03-02T07:00Z'],
    ['in summer', daily('08:00'), '2026-07-02T10:00Z', ZURICH, '2026-07-03T06:00Z'],
    ['on Sunday', weekly('09:30', 7), '2026-03-02T10:00Z', ZURICH, '2026-03-08T08:30Z'],
    ['a week later', weekly('09:30', 1), '2026-03-02T10:00Z', ZURICH, '2026-03-09T08:30Z'],
    [
      'on Monday there, Sunday here',
      weekly('09:30', 1),
      '2026-03-01T10:00Z',
      'Pacific/Kiritimati',
      '2026-03-01T19:30Z',
    ],
    ['at +14', daily('00:00'), '2026-03-02T10:00Z', 'Pacific/Kiritimati', '2026-03-02T10:00Z'],
    ['at −11', daily('23:59'), '2026-03-02T10:00Z', 'Pacific/Pago_Pago', '2026-03-02T10:59Z'],
    ['at +5:30', daily('08:00'), '2026-03-02T10:00Z', 'Asia/Kolkata', '2026-03-03T02:30Z'],
    ['at +5:45', daily('08:00'), '2026-03-02T10:00Z', 'Asia/Kathmandu', '2026-03-03T02:15Z'],
    ['as clocks go forward over it', daily('02:30'), '2026-03-28T23:00Z', ZURICH, '2026-03-29T01:00Z'],
    ['the day after that', daily('02:30'), '2026-03-29T01:00:01Z', ZURICH, '2026-03-30T00:30Z'],
    [
      'once as clocks go back, the first time',
      daily('02:30'),
      '2026-10-24T23:00Z',
      ZURICH,
      '2026-10-25T00:30Z',
    ],
    ['not again the second time', daily('02:30'), '2026-10-25T00:31Z', ZURICH, '2026-10-26T01:30Z'],
    [
      'as midnight is left out',
      daily('00:15'),
      '2018-11-03T12:00Z',
      'America/Sao_Paulo',
      '2018-11-04T03:00Z',
    ],
    ['as a whole day is left out', daily('09:00'), '2011-12-29T20:00Z', 'Pacific/Apia', '2011-12-30T10:00Z'],
    [
      'as clocks go forward by half an hour',
      daily('02:15'),
      '2026-10-03T12:00Z',
      'Australia/Lord_Howe',
      '2026-10-03T15:30Z',
    ],
  ])('%s', (_, delivery, madeAt, zone, expected) => {
    expect(due(delivery, madeAt, zone)).toBe(expected);
  });

  const night = { from: '22:00', to: '07:00' };
  it.each<[what: string, delivery: Delivery, madeAt: string, quiet: QuietHours, expected: string]>([
    ['at once by day', AT_ONCE, '2026-03-02T10:00:01Z', night, '2026-03-02T10:00:01.000Z'],
    ['in the morning, late at night', AT_ONCE, '2026-03-02T21:00Z', night, '2026-03-03T06:00Z'],
    ['in the morning, early', AT_ONCE, '2026-03-03T05:59:59.999Z', night, '2026-03-03T06:00Z'],
    ['as they end', AT_ONCE, '2026-03-03T06:00Z', night, '2026-03-03T06:00Z'],
    [
      'after the siesta',
      AT_ONCE,
      '2026-03-03T12:10:30.5Z',
      { from: '13:00', to: '14:30' },
      '2026-03-03T13:30Z',
    ],
    ['as they end, gathered', daily('06:00'), '2026-03-02T10:00Z', night, '2026-03-03T06:00Z'],
    ['as they end, gathered till then', daily('23:00'), '2026-03-03T05:00Z', night, '2026-03-03T06:00Z'],
    ['as they end, each week', weekly('23:00', 7), '2026-03-09T05:00Z', night, '2026-03-09T06:00Z'],
    [
      'whenever, where none are',
      AT_ONCE,
      '2026-03-02T21:00Z',
      { from: '08:00', to: '08:00' },
      '2026-03-02T21:00Z',
    ],
    [
      'where clocks go forward over their end',
      AT_ONCE,
      '2026-03-29T00:10Z',
      { from: '01:00', to: '02:30' },
      '2026-03-29T01:00Z',
    ],
    [
      'where clocks go back within them',
      AT_ONCE,
      '2026-10-24T22:00Z',
      { from: '23:00', to: '05:00' },
      '2026-10-25T04:00Z',
    ],
    [
      'where their end comes twice',
      AT_ONCE,
      '2026-10-24T23:30Z',
      { from: '01:00', to: '02:30' },
      '2026-10-25T00:30Z',
    ],
    [
      'where clocks go back into them',
      AT_ONCE,
      '2026-10-25T01:10Z',
      { from: '01:00', to: '02:30' },
      '2026-10-25T01:30Z',
    ],
  ])('%s', (_, delivery, madeAt, quiet, expected) => {
    expect(due(delivery, madeAt, ZURICH, quiet)).toBe(expected);
  });
});

describe('whatever is wished', () => {
  const time = fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
    .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'));
  const zone = fc.oneof(
    fc.constantFrom(...Intl.supportedValuesOf('timeZone')),
    fc.constantFrom(ZURICH, 'Pacific/Apia', 'Australia/Lord_Howe', 'Africa/Casablanca', 'America/Havana'),
  );
  const quiet = fc.option(fc.record({ from: time, to: time }), { nil: undefined });
  // Half of the moments lie around a change of the clocks in Europe or America.
  const moment = fc.oneof(
    fc.integer({ min: Date.UTC(1990, 0), max: Date.UTC(2037, 0) }),
    fc
      .tuple(
        fc.constantFrom('2026-03-29T01:00Z', '2026-10-25T01:00Z', '2026-03-08T07:00Z', '2011-12-30T10:00Z'),
        fc.integer({ min: -2 * DAY_MS, max: 2 * DAY_MS }),
      )
      .map(([change, by]) => Date.parse(change) + by),
  );
  const gathered = fc.oneof(
    time.map(daily),
    fc.tuple(time, fc.integer({ min: 1, max: 7 })).map(([at, weekday]) => weekly(at, weekday as Weekday)),
  );
  const delivery = fc.oneof(fc.constant(AT_ONCE), gathered);
  const parts = (wish: { delivery: Delivery; zone: string; quiet: QuietHours | undefined }) => ({
    delivery: wish.delivery,
    zone: wish.zone,
    ...(wish.quiet === undefined ? {} : { quiet: wish.quiet }),
  });
  const wishes = fc.record({ delivery, zone, quiet }).map(parts);
  const isQuiet = (
    at: number,
    { quiet: hours, zone: where }: { quiet?: QuietHours; zone: string },
  ): boolean => {
    if (hours === undefined) return false;
    const now = shown(at, where).slice(11);
    return hours.from <= hours.to ? now >= hours.from && now < hours.to : now >= hours.from || now < hours.to;
  };
  const many = { numRuns: 1_500 };

  it('it goes out neither before it was made nor in quiet hours, and at the latest a day or a week later', () => {
    fc.assert(
      fc.property(wishes, moment, (wish, madeAt) => {
        const at = whenDue(wish, madeAt);
        expect(at).toBeGreaterThanOrEqual(madeAt);
        expect(isQuiet(at, wish)).toBe(false);
        // One change of the clocks, of at most a day (Samoa), may lie in between.
        const most =
          { 'at-once': 0, daily: 1, weekly: 7 }[wish.delivery.kind] + (wish.quiet === undefined ? 0 : 1);
        expect(at - madeAt).toBeLessThanOrEqual(
          most * DAY_MS + (wish.zone === 'Pacific/Apia' ? DAY_MS : 2 * HOUR_MS),
        );
      }),
      many,
    );
  });

  it('one that is made later goes out no earlier; what is gathered shares its moment', () => {
    fc.assert(
      fc.property(
        fc.record({ delivery: gathered, zone, quiet }).map(parts),
        moment,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (wish, madeAt, part) => {
          const at = whenDue(wish, madeAt);
          expect(whenDue(wish, Math.floor(madeAt + part * (at - madeAt)))).toBe(at);
          expect(whenDue(wish, at + 1)).toBeGreaterThan(at);
        },
      ),
      many,
    );
  });

  it('at once is at once outside quiet hours, and their end within', () => {
    fc.assert(
      fc.property(wishes, moment, (wish, madeAt) => {
        const at = whenDue({ ...wish, delivery: AT_ONCE }, madeAt);
        if (at === madeAt) return;
        expect(isQuiet(madeAt, wish)).toBe(true);
        expect(isQuiet(at - 1, wish)).toBe(true);
      }),
      many,
    );
  });

  it('what is gathered goes out when its clock shows that time, unless that is quiet or left out', () => {
    fc.assert(
      fc.property(time, zone, moment, (at, where, madeAt) => {
        const goes = whenDue({ delivery: daily(at), zone: where }, madeAt);
        const now = shown(goes, where).slice(11);
        // Left out: it was earlier a moment before, and is later now.
        if (now !== at)
          expect([
            shown(goes - 1, where).slice(11) < at ||
              shown(goes - 1, where).slice(0, 10) < shown(goes, where).slice(0, 10),
            goes % 60_000,
          ]).toEqual([true, 0]);
      }),
      many,
    );
  });
});

describe('a time zone', () => {
  it.each(['Europe/Zurich', 'UTC', 'America/Argentina/Buenos_Aires', 'Asia/Calcutta', 'Etc/GMT+5'])(
    'is %s',
    (text) => {
      expect(isZone(text)).toBe(true);
    },
  );

  it.each(['', '+02:00', 'Z', 'Europe/Nowhere', 'Europe/Zurich ', '../etc/passwd', 'a'.repeat(99)])(
    'is not "%s"',
    (text) => {
      expect(isZone(text)).toBe(false);
    },
  );
});
