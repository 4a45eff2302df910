import { type KeyObject, generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TokenPart, signedToken } from '@acta/testing/tokens';

/** An OpenID Connect issuer on loopback, with one key at a time. */
export interface TestIssuer {
  url: string;
  privateKey: KeyObject;
  header: { alg: string; typ: string; kid: string };
  /** Whether it answers. */
  up: boolean;
  /** What a token of alice without roles says. */
  claims(change?: TokenPart): TokenPart;
  /** A token of alice, with other claims or another header. */
  token(claims?: TokenPart, header?: TokenPart): string;
  close(): Promise<void>;
}

export async function startTestIssuer(): Promise<TestIssuer> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const header = { alg: 'ES256', typ: 'at+jwt', kid: 'k1' };
  const server = createServer(({ url }, response) => {
    const keys = [{ ...publicKey.export({ format: 'jwk' }), kid: header.kid, use: 'sig' }];
    response.statusCode = issuer.up ? 200 : 503;
    response.end(
      JSON.stringify(url === '/keys' ? { keys } : { issuer: issuer.url, jwks_uri: `${issuer.url}/keys` }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer: TestIssuer = {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    privateKey,
    header,
    up: true,
    claims(change = {}) {
      const now = Math.floor(Date.now() / 1000);
      return { iss: issuer.url, aud: 'acta', sub: 'alice', iat: now, exp: now + 300, ...change };
    },
    token: (claims, change = {}) => signedToken({ ...header, ...change }, issuer.claims(claims), privateKey),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return issuer;
}
