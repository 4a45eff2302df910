import { describe, expect, it } from '@jest/globals';
import { type Circumstances, idOf, recorded } from '@acta/testing';
import fc from 'fast-check';
import { PeriodClock, chronology, correctionsOf } from './chronology.js';
import { momentOf } from './dates.js';
import type { Entry } from './event.js';

type Step = string | undefined | ({ void: number } | { redate: number; to: string });

/** A stream of acts dated so, and corrections; the n-th entry has position n. */
function stream(...steps: Step[]): Entry[] {
  return steps.map((step, i) => {
    const event: Circumstances & { type: string; data: object } =
      step === undefined
        ? { type: 'group-renewed', data: {} }
        : typeof step === 'string'
          ? { type: 'group-renewed', data: {}, effectiveAt: step }
          : 'void' in step
            ? { type: 'act-voided', data: { act: idOf(step.void) } }
            : { type: 'act-redated', data: { act: idOf(step.redate), effectiveAt: step.to } };
    return recorded(event, { stream: 'group-CWG-COP', revision: i, position: i + 1 });
  });
}

const order = (entries: readonly Entry[]) => chronology(entries).map(({ position }) => position);
const keys = (entries: readonly Entry[]) => chronology(entries).map(({ key }) => new Date(key).toISOString());

describe('chronology', () => {
  it('orders acts by when they took effect, those of now by when they were recorded', () => {
    expect(order(stream('2019-09-26', undefined, '2009', '2019-09-25', undefined, '2030'))).toEqual([
      3, 4, 1, 2, 5, 6,
    ]);
  });

  it('keeps the order of recording within a day, a month and a year', () => {
    expect(order(stream('2019-09-26', '2019-09-26', '2019-09-26'))).toEqual([1, 2, 3]);
    expect(order(stream('2019-09-26T10:00:00Z', '2019-09-26', '2019-09-26T12:00:00Z', '2019-09-26'))).toEqual(
      [1, 2, 3, 4],
    );
    expect(order(stream('2019-09-26', '2019-09', '2019', '2019-10-01', '2019'))).toEqual([1, 2, 3, 4, 5]);
  });

  it('lets a day stand for the later of its start and the newest moment within it', () => {
    expect(keys(stream('2019-09-26T10:00:00Z', '2019-09-26', '2019-09-27', '2019-09-25'))).toEqual([
      '2019-09-25T00:00:00.000Z',
      '2019-09-26T10:00:00.000Z',
      '2019-09-26T10:00:00.000Z',
      '2019-09-27T00:00:00.000Z',
    ]);
  });

  it('puts an instant earlier than what a day stands for before it', () => {
    expect(order(stream('2019-09-26T10:00:00Z', '2019-09-26', '2019-09-26T09:00:00Z'))).toEqual([3, 1, 2]);
  });

  it('orders equal moments by position', () => {
    expect(order(stream('2019-09-26T00:00:00.000Z', '2019-09-26', '2019-09-26T00:00:00Z'))).toEqual([
      1, 2, 3,
    ]);
  });

  it('leaves out what is voided, and places the days after as if it had not been', () => {
    const entries = stream('2019-09-26T10:00:00Z', '2019-09-26', { void: 1 });
    expect(order(entries)).toEqual([2]);
    expect(keys(entries)).toEqual(['2019-09-26T00:00:00.000Z']);
    expect(order(stream('2019-09-26T10:00:00Z', '2019-09-26', { void: 1 }, { void: 3 }))).toEqual([1, 2]);
  });

  it('moves what is redated, and says its date', () => {
    const entries = stream('2019-09-26', '2019-09-27', { redate: 1, to: '2019-09-27' });
    expect(order(entries)).toEqual([1, 2]);
    expect(chronology(entries).map(({ on }) => on)).toEqual(['2019-09-27', '2019-09-27']);
    expect(order(stream('2019-09-26', '2019-09-27', { redate: 1, to: '2019-09-28' }))).toEqual([2, 1]);
    expect(order(stream(undefined, undefined, { redate: 2, to: '2019' }))).toEqual([2, 1]);
  });

  it('skips what cannot be read', () => {
    const [first, , third] = stream('2019', '2018', '2020') as [Entry, Entry, Entry];
    const unreadable = {
      position: 2,
      stream: 'group-CWG-COP',
      revision: 1,
      recordedAt: 0,
      unreadable: 'bad bytes',
    };
    expect(order([first, unreadable, third])).toEqual([1, 3]);
  });
});

