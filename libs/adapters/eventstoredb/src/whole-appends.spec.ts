import { describe, expect, it } from '@jest/globals';
import { partIn, wholeAppends } from './whole-appends.js';

/** `a12`: of stream a, part 1 of 2; `a`: of stream a, no part. */
const incoming = (...each: string[]) =>
  each.map((text) => ({
    event: { stream: text.charAt(0) },
    part: partIn(text.length === 1 ? {} : { part: [Number(text.charAt(1)), Number(text.charAt(2))] }),
  }));

describe('Whole appends', () => {
  for (const [whole, ...each] of [
    [0],
    [1, 'a11'],
    [1, 'a'],
    [2, 'a12', 'a22'],
    [0, 'a12'],
    [0, 'a13', 'a23'],
    [1, 'a11', 'b12'],
    [5, 'a12', 'a22', 'b', 'c12', 'c22', 'd13', 'd23'],
    // Not followed by their next part: they stand alone.
    [2, 'a12', 'b11'],
    [2, 'a12', 'b22'],
    [3, 'a13', 'a23', 'a11'],
    [2, 'a12', 'a23'],
    [1, 'a22'],
    [1, 'a10'],
    [1, 'a12', 'a12'],
  ] as [number, ...string[]][])
    it(`are the first ${String(whole)} of ${each.join(' ') || 'none'}`, () => {
      expect(wholeAppends(incoming(...each))).toBe(whole);
    });

  it('take a part from nothing but two numbers', () => {
    const found = [undefined, null, 'x', [], {}, { part: [1] }, { part: ['1', '2'] }, { part: [1, 1e9] }].map(
      partIn,
    );
    expect(found).toEqual(found.map(() => undefined));
    expect(partIn({ part: [1, 2] })).toEqual({ number: 1, of: 2 });
  });
});
