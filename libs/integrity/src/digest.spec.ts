import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { emptyDigest, leafHash, nextDigest } from './digest.js';

const sha256 = (...parts: (string | Uint8Array)[]): string => {
  const digest = createHash('sha256');
  for (const part of parts) digest.update(part);
  return digest.digest('hex');
};
const digestOf = (forms: readonly string[]): string =>
  forms.reduce((before, form) => nextDigest(before, leafHash(form)), emptyDigest()).toString('hex');

describe('the digest of a log', () => {
  it('is that of nothing, for no event', () => {
    expect(emptyDigest().toString('hex')).toBe(
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    );
  });

  it('has the leaves of RFC 6962', () => {
    // The hash of a leaf of no byte, from the test vectors of Certificate Transparency.
    expect(leafHash('').toString('hex')).toBe(
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    );
    expect(leafHash('Décision 482 😀').toString('hex')).toBe(
      sha256(Uint8Array.of(0), Buffer.from('Décision 482 😀')),
    );
  });

  it('runs over the leaves', () => {
    const before = nextDigest(emptyDigest(), leafHash('a'));
    expect(nextDigest(before, leafHash('b')).toString('hex')).toBe(sha256(before, leafHash('b')));
  });

  it.each([
    ['another event', ['a', 'x']],
    ['another order', ['b', 'a']],
    ['one more', ['a', 'b', 'c']],
    ['one less', ['a']],
    ['the same bytes divided otherwise', ['ab', '']],
  ])('differs for %s', (_, other) => {
    expect(digestOf(other)).not.toBe(digestOf(['a', 'b']));
  });
});
