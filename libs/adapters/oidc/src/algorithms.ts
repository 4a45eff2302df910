/**
 * The signatures that an issuer may be configured to use (RFC 7518, RFC 8037, RFC 9864). All are made with a private key:
 * `none` and HMAC are not among them, so that no configuration can let a public key pass for a shared secret.
 */
export const algorithms = [
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
  'PS256',
  'PS384',
  'PS512',
  'RS256',
  'RS384',
  'RS512',
] as const;

export type Algorithm = (typeof algorithms)[number];
