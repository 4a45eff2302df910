import { type KeyObject, generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { IssuerUnavailable, TokenRefused } from '@acta/application';
import { authenticatorContract, signedToken } from '@acta/testing';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type OidcOptions, openOidcAuthenticator } from './oidc-authenticator.js';

/** An issuer on loopback that publishes keys. */
interface TestIssuer {
  url: string;
  /** What it publishes: keys by their id. */
  published: Map<string, KeyObject>;
  /** What it says of itself, where that is not the truth. */
  metadata?: unknown;
  status: number;
  /** Paths that were asked for, in order. */
  asked: string[];
  close(): Promise<void>;
}

async function startIssuer(): Promise<TestIssuer> {
  const server = createServer((request, response) => {
    issuer.asked.push(request.url ?? '');
    response.statusCode = issuer.status;
    const keys = [...issuer.published].map(([kid, key]) => ({
      ...key.export({ format: 'jwk' }),
      kid,
      use: 'sig',
    }));
    const metadata =
      'metadata' in issuer ? issuer.metadata : { issuer: issuer.url, jwks_uri: `${issuer.url}/keys` };
    response.end(JSON.stringify(request.url === '/keys' ? { keys } : metadata));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer: TestIssuer = {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    published: new Map(),
    status: 200,
    asked: [],
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return issuer;
}

/** Stops the clocks of this process until the test ends. @returns what lets so many milliseconds pass */
function stopClocks(): (milliseconds: number) => void {
  const [date, monotonic] = [Date.now(), performance.now()];
  let passed = 0;
  jest.spyOn(Date, 'now').mockImplementation(() => date + passed);
  jest.spyOn(performance, 'now').mockImplementation(() => monotonic + passed);
  return (milliseconds) => void (passed += milliseconds);
}

const NOW = Date.UTC(2026, 5, 1);
const ES256 = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const OTHER = generateKeyPairSync('ed25519');
const RSA = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ALL_HEADERS = { typ: 'at+jwt', kid: 'k1' };

function optionsFor(issuer: string, change: Partial<OidcOptions> = {}): OidcOptions {
  return {
    issuer,
    audience: 'acta',
    algorithms: ['ES256', 'EdDSA', 'RS256'],
    types: ['at+jwt'],
    maxAgeSeconds: 24 * 3600,
    clock: () => NOW,
    ...change,
  };
}

describe.each(['found by discovery', 'at an address that is configured'])('keys %s', (place) => {
  authenticatorContract('The OpenID Connect authenticator', async () => {
    const issuer = await startIssuer();
    issuer.published.set('k1', ES256.publicKey);
    const jwks = place.startsWith('at') ? { jwks: new URL(`${issuer.url}/keys`) } : {};
    return {
      authenticator: openOidcAuthenticator(optionsFor(issuer.url, jwks)),
      issuer: issuer.url,
      audience: 'acta',
      header: { alg: 'ES256', ...ALL_HEADERS },
      privateKey: ES256.privateKey,
      now: NOW / 1000,
      maxAgeSeconds: 24 * 3600,
      claimsOffices: false,
      dispose: () => issuer.close(),
    };
  });
});

describe('an issuer over the network', () => {
  let issuer: TestIssuer;
  beforeEach(async () => {
    issuer = await startIssuer();
    issuer.published.set('k1', ES256.publicKey);
  });
  afterEach(() => {
    jest.restoreAllMocks();
    return issuer.close();
  });

  const claims = () => ({
    iss: issuer.url,
    aud: 'acta',
    sub: 'alice',
    iat: NOW / 1000,
    exp: NOW / 1000 + 60,
  });
  const es256 = (header: object = {}) =>
    signedToken({ alg: 'ES256', ...ALL_HEADERS, ...header }, claims(), ES256.privateKey);
  const eddsa = (kid: string) =>
    signedToken({ alg: 'EdDSA', typ: 'at+jwt', kid }, claims(), OTHER.privateKey);
  const open = (change: Partial<OidcOptions> = {}) => openOidcAuthenticator(optionsFor(issuer.url, change));

  it('is asked for its metadata and keys once, however many tokens come', async () => {
    const authenticator = open();
    await Promise.all(Array.from({ length: 20 }, () => authenticator.authenticate(es256())));
    await authenticator.authenticate(es256());
    expect(issuer.asked).toEqual(['/.well-known/openid-configuration', '/keys']);
  });

  it('may sign with each algorithm that is configured, and with no other', async () => {
    issuer.published.set('ed', OTHER.publicKey).set('rsa', RSA.publicKey);
    const rs256 = signedToken({ alg: 'RS256', typ: 'at+jwt', kid: 'rsa' }, claims(), RSA.privateKey);
    for (const token of [es256(), eddsa('ed'), rs256])
      await expect(open().authenticate(token)).resolves.toMatchObject({ subject: 'alice' });
    await expect(open({ algorithms: ['ES256'] }).authenticate(rs256)).rejects.toThrow(/in a way/);
  });

  it('may call its tokens JWT where that is configured', async () => {
    const token = es256({ typ: 'JWT' });
    await expect(open().authenticate(token)).rejects.toThrow(TokenRefused);
    await expect(open({ types: ['at+jwt', 'JWT'] }).authenticate(token)).resolves.toBeDefined();
    await expect(open().authenticate(es256({ typ: 'application/at+JWT' }))).resolves.toBeDefined();
  });

  it('rotates its keys: a new one is looked for, but once a cooldown', async () => {
    const pass = stopClocks();
    const authenticator = open({ cooldownMs: 10_000 });
    await authenticator.authenticate(es256());
    issuer.published.set('k2', OTHER.publicKey);
    const early = Promise.all(
      Array.from({ length: 5 }, () =>
        authenticator.authenticate(eddsa('k2')).catch((error: unknown) => error),
      ),
    );
    for (const answer of await early) expect(answer).toBeInstanceOf(TokenRefused);
    expect(issuer.asked.filter((path) => path === '/keys')).toHaveLength(1);
    pass(10_000);
    await expect(authenticator.authenticate(eddsa('k2'))).resolves.toMatchObject({ subject: 'alice' });
    expect(issuer.asked.filter((path) => path === '/keys')).toHaveLength(2);
  });

  it('withdraws a key: it is not accepted once the keys were fetched again', async () => {
    const pass = stopClocks();
    const authenticator = open({ cacheMs: 10_000 });
    await authenticator.authenticate(es256());
    issuer.published.delete('k1');
    issuer.published.set('k2', OTHER.publicKey);
    await expect(authenticator.authenticate(es256())).resolves.toBeDefined();
    pass(10_000);
    await expect(authenticator.authenticate(es256())).rejects.toThrow(/does not publish/);
  });

  it('that is down makes no token wrong, and is not asked at every token', async () => {
    const pass = stopClocks();
    issuer.status = 503;
    const authenticator = open();
    for (let i = 0; i < 3; i++)
      await expect(authenticator.authenticate(es256())).rejects.toThrow(IssuerUnavailable);
    expect(issuer.asked).toHaveLength(1);
    issuer.status = 200;
    pass(2_000);
    await expect(authenticator.authenticate(es256())).resolves.toBeDefined();
  });

  it('that went down keeps the keys that it published', async () => {
    const authenticator = open({ cooldownMs: 0 });
    await authenticator.authenticate(es256());
    issuer.status = 500;
    await expect(authenticator.authenticate(eddsa('k2'))).rejects.toThrow(IssuerUnavailable);
    await expect(authenticator.authenticate(es256())).resolves.toBeDefined();
  });

  it.each<[what: string, metadata: (url: string) => unknown]>([
    ['are of another issuer', (url) => ({ issuer: 'https://elsewhere.example', jwks_uri: `${url}/keys` })],
    ['name no keys', (url) => ({ issuer: url })],
    ['are no object', () => null],
  ])('is not believed where its metadata %s', async (_what, metadata) => {
    issuer.metadata = metadata(issuer.url);
    await expect(open().authenticate(es256())).rejects.toThrow(IssuerUnavailable);
    expect(issuer.asked).toEqual(['/.well-known/openid-configuration']);
  });

  it('is refused where a redirect would lead elsewhere', async () => {
    issuer.status = 302;
    await expect(open().authenticate(es256())).rejects.toThrow(IssuerUnavailable);
  });

  it('has keys that are too weak, or of another curve, refused', async () => {
    issuer.published.set('k1', generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey);
    const weak = signedToken({ alg: 'RS256', ...ALL_HEADERS }, claims(), RSA.privateKey);
    await expect(open().authenticate(weak)).rejects.toThrow(TokenRefused);
  });
});
