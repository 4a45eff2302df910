import { type Authenticator, TokenRefused } from '@acta/application';
import { tokenOf } from '@acta/testing';
import { describe, expect, it } from '@jest/globals';
import { authenticatorOfIssuers } from './issuers.js';

const named = (issuer: string): Authenticator => ({
  authenticate: () => Promise.resolve({ issuer, subject: 'alice', grants: [], claimsOffices: false }),
});
const issuers = new Map([
  ['https://one.example', named('one')],
  ['urn:two', named('two')],
]);
const token = (payload: Record<string, unknown>) =>
  tokenOf({ alg: 'ES256' }, payload, () => Buffer.alloc(64));

describe('several issuers', () => {
  const { authenticate } = authenticatorOfIssuers(issuers);

  it('each check the tokens that name them', async () => {
    expect(await authenticate(token({ iss: 'https://one.example' }))).toMatchObject({ issuer: 'one' });
    expect(await authenticate(token({ iss: 'urn:two' }))).toMatchObject({ issuer: 'two' });
  });

  it.each<[string, string, RegExp]>([
    ['another issuer', token({ iss: 'https://three.example' }), /not accepted here/],
    ['an issuer written otherwise', token({ iss: 'https://one.example/' }), /not accepted here/],
    ['no issuer', token({}), /no "iss"/],
    ['an issuer that is no text', token({ iss: ['urn:two'] }), /no "iss"/],
    ['nothing that can be read', 'abc', /can be checked/],
    ['too much', 'x'.repeat(8193), /too long/],
  ])('refuse a token of %s', async (_what, given, reason) => {
    await expect(authenticate(given)).rejects.toThrow(reason);
    await expect(authenticate(given)).rejects.toBeInstanceOf(TokenRefused);
  });

  it('refuse every token where there are none, and say why', async () => {
    const none = authenticatorOfIssuers(new Map(), 'no issuer here');
    await expect(none.authenticate(token({ iss: 'urn:two' }))).rejects.toThrow('no issuer here');
  });
});
