import { type Authenticator, type Identity, TokenRefused } from '@acta/application';

/** Accepts the tokens that it is told of, each for whom it names. */
export function accepting(
  tokens: Readonly<Record<string, Partial<Identity>>>,
): Authenticator & { bearer: (token: string) => { authorization: string } } {
  return {
    authenticate: async (token) => {
      const known = tokens[token];
      if (known === undefined) throw new TokenRefused('nobody knows it');
      return { issuer: 'https://issuer.test', subject: token, grants: [], claimsOffices: false, ...known };
    },
    bearer: (token) => ({ authorization: `Bearer ${token}` }),
  };
}
