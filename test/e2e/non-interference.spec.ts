import { describe, expect, it } from '@jest/globals';
import { PER_PAIR, checkNonInterference } from '../non-interference/property.js';

const PAIRS = 3;

describe('two records that differ only in what their reader may not see', () => {
  it(`answer alike: views, lists, search, histories, documents, feeds, errors and writes, in ${String(PAIRS * PER_PAIR)} sequences of requests (2,000 by \`npm run test:noninterference\`)`, async () => {
    let sequences = 0;
    await checkNonInterference({ pairs: PAIRS }, () => {
      sequences++;
    });
    expect(sequences).toBe(PAIRS * PER_PAIR);
  });
});
