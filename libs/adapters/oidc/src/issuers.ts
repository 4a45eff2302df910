import { type Authenticator, TokenRefused } from '@acta/application';
import { decodeJwt } from 'jose';
import { LONGEST_TOKEN } from './token-rules.js';

/**
 * Hands each token to the authenticator of the issuer that it names; that one checks that it is of this issuer indeed.
 * Without any, every token is refused, with the reason given.
 */
export function authenticatorOfIssuers(
  issuers: ReadonlyMap<string, Authenticator>,
  none = 'no issuer of tokens is configured here',
): Authenticator {
  return {
    async authenticate(token) {
      if (issuers.size === 0) throw new TokenRefused(none);
      const authenticator = issuers.get(issuerOf(token));
      if (authenticator === undefined)
        throw new TokenRefused('the token is of an issuer that is not accepted here');
      return authenticator.authenticate(token);
    },
  };
}

function issuerOf(token: string): string {
  if (token.length > LONGEST_TOKEN) throw new TokenRefused('the token is too long');
  try {
    const { iss } = decodeJwt(token);
    if (typeof iss === 'string') return iss;
  } catch {
    throw new TokenRefused('the token is no signed JWT that can be checked');
  }
  throw new TokenRefused('the token has no "iss"');
}
