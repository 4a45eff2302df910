import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import type { Authenticator, Clock, Grant } from '@acta/application';
import {
  type CryptoKey,
  type JWK,
  SignJWT,
  calculateJwkThumbprint,
  createLocalJWKSet,
  exportJWK,
  generateKeyPair,
  importJWK,
} from 'jose';
import { grantsOf } from './grants.js';
import { tokenVerifier } from './verify.js';

/** How the development issuer calls itself in `iss`. */
export const DEVELOPMENT_ISSUER = 'urn:acta:development';

/** The longest that one of its tokens may be good for, in seconds: a week. */
export const LONGEST_DEVELOPMENT_SECONDS = 7 * 24 * 3600;

const ALGORITHM = 'EdDSA';
const TYPE = 'at+jwt';

/** The key's file cannot be used. The message says what to do. */
export class DevelopmentKeyRefused extends Error {
  override readonly name = 'DevelopmentKeyRefused';
}

/** Whom a token is for, and for how long. */
export interface DevelopmentToken {
  subject: string;
  grants: readonly Grant[];
  /** How long it is good for, in seconds; at most a week. */
  seconds: number;
}

/** An issuer for a first start and for tests: whoever can read its key can be anybody. */
export interface DevelopmentIssuer {
  authenticator: Authenticator;
  /** A signed token. @throws TokenRefused for roles that no token may have, RangeError for a life that it may not */
  issue(token: DevelopmentToken): Promise<string>;
}

export interface DevelopmentIssuerOptions {
  /** The key's file. */
  file: string;
  audience: string;
  clock: Clock;
}

/** Makes the issuer's key, an Ed25519 one, in a file that its owner alone can read; one that exists is left as it is. */
export async function makeDevelopmentKey(file: string): Promise<void> {
  if (existsSync(file)) return;
  const { privateKey } = await generateKeyPair(ALGORITHM, { crv: 'Ed25519', extractable: true });
  const jwk = JSON.stringify(await exportJWK(privateKey));
  try {
    writeFileSync(file, `${jwk}\n`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    // Two processes that start together make one key.
    if (!existsSync(file)) throw error;
  }
}

/**
 * Opens the development issuer on its key. Undefined where there is no key.
 * @throws DevelopmentKeyRefused for a file that others can read, or that holds no such key
 */
export async function openDevelopmentIssuer(
  options: DevelopmentIssuerOptions,
): Promise<DevelopmentIssuer | undefined> {
  const { file, audience, clock } = options;
  if (!existsSync(file)) return undefined;
  const { privateKey, publicJwk, kid } = await readKey(file);
  return {
    authenticator: tokenVerifier({
      rules: {
        issuer: DEVELOPMENT_ISSUER,
        audience,
        algorithms: [ALGORITHM],
        types: [TYPE],
        maxAgeSeconds: LONGEST_DEVELOPMENT_SECONDS,
        clockToleranceSeconds: 10,
      },
      keys: createLocalJWKSet({ keys: [publicJwk] }),
      clock,
      claimsOffices: true,
    }),
    async issue({ subject, grants, seconds }) {
      if (!(seconds > 0 && seconds <= LONGEST_DEVELOPMENT_SECONDS))
        throw new RangeError('a development token is good for a week at most');
      const now = Math.floor(clock() / 1000);
      return new SignJWT({ acta_roles: grantsOf(grants) })
        .setProtectedHeader({ alg: ALGORITHM, typ: TYPE, kid })
        .setIssuer(DEVELOPMENT_ISSUER)
        .setAudience(audience)
        .setSubject(subject)
        .setIssuedAt(now)
        .setExpirationTime(now + seconds)
        .setJti(randomUUID())
        .sign(privateKey);
    },
  };
}

async function readKey(file: string): Promise<{ privateKey: CryptoKey; publicJwk: JWK; kid: string }> {
  if ((statSync(file).mode & 0o077) !== 0)
    throw new DevelopmentKeyRefused(
      `${file} can be read by others, who could pass for anybody: delete it, and "acta serve" makes another`,
    );
  try {
    const { kty, crv, x, d } = JSON.parse(readFileSync(file, 'utf8')) as JWK;
    const publicJwk: JWK = { kty, crv, x } as JWK;
    const kid = await calculateJwkThumbprint(publicJwk);
    const privateKey = (await importJWK({ ...publicJwk, d } as JWK, ALGORITHM)) as CryptoKey;
    return { privateKey, publicJwk: { ...publicJwk, kid }, kid };
  } catch (cause) {
    throw new DevelopmentKeyRefused(
      `${file} holds no key of the development issuer: delete it, and "acta serve" makes another`,
      { cause },
    );
  }
}
