/** The server's clock: milliseconds since the epoch. */
export type Clock = () => number;

/** Where ids come from: a UUIDv7 and 128 random bits in base64url. */
export interface Ids {
  uuid(): string;
  nonce(): string;
}
