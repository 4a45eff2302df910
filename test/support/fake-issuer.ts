import { randomUUID } from 'node:crypto';
import { type Authenticator, type Grant, type Identity, TokenRefused } from '@acta/application';
import type { Role } from '@acta/domain';

/** Tokens that name whom a test says: each is accepted as it was given. */
export class FakeIssuer implements Authenticator {
  readonly #identities = new Map<string, Identity>();

  /** A token of somebody new, with one role in one group, or in all of them. */
  token(role: Role, group?: string): string {
    const grant: Grant = { role, ...(group === undefined ? {} : { group }) };
    const token = `${role}-${randomUUID()}`;
    this.#identities.set(token, {
      issuer: 'https://issuer.example',
      subject: token,
      grants: [grant],
      claimsOffices: true,
    });
    return token;
  }

  /** @throws TokenRefused for a token that was not given here */
  authenticate(token: string): Promise<Identity> {
    const identity = this.#identities.get(token);
    return identity === undefined
      ? Promise.reject(new TokenRefused('the token was not given by this issuer'))
      : Promise.resolve(identity);
  }
}
