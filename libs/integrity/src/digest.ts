import { hash } from 'node:crypto';

/** Domain separation of RFC 6962, section 2.1: what is hashed behind it is a leaf. */
const LEAF = '\u0000';

/**
 * Leaf of an event, 32 bytes: SHA-256 of a zero byte and the UTF-8 of its hashed form, as RFC 6962, section 2.1 has it,
 * so that a Merkle tree over the same log has the same leaves.
 */
export function leafHash(hashedForm: string): Buffer {
  return hash('sha256', LEAF + hashedForm, 'buffer');
}

/**
 * Digest of a log after one more event, 32 bytes: SHA-256 of the digest before it and the event's leaf. Logs whose
 * digests at a position are equal hold the same events up to there, in the same order.
 * @param previous the digest before; that of no event is `emptyDigest`
 */
export function nextDigest(previous: Uint8Array, leaf: Uint8Array): Buffer {
  return hash('sha256', Buffer.concat([previous, leaf]), 'buffer');
}

/** Digest of a log without events: SHA-256 of nothing, which is the root of RFC 6962's empty tree too. */
export function emptyDigest(): Buffer {
  return hash('sha256', '', 'buffer');
}
