import {
  type Authenticator,
  type Clock,
  type Identity,
  IssuerUnavailable,
  TokenRefused,
} from '@acta/application';
import { type JWTVerifyGetKey, type JWTVerifyResult, errors, jwtVerify } from 'jose';
import { grantsOf } from './grants.js';
import { LONGEST_SUBJECT, LONGEST_TOKEN, type TokenRules } from './token-rules.js';

export interface VerifierOptions {
  rules: TokenRules;
  /** Finds the issuer's public key for a token's header. */
  keys: JWTVerifyGetKey;
  clock: Clock;
  claimsOffices: boolean;
}

/**
 * An Authenticator for one issuer's tokens: signed JWTs (RFC 7519) used as bearer tokens (RFC 6750), with everything
 * pinned that RFC 8725 asks for. The signature is checked before any claim is believed.
 */
export function tokenVerifier({ rules, keys, clock, claimsOffices }: VerifierOptions): Authenticator {
  const options = {
    issuer: rules.issuer,
    audience: rules.audience,
    algorithms: [...rules.algorithms],
    requiredClaims: ['exp', 'sub'],
    maxTokenAge: rules.maxAgeSeconds,
    clockTolerance: rules.clockToleranceSeconds,
  };
  const key = tellingUnavailable(keys);
  return {
    async authenticate(token) {
      if (token.length > LONGEST_TOKEN) throw new TokenRefused('the token is too long');
      let verified: JWTVerifyResult;
      try {
        verified = await jwtVerify(token, key, { ...options, currentDate: new Date(clock()) });
      } catch (error) {
        throw error instanceof IssuerUnavailable ? error : new TokenRefused(reasonOf(error));
      }
      assertType(verified.protectedHeader.typ, rules);
      return { ...identityOf(verified, rules), claimsOffices };
    },
  };
}

function identityOf(
  { payload }: JWTVerifyResult,
  { issuer, clockToleranceSeconds }: TokenRules,
): Omit<Identity, 'claimsOffices'> {
  const { sub, exp = 0 } = payload;
  if (typeof sub !== 'string' || sub === '' || sub.length > LONGEST_SUBJECT)
    throw new TokenRefused(`the token's "sub" is not a text of 1 to ${String(LONGEST_SUBJECT)} characters`);
  // Until when it would be accepted: what lasts longer than a request ends then.
  const expires = (exp + clockToleranceSeconds) * 1000;
  return { issuer, subject: sub, grants: grantsOf(payload['acta_roles']), expires };
}

/** Media types are compared without regard to case, and with `application/` left out (RFC 7515, section 4.1.9). */
function assertType(typ: string | undefined, { types }: TokenRules): void {
  const given = typ?.toLowerCase().replace(/^application\//, '');
  if (!types.some((type) => type.toLowerCase() === given))
    throw new TokenRefused(`the token's "typ" is not ${types.join(' or ')}`);
}

/** What a look-up of a key says about the token; anything else that it throws says that the keys cannot be had. */
const ABOUT_THE_TOKEN: readonly string[] = [
  errors.JWKSNoMatchingKey.code,
  errors.JWKSMultipleMatchingKeys.code,
  errors.JOSENotSupported.code,
];

function tellingUnavailable(keys: JWTVerifyGetKey): JWTVerifyGetKey {
  return async (header, token) => {
    try {
      return await keys(header, token);
    } catch (error) {
      if (error instanceof errors.JOSEError && ABOUT_THE_TOKEN.includes(error.code)) throw error;
      throw new IssuerUnavailable('the keys of the issuer of tokens cannot be had; try again later', {
        cause: error,
      });
    }
  };
}

/** Why a token was refused, in words of ours: nothing of it is repeated. */
function reasonOf(error: unknown): string {
  if (error instanceof errors.JWTExpired)
    return error.claim === 'iat' ? 'the token was issued too long ago' : 'the token has expired';
  if (error instanceof errors.JWTClaimValidationFailed) return claimFault(error);
  if (error instanceof errors.JOSEAlgNotAllowed)
    return 'the token is signed in a way that is not accepted here';
  if (error instanceof errors.JWKSNoMatchingKey)
    return 'the token is signed with a key that its issuer does not publish';
  if (error instanceof errors.JWKSMultipleMatchingKeys)
    return 'the token does not say with which key it is signed';
  if (error instanceof errors.JWSSignatureVerificationFailed) return "the token's signature is wrong";
  return 'the token is no signed JWT that can be checked';
}

function claimFault({ claim, reason }: errors.JWTClaimValidationFailed): string {
  if (reason === 'missing') return `the token has no "${claim}"`;
  if (reason === 'invalid') return `the token's "${claim}" is of the wrong form`;
  switch (claim) {
    case 'iss':
      return 'the token is of an issuer that is not accepted here';
    case 'aud':
      return 'the token is for another audience';
    case 'nbf':
      return 'the token is not valid yet';
    case 'iat':
      return 'the token was issued in the future';
    default:
      return `the token's "${claim}" is not accepted`;
  }
}
