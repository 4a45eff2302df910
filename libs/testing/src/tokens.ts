import { type KeyObject, sign } from 'node:crypto';

/** A part of a token, or whatever else is put in its place. */
export type TokenPart = Record<string, unknown>;

function encoded(part: TokenPart): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

/** A token (RFC 7515, compact form) with this signature, whatever its header says. */
export function tokenOf(header: TokenPart, payload: TokenPart, signature: (input: string) => Buffer): string {
  const input = `${encoded(header)}.${encoded(payload)}`;
  return `${input}.${signature(input).toString('base64url')}`;
}

/** A token signed with a private key, as its kind of key signs: ES256, EdDSA or RS256. */
export function signedToken(header: TokenPart, payload: TokenPart, privateKey: KeyObject): string {
  const hash = privateKey.asymmetricKeyType === 'ed25519' ? null : 'sha256';
  return tokenOf(header, payload, (input) =>
    sign(hash, Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' }),
  );
}