describe('correctionsOf', () => {
  const said = (...steps: Step[]) => {
    const { voided, redated } = correctionsOf(stream(...steps));
    return {
      voided: [...voided.keys()].sort(),
      redated: Object.fromEntries([...redated].map(([act, { effectiveAt }]) => [act, effectiveAt])),
    };
  };

  it('lets the newest redating hold that is not voided', () => {
    const twice: Step[] = ['2019', { redate: 1, to: '2018' }, { redate: 1, to: '2017' }];
    expect(said(...twice).redated).toEqual({ [idOf(1)]: '2017' });
    expect(said(...twice, { void: 3 })).toEqual({ voided: [idOf(3)], redated: { [idOf(1)]: '2018' } });
    expect(said(...twice, { void: 3 }, { void: 2 }).redated).toEqual({});
    expect(said(...twice, { void: 3 }, { void: 4 }).redated).toEqual({ [idOf(1)]: '2017' });
  });

  it('gives a voiding that was itself voided no effect, however deep', () => {
    expect(said('2019', { void: 1 }).voided).toEqual([idOf(1)]);
    expect(said('2019', { void: 1 }, { void: 2 }).voided).toEqual([idOf(2)]);
    expect(said('2019', { void: 1 }, { void: 2 }, { void: 3 }).voided).toEqual([idOf(1), idOf(3)]);
    expect(said('2019', { void: 1 }, { void: 2 }, { void: 1 }).voided).toEqual([idOf(1), idOf(2)]);
  });
});

describe('PeriodClock', () => {
  const date = fc
    .tuple(
      fc.integer({ min: 2018, max: 2019 }),
      fc.integer({ min: 1, max: 2 }),
      fc.integer({ min: 1, max: 3 }),
      fc.nat(23),
    )
    .chain(([year, month, day, hour]) => {
      const iso = `${String(year)}-0${String(month)}-0${String(day)}T${String(hour).padStart(2, '0')}:00:00.000Z`;
      return fc.constantFrom(iso.slice(0, 4), iso.slice(0, 7), iso.slice(0, 10), iso);
    });

  it('places a date within its period, never before an act of that period placed before', () => {
    fc.assert(
      fc.property(fc.array(date, { maxLength: 30 }), (dates) => {
        const clock = new PeriodClock();
        const placed: number[] = [];
        for (const on of dates) {
          const { precision, start, end } = momentOf(on);
          expect(clock.at(on, 0)).toBe(clock.at(on, 1));
          const foreseen = clock.at(on, 0);
          const key = clock.place(on, 0);
          expect(key).toBe(foreseen);
          expect(start <= key && key <= end).toBe(true);
          if (precision !== 'instant')
            expect(key).toBe(Math.max(start, ...placed.filter((other) => other >= start && other <= end)));
          placed.push(key);
        }
      }),
    );
  });

  it('places what has no date when it was recorded', () => {
    fc.assert(
      fc.property(fc.array(date), fc.nat(), (dates, recordedAt) => {
        const clock = new PeriodClock();
        for (const on of dates) clock.place(on, 0);
        expect(clock.place(undefined, recordedAt)).toBe(recordedAt);
      }),
    );
  });

  it('keeps acts of one period in the order in which they are placed', () => {
    fc.assert(
      fc.property(fc.array(date, { minLength: 1 }), fc.nat(), (dates, n) => {
        const clock = new PeriodClock();
        const again = dates[n % dates.length] as string;
        const earlier = dates.map((on) => clock.place(on, 0));
        const { precision, start, end } = momentOf(again);
        const key = clock.place(again, 0);
        if (precision === 'instant') expect(key).toBe(start);
        else
          for (const other of earlier)
            if (other >= start && other <= end) expect(key).toBeGreaterThanOrEqual(other);
        expect(precision === 'instant' || clock.place(again, 0) === key).toBe(true);
      }),
    );
  });
});
