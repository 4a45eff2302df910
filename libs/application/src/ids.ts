import { createHash, randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';
import type { Ids } from './ports/clock.js';

const BYTES = 16;
/** Random bytes for the ids to come: the system is asked for many at once, since a call costs more than what it gives. */
const pool = Buffer.alloc(256 * BYTES);
let used = pool.length;

/** 128 random bits that nobody has got before; to be used before the next are asked for. */
function random(): Buffer {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += BYTES;
  return pool.subarray(used - BYTES, used);
}

/** Ids and nonces from the operating system's randomness. */
export const systemIds: Ids = {
  uuid: () => v7({ random: random() }),
  nonce: () => random().toString('base64url'),
};

/** A UUID (version 8, RFC 9562) made of the parts: the same parts give the same id. */
export function derivedUuid(...parts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(String(part.length)).update(':').update(part);
  return uuidOf(hash.digest());
}

/** A UUID (version 8, RFC 9562) of the first 128 bits of a digest. */
export function uuidOf(digest: Uint8Array): string {
  const bytes = Buffer.from(digest.subarray(0, 16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
