import type { Authenticator, Clock } from '@acta/application';
import { remoteKeys } from './keys.js';
import type { TokenRules } from './token-rules.js';
import { tokenVerifier } from './verify.js';

export interface OidcOptions extends Omit<TokenRules, 'clockToleranceSeconds'> {
  /** Where the issuer's keys are; found by discovery where absent. */
  jwks?: URL;
  clock: Clock;
  /** Default: 10 seconds. */
  clockToleranceSeconds?: number;
  /** Default: 5 seconds, in milliseconds. */
  timeoutMs?: number;
  /** Default: 30 seconds, in milliseconds. */
  cooldownMs?: number;
  /** Default: 10 minutes, in milliseconds. */
  cacheMs?: number;
}

/**
 * Checks the access tokens of an OpenID Connect issuer. Nothing is fetched before the first token comes. Its tokens may
 * give roles but name no chair whom the record does not know.
 */
export function openOidcAuthenticator(options: OidcOptions): Authenticator {
  const { clock, jwks, clockToleranceSeconds = 10, ...rest } = options;
  const { timeoutMs = 5_000, cooldownMs = 30_000, cacheMs = 600_000, ...rules } = rest;
  const keys = remoteKeys({
    issuer: rules.issuer,
    timeoutMs,
    cooldownMs,
    cacheMs,
    ...(jwks === undefined ? {} : { jwks }),
  });
  return tokenVerifier({ rules: { ...rules, clockToleranceSeconds }, keys, clock, claimsOffices: false });
}
