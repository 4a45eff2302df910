import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Uuid } from '@acta/domain';
import type { Subscription } from '@acta/application/notify';

/** What a link rests on. */
type Linked = Pick<Subscription, 'id' | 'channel'>;

/** What whoever holds a link may do. */
export type Purpose = 'confirm' | 'unsubscribe' | 'notices' | 'feed';

/**
 * Links that nobody can guess: the id of a subscription with 128 bits of an HMAC under the key of this service, so that
 * none is kept and each ends with its subscription. A link that confirms is of one address alone.
 */
export class Links {
  readonly #key: Buffer;
  readonly #base: () => string;

  /**
   * @param base address of this service as others reach it, without a slash at its end
   * @param key of 256 bits
   */
  constructor(base: () => string, key: Buffer) {
    this.#base = base;
    this.#key = key;
  }

  to(purpose: Purpose, subscription: Linked): string {
    const token = this.#token(purpose, subscription.id, boundTo(purpose, subscription));
    return this.#base() + (purpose === 'feed' ? `/feeds/${token}.atom` : `/${purpose}/${token}`);
  }

  /** The subscription that a token is of; undefined for one that was not made here for this. */
  idIn(token: string): Uuid | undefined {
    if (!TOKEN.test(token)) return undefined;
    const bytes = Buffer.from(token, 'base64url');
    const hex = bytes.subarray(0, ID_BYTES).toString('hex');
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
  }

  /** Whether a token is one of a subscription for a purpose. */
  isFor(purpose: Purpose, token: string, subscription: Linked): boolean {
    const expected = this.#token(purpose, subscription.id, boundTo(purpose, subscription));
    return TOKEN.test(token) && timingSafeEqual(Buffer.from(token), Buffer.from(expected));
  }

  #token(purpose: Purpose, id: Uuid, bound: string): string {
    const mac = createHmac('sha256', this.#key).update(`${purpose} ${id} ${bound}`).digest();
    const bytes = Buffer.from(id.replaceAll('-', ''), 'hex');
    return Buffer.concat([bytes, mac.subarray(0, MAC_BYTES)]).toString('base64url');
  }
}

/** 256 bits in base64url. */
const TOKEN = /^[A-Za-z0-9_-]{43}$/;
const ID_BYTES = 16;
const MAC_BYTES = 16;

function boundTo(purpose: Purpose, { channel }: Linked): string {
  return purpose === 'confirm' && channel.kind === 'email' ? channel.address : '';
}
