import { createHmac, randomBytes } from 'node:crypto';

const PREFIX = 'whsec_';
const SECRET_BYTES = 32;

/** A new secret: 256 random bits (Standard Webhooks: `whsec_` and base64). */
export function newSecret(): string {
  return PREFIX + randomBytes(SECRET_BYTES).toString('base64');
}

/**
 * The headers that sign a message (Standard Webhooks, "Signature scheme"): HMAC-SHA256 over id, moment and body.
 * @param id the same at every attempt: receivers know by it what they have had
 * @param at milliseconds since the epoch
 */
export function signed(
  body: string,
  { id, at, secret }: { id: string; at: number; secret: string },
): Record<string, string> {
  const timestamp = String(Math.floor(at / 1000));
  const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}
