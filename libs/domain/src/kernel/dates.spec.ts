import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { dayOf, instantOf, momentOf, parseMoment } from './dates.js';

const DAY = 86_400_000;

describe('parseMoment', () => {
  it.each([
    ['2019', 'year', '2019-01-01T00:00:00.000Z', '2019-12-31T23:59:59.999Z'],
    ['2019-02', 'month', '2019-02-01T00:00:00.000Z', '2019-02-28T23:59:59.999Z'],
    ['2020-02', 'month', '2020-02-01T00:00:00.000Z', '2020-02-29T23:59:59.999Z'],
    ['2019-12', 'month', '2019-12-01T00:00:00.000Z', '2019-12-31T23:59:59.999Z'],
    ['2020-02-29', 'day', '2020-02-29T00:00:00.000Z', '2020-02-29T23:59:59.999Z'],
    ['9999-12-31', 'day', '9999-12-31T00:00:00.000Z', '9999-12-31T23:59:59.999Z'],
    ['2019-09-26T10:00:00Z', 'instant', '2019-09-26T10:00:00.000Z', '2019-09-26T10:00:00.000Z'],
    ['2019-09-26T23:59:59.999Z', 'instant', '2019-09-26T23:59:59.999Z', '2019-09-26T23:59:59.999Z'],
  ])('reads %s as a %s', (text, precision, start, end) => {
    expect(parseMoment(text)).toEqual({ precision, start: Date.parse(start), end: Date.parse(end) });
  });

  it.each([
    '2019-02-29',
    '1900-02-29',
    '2019-04-31',
    '2019-00',
    '2019-13',
    '2019-01-00',
    '2019-01-32',
    '0999',
    '19',
    '12019',
    '2019-9-26',
    '2019-09-26T24:00:00Z',
    '2019-09-26T10:60:00Z',
    '2019-09-26T10:00:60Z',
    '2019-09-26T10:00:00',
    '2019-09-26T10:00:00+00:00',
    '2019-09-26T10:00Z',
    '2019-09-26T10:00:00.1Z',
    ' 2019',
    '2019\n',
    '',
    '２０１９',
  ])('refuses %j', (text) => {
    expect(parseMoment(text)).toBeUndefined();
    expect(() => momentOf(text)).toThrow(RangeError);
  });

  it('reads every day and every instant that exists', () => {
    const bounds = { min: Date.parse('1000-01-01'), max: Date.parse('9999-12-31T23:59:59.999Z') };
    fc.assert(
      fc.property(fc.integer(bounds), (instant) => {
        expect(parseMoment(instantOf(instant))).toEqual({
          precision: 'instant',
          start: instant,
          end: instant,
        });
        const day = momentOf(dayOf(instant));
        expect(day.end - day.start).toBe(DAY - 1);
        for (const length of [4, 7, 10]) {
          const { start, end } = momentOf(instantOf(instant).slice(0, length));
          expect(start <= instant && instant <= end).toBe(true);
        }
      }),
    );
  });
});
