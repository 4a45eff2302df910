import { createRemoteJWKSet, customFetch, type JWTVerifyGetKey } from 'jose';

export interface RemoteKeysOptions {
  issuer: string;
  /** Where the keys are; found by discovery where absent. */
  jwks?: URL;
  /** The longest that one answer is waited for, in milliseconds. */
  timeoutMs: number;
  /** The least time between two looks for a key that was not there, in milliseconds. */
  cooldownMs: number;
  /** After this many milliseconds the keys are fetched again, so that one that was withdrawn is not accepted for long. */
  cacheMs: number;
}

/**
 * The keys that an issuer publishes, fetched when they are first needed and kept; a key that is not among them is looked
 * for once a cooldown, which is how a new key comes in. Tokens of known keys do not wait for that.
 */
export function remoteKeys(options: RemoteKeysOptions): JWTVerifyGetKey {
  const get = careful(options);
  let keys: Promise<JWTVerifyGetKey> | undefined;

  async function find(): Promise<JWTVerifyGetKey> {
    const { jwks, cooldownMs, cacheMs, timeoutMs } = options;
    const url = jwks ?? (await discover(options, get));
    return createRemoteJWKSet(url, {
      cooldownDuration: cooldownMs,
      cacheMaxAge: cacheMs,
      timeoutDuration: timeoutMs,
      [customFetch]: get,
    });
  }

  return async (header, token) => {
    const finding = (keys ??= find());
    let found: JWTVerifyGetKey;
    try {
      found = await finding;
    } catch (error) {
      // A discovery that failed is tried again; what was found stays.
      if (keys === finding) keys = undefined;
      throw error;
    }
    return found(header, token);
  };
}

/** The most that a failure keeps the next try waiting, in milliseconds. */
const RETRY_MS = 2_000;

type Get = (url: string, init: RequestInit) => Promise<Response>;

/** After a failure, the next try waits for a moment: requests do not queue up behind an issuer that is down. */
function careful({ cooldownMs }: RemoteKeysOptions): Get {
  const retryMs = Math.min(cooldownMs, RETRY_MS);
  let failedAt = -Infinity;
  return async (url, init) => {
    if (performance.now() - failedAt < retryMs) throw new Error('the issuer did not answer a moment ago');
    try {
      const response = await fetch(url, init);
      if (response.status !== 200)
        throw new Error(`the issuer answered with status ${String(response.status)}`);
      // Read here, so that an answer that breaks off or is no JSON counts as a failure too.
      return Response.json(await response.json());
    } catch (error) {
      failedAt = performance.now();
      throw error;
    }
  };
}

/** The address of the keys, from the issuer's metadata (OpenID Connect Discovery 1.0, section 4). */
async function discover({ issuer, timeoutMs }: RemoteKeysOptions, get: Get): Promise<URL> {
  const response = await get(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, {
    method: 'GET',
    headers: { accept: 'application/json' },
    redirect: 'manual',
    signal: AbortSignal.timeout(timeoutMs),
  });
  const metadata = (await response.json()) as { issuer?: unknown; jwks_uri?: unknown } | null;
  // Section 4.3: or else another issuer's keys would be taken for this one's.
  if (metadata?.issuer !== issuer) throw new Error('the metadata found by discovery are of another issuer');
  if (typeof metadata.jwks_uri !== 'string' || !URL.canParse(metadata.jwks_uri))
    throw new Error('the metadata found by discovery name no jwks_uri');
  const url = new URL(metadata.jwks_uri);
  if (url.protocol !== 'https:' && url.protocol !== new URL(issuer).protocol)
    throw new Error('the metadata found by discovery name a jwks_uri that is not https');
  return url;
}
