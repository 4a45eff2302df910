import { createHmac, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { type Authenticator, TokenRefused } from '@acta/application';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { signedToken, tokenOf, type TokenPart } from '../tokens.js';

/** An authenticator with the key of the issuer whose tokens it checks. */
export interface TestedAuthenticator {
  authenticator: Authenticator;
  issuer: string;
  audience: string;
  /** The header of the issuer's tokens. */
  header: { alg: string; typ: string; kid: string };
  privateKey: KeyObject;
  /** The clock that the authenticator reads, in seconds since the epoch. */
  now: number;
  /** The oldest that a token may be, in seconds. */
  maxAgeSeconds: number;
  claimsOffices: boolean;
  dispose: () => Promise<void>;
}

type Make = (tested: TestedAuthenticator, claims: TokenPart) => string;

const SOMEBODY = generateKeyPairSync('ed25519');
const HOUR = 3600;

/** Signed by the issuer, with other claims or another header. */
const claiming =
  (change: (tested: TestedAuthenticator) => TokenPart): Make =>
  (tested, claims) =>
    signedToken(tested.header, { ...claims, ...change(tested) }, tested.privateKey);
const headed =
  (change: TokenPart): Make =>
  (tested, claims) =>
    signedToken({ ...tested.header, ...change }, claims, tested.privateKey);
const lacking =
  (claim: string): Make =>
  ({ header, privateKey }, { [claim]: _left, ...claims }) =>
    signedToken(header, claims, privateKey);
const giving = (roles: unknown): Make => claiming(() => ({ acta_roles: roles }));

/** HS256 with the public key as the secret: what a library that trusts `alg` would accept (RFC 8725, section 2.1). */
const confused: Make = ({ header, privateKey }, claims) => {
  const secret = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' });
  return tokenOf({ ...header, alg: 'HS256' }, claims, (input) =>
    createHmac('sha256', secret).update(input).digest(),
  );
};

const REFUSED: readonly (readonly [what: string, make: Make, reason: RegExp])[] = [
  [
    'of another key',
    ({ header }, claims) => signedToken(header, claims, SOMEBODY.privateKey),
    /signature|way/,
  ],
  [
    'with a claim changed after signing',
    (tested, claims) => {
      const [header, , signature] = claiming(() => ({}))(tested, claims).split('.');
      const changed = Buffer.from(JSON.stringify({ ...claims, sub: 'somebody else' })).toString('base64url');
      return [header, changed, signature].join('.');
    },
    /signature is wrong/,
  ],
  [
    'without a signature',
    (tested, claims) => tokenOf(tested.header, claims, () => Buffer.alloc(0)),
    /signature|JWT/,
  ],
  [
    'of alg none',
    ({ header }, claims) => tokenOf({ ...header, alg: 'none' }, claims, () => Buffer.alloc(0)),
    /way/,
  ],
  [
    'of alg None',
    ({ header }, claims) => tokenOf({ ...header, alg: 'None' }, claims, () => Buffer.alloc(0)),
    /way/,
  ],
  ['of HS256 under the public key', confused, /way/],
  [
    'with a key of its own in the header',
    headed({ kid: 'x', jwk: SOMEBODY.publicKey.export({ format: 'jwk' }) }),
    /does not publish/,
  ],
  [
    'with a critical extension that is not understood',
    headed({ crit: ['x'], x: 1 }),
    /cannot|can be checked/,
  ],
  ['of another type', headed({ typ: 'dpop+jwt' }), /"typ"/],
  ['of no type', headed({ typ: undefined }), /"typ"/],
  ['that names another issuer', claiming(() => ({ iss: 'https://elsewhere.example' })), /issuer/],
  ['for another audience', claiming(() => ({ aud: 'elsewhere' })), /audience/],
  ['for several audiences, none of them this one', claiming(() => ({ aud: ['a', 'b'] })), /audience/],
  ['that has expired', claiming(({ now }) => ({ exp: now - 60 })), /expired/],
  ['that never expires', lacking('exp'), /no "exp"/],
  ['that does not say when it was issued', lacking('iat'), /no "iat"/],
  [
    'that was issued too long ago',
    claiming(({ now, maxAgeSeconds }) => ({ iat: now - maxAgeSeconds - 60 })),
    /too long ago/,
  ],
  ['that was issued in the future', claiming(({ now }) => ({ iat: now + 600 })), /future/],
  ['that is not valid yet', claiming(({ now }) => ({ nbf: now + 600 })), /not valid yet/],
  ['whose exp is a text', claiming(() => ({ exp: 'tomorrow' })), /"exp"/],
  ['for nobody', lacking('sub'), /no "sub"/],
  ['for an empty subject', claiming(() => ({ sub: '' })), /"sub"/],
  ['for a subject that is no text', claiming(() => ({ sub: 7 })), /"sub"/],
  ['for a subject of 256 characters', claiming(() => ({ sub: 'x'.repeat(256) })), /"sub"/],
  ['of more than 8 KiB', claiming(() => ({ more: 'x'.repeat(8192) })), /too long/],
  ['with a role that is not known', giving([{ role: 'emperor' }]), /acta_roles/],
  ['with roles that are no array', giving({ role: 'chair' }), /acta_roles/],
  ['with a role that is no object', giving(['chair']), /acta_roles/],
  [
    'with a field of a role that is not known',
    giving([{ role: 'chair', groups: ['CWG-COP'] }]),
    /acta_roles/,
  ],
  ['with a group that is no code', giving([{ role: 'chair', group: '../CWG-COP' }]), /acta_roles/],
  ['with a day that does not exist', giving([{ role: 'delegate', from: '2026-02-30' }]), /acta_roles/],
  ['with a month for a day', giving([{ role: 'delegate', to: '2026-02' }]), /acta_roles/],
  [
    'with a term that ends before it starts',
    giving([{ role: 'delegate', from: '2026-02-02', to: '2026-02-01' }]),
    /acta_roles/,
  ],
  [
    'with more roles than anybody has',
    giving(Array.from({ length: 201 }, () => ({ role: 'observer' }))),
    /acta_roles|too long/,
  ],
  ['that is no token', () => 'not-a-token', /cannot|can be checked/],
  ['of three empty parts', () => '..', /cannot|can be checked/],
];

/** What every Authenticator promises. */
export function authenticatorContract(name: string, open: () => Promise<TestedAuthenticator>): void {
  describe(`${name} keeps the contract of Authenticator`, () => {
    let tested: TestedAuthenticator;
    let claims: TokenPart;

    beforeEach(async () => {
      tested = await open();
      const { issuer, audience, now } = tested;
      claims = { iss: issuer, aud: audience, sub: 'alice', iat: now, exp: now + HOUR };
    });
    afterEach(() => tested.dispose());

    const authenticate = (change: TokenPart = {}): ReturnType<Authenticator['authenticate']> =>
      tested.authenticator.authenticate(
        signedToken(tested.header, { ...claims, ...change }, tested.privateKey),
      );

    it('tells whom a token names, and the roles that it gives', async () => {
      const grants = [
        { role: 'chair', group: 'CWG-COP', from: '2026-01-01', to: '2026-12-31' },
        { role: 'auditor' },
      ];
      const { expires, ...named } = await authenticate({ acta_roles: grants });
      expect(named).toEqual({
        issuer: tested.issuer,
        subject: 'alice',
        grants,
        claimsOffices: tested.claimsOffices,
      });
      // What lasts longer than a request ends then; clocks may differ a little.
      const late = (expires ?? 0) / 1000 - (tested.now + HOUR);
      expect(late >= 0 && late <= 60).toBe(true);
    });

    it('accepts a token without roles, for several audiences, and of the longest subject', async () => {
      const subject = 'x'.repeat(255);
      const aud = ['elsewhere', tested.audience];
      expect(await authenticate({ sub: subject, aud })).toMatchObject({ subject, grants: [] });
    });

    it('allows a little for clocks that differ', async () => {
      const { now } = tested;
      await expect(authenticate({ exp: now - 2 })).resolves.toBeDefined();
      await expect(authenticate({ iat: now + 2, nbf: now + 2 })).resolves.toBeDefined();
    });

    it.each(REFUSED)('refuses a token %s', async (_what, make, reason) => {
      const token = make(tested, claims);
      const error: unknown = await tested.authenticator
        .authenticate(token)
        .catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(TokenRefused);
      const { message } = error as TokenRefused;
      expect(message).toMatch(reason);
      for (const part of token.split('.').filter(({ length }) => length > 8))
        expect(message).not.toContain(part);
    });
  });
}
