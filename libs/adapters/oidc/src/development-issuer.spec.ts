import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createPrivateKey, type JsonWebKey } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TokenRefused } from '@acta/application';
import { authenticatorContract } from '@acta/testing';
import { decodeProtectedHeader } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  DEVELOPMENT_ISSUER,
  DevelopmentKeyRefused,
  LONGEST_DEVELOPMENT_SECONDS,
  makeDevelopmentKey,
  openDevelopmentIssuer,
} from './development-issuer.js';

const NOW = Date.UTC(2026, 5, 1);
const clock = (): number => NOW;

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'acta-issuer-'));
  file = join(folder, 'issuer.jwk');
});
afterEach(() => rmSync(folder, { recursive: true }));

async function issuer(audience = 'acta') {
  await makeDevelopmentKey(file);
  const opened = await openDevelopmentIssuer({ file, audience, clock });
  if (opened === undefined) throw new Error('there is a key');
  return opened;
}
const alice = { subject: 'alice', grants: [{ role: 'chair', group: 'CWG-COP' }], seconds: 60 } as const;

authenticatorContract('The development issuer', async () => {
  const { authenticator, issue } = await issuer();
  const { alg = '', typ = '', kid = '' } = decodeProtectedHeader(await issue(alice));
  const jwk = JSON.parse(readFileSync(file, 'utf8')) as JsonWebKey;
  return {
    authenticator,
    issuer: DEVELOPMENT_ISSUER,
    audience: 'acta',
    header: { alg, typ, kid },
    privateKey: createPrivateKey({ key: jwk, format: 'jwk' }),
    now: NOW / 1000,
    maxAgeSeconds: LONGEST_DEVELOPMENT_SECONDS,
    claimsOffices: true,
    dispose: () => Promise.resolve(),
  };
});

describe('the development issuer', () => {
  it('accepts the tokens that it issues, which may name a chair whom the record does not know', async () => {
    const { authenticator, issue } = await issuer();
    expect(await authenticator.authenticate(await issue(alice))).toEqual({
      issuer: DEVELOPMENT_ISSUER,
      subject: 'alice',
      grants: [{ role: 'chair', group: 'CWG-COP' }],
      claimsOffices: true,
      expires: NOW + 70_000,
    });
  });

  it('is not there without a key', async () => {
    expect(await openDevelopmentIssuer({ file, audience: 'acta', clock })).toBeUndefined();
  });

  it('keeps its key, for its owner alone', async () => {
    const token = await (await issuer()).issue(alice);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    await expect((await issuer()).authenticator.authenticate(token)).resolves.toBeDefined();
  });

  it('has a key of its own in each folder', async () => {
    const token = await (await issuer()).issue(alice);
    rmSync(file);
    await expect((await issuer()).authenticator.authenticate(token)).rejects.toThrow(TokenRefused);
  });

  it('is not opened where others can read its key, or where there is none in the file', async () => {
    await makeDevelopmentKey(file);
    chmodSync(file, 0o640);
    await expect(openDevelopmentIssuer({ file, audience: 'acta', clock })).rejects.toThrow(
      /can be read by others/,
    );
    chmodSync(file, 0o600);
    writeFileSync(file, '{"kty":"OKP"}');
    await expect(openDevelopmentIssuer({ file, audience: 'acta', clock })).rejects.toThrow(
      DevelopmentKeyRefused,
    );
  });

  it('issues nothing that no token may have', async () => {
    const { issue } = await issuer();
    await expect(issue({ ...alice, seconds: LONGEST_DEVELOPMENT_SECONDS + 1 })).rejects.toThrow(RangeError);
    await expect(issue({ ...alice, seconds: Number.NaN })).rejects.toThrow(RangeError);
    await expect(issue({ ...alice, grants: [{ role: 'chair', group: 'no group' }] })).rejects.toThrow(
      TokenRefused,
    );
  });
});
