import type { Algorithm } from './algorithms.js';

/** What a token's header may call itself: an access token (RFC 9068), or a JWT of no stated kind. */
export const tokenTypes = ['at+jwt', 'JWT'] as const;

export type TokenType = (typeof tokenTypes)[number];

/** What every token of an issuer is held to, besides its signature. */
export interface TokenRules {
  /** As the issuer writes itself in `iss`, character for character. */
  issuer: string;
  /** Must be one of the token's audiences. */
  audience: string;
  algorithms: readonly Algorithm[];
  types: readonly TokenType[];
  /** The oldest that a token may be since `iat`, in seconds, whatever its `exp` says. */
  maxAgeSeconds: number;
  /** How far the issuer's clock may differ from this one, in seconds. */
  clockToleranceSeconds: number;
}

/** A token longer than this, in characters, is not looked at. */
export const LONGEST_TOKEN = 8192;

/** The longest `sub`, in characters (OpenID Connect Core 1.0, section 2). */
export const LONGEST_SUBJECT = 255;
