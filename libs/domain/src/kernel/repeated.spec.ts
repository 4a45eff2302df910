import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { firstRepeated } from './repeated.js';

describe('firstRepeated', () => {
  it('is the first value that occurs a second time', () => {
    expect(firstRepeated<string>([])).toBeUndefined();
    expect(firstRepeated(['1', '2', '3'])).toBeUndefined();
    expect(firstRepeated(['1', '2', '3', '2', '1'])).toBe('2');
  });

  it('agrees with looking each value up among those before it', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(8)), (values) => {
        expect(firstRepeated(values)).toBe(values.find((value, i) => values.indexOf(value) < i));
      }),
    );
  });
});
