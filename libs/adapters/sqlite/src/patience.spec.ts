import { describe, expect, it } from '@jest/globals';
import { createPatience } from './patience.js';

describe('patience', () => {
  it('is not tried on one processor', () => {
    const patience = createPatience(1);
    patience.learn(true);
    expect(patience.isWorthwhile()).toBe(false);
  });

  it('is kept while it pays, given up while it does not, and tried again now and then', () => {
    const patience = createPatience(2);
    const tries = (asked: number, found: boolean): number => {
      let tried = 0;
      for (let i = 0; i < asked; i++) {
        if (!patience.isWorthwhile()) continue;
        tried++;
        patience.learn(found);
      }
      return tried;
    };
    expect(tries(1_000, true)).toBe(1_000);
    expect(tries(1_000, false)).toBeLessThan(70);
    expect(tries(160, false)).toBe(10);
    expect(tries(1_000, true)).toBeGreaterThan(950);
  });
});
