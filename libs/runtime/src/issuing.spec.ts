import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TokenRefused, principalOf } from '@acta/application';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Config, loadConfig } from './config.js';
import { dataFolder } from './folder.js';
import {
  type DevelopmentAsk,
  NoDevelopmentIssuer,
  developmentToken,
  makeDevelopmentIssuer,
  openAuthenticator,
} from './issuing.js';
import { openActa } from './open.js';

const clock = (): number => Date.UTC(2026, 5, 1);
const alice: DevelopmentAsk = {
  name: 'alice',
  grant: { role: 'chair', group: 'CWG-COP' },
  seconds: 60,
  create: false,
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'acta-issuing-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const config = (env: Record<string, string> = {}): Config =>
  loadConfig({ ACTA_DATA: join(folder, 'data'), ...env });
const hasKey = (of: Config): boolean => existsSync(dataFolder(of).issuer);

describe('the development issuer of a data folder', () => {
  it('is made when the folder is served, and its tokens are accepted there', async () => {
    const here = config();
    await makeDevelopmentIssuer(here);
    const { authenticator, tokens } = await openAuthenticator(here, clock);
    expect(tokens).toBe('development');
    const identity = await authenticator.authenticate(await developmentToken(here, alice, clock));
    expect(identity).toMatchObject({ subject: 'alice', claimsOffices: true });
  });

  it('is made by whoever asks for a token with leave to make it, and by nobody else', async () => {
    const here = config();
    await expect(developmentToken(here, alice)).rejects.toThrow(/--create/);
    expect(hasKey(here)).toBe(false);
    await developmentToken(here, { ...alice, create: true });
    expect(hasKey(here)).toBe(true);
  });

  it.each<[what: string, env: Record<string, string>, reason: RegExp]>([
    ['where an issuer is configured', { ACTA_OIDC_ISSUER: 'https://id.example' }, /ACTA_OIDC_ISSUER/],
    ['where the address is not of this machine alone', { ACTA_HOST: '0.0.0.0' }, /ACTA_HOST is 0\.0\.0\.0/],
    ['where a proxy lets others in', { ACTA_PROXY: '127.0.0.1' }, /ACTA_PROXY/],
  ])('is not there %s, even with its key in the folder', async (_what, env, reason) => {
    await makeDevelopmentIssuer(config(env));
    expect(hasKey(config(env))).toBe(false);
    const token = await developmentToken(config(), { ...alice, create: true }, clock);
    await expect(developmentToken(config(env), { ...alice, create: true })).rejects.toThrow(
      NoDevelopmentIssuer,
    );
    await expect(developmentToken(config(env), alice)).rejects.toThrow(reason);
    const { authenticator, tokens } = await openAuthenticator(config(env), clock);
    expect(tokens).not.toBe('development');
    await expect(authenticator.authenticate(token)).rejects.toThrow(TokenRefused);
  });
});

describe('whoever a token names', () => {
  it('is one subject at every visit, and another where another issuer names them', async () => {
    const here = config();
    const token = await developmentToken(here, { ...alice, create: true });
    const acta = await openActa(here, { mode: 'write' });
    const identity = await acta.authenticator.authenticate(token);
    const { subject } = await principalOf(identity, acta.vault);
    expect(subject).toMatch(/^[0-9a-f-]{36}$/);
    expect((await principalOf(identity, acta.vault)).subject).toBe(subject);
    expect((await principalOf({ ...identity, issuer: 'urn:other' }, acta.vault)).subject).not.toBe(subject);
    await acta.close();
  });
});
