import { describe, expect, it } from '@jest/globals';
import { derivedUuid, systemIds } from './ids.js';

const many = (make: () => string): Set<string> => new Set(Array.from({ length: 2_000 }, make));

describe('ids and nonces', () => {
  it('are never given twice', () => {
    const ids = many(systemIds.uuid);
    const nonces = many(systemIds.nonce);
    expect([ids.size, nonces.size]).toEqual([2_000, 2_000]);
    for (const id of ids)
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    for (const nonce of nonces) expect(Buffer.from(nonce, 'base64url')).toHaveLength(16);
  });

  it('share no bits: what one shows says nothing of the next', () => {
    const id = systemIds.uuid().replaceAll('-', '');
    const nonce = Buffer.from(systemIds.nonce(), 'base64url').toString('hex');
    expect(nonce).not.toContain(id.slice(-10));
  });

  it('are made of parts, the same for the same', () => {
    expect(derivedUuid('a', 'bc')).toBe(derivedUuid('a', 'bc'));
    expect(derivedUuid('a', 'bc')).not.toBe(derivedUuid('ab', 'c'));
  });
});
