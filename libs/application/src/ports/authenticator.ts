import type { Grant } from '../access/principal.js';

/** Whom a token names, as its issuer does, and what the issuer says they may be. */
export interface Identity {
  issuer: string;
  /** The issuer's own name for them (`sub`). Never recorded: the record has a subject id of its own making. */
  subject: string;
  grants: readonly Grant[];
  /** Whether the issuer may name a chair whom the record does not know: the development issuer alone. */
  claimsOffices: boolean;
  /** When the token expires, milliseconds since the epoch: what lasts longer than a request ends then. */
  expires?: number;
}

/** Checks bearer tokens. */
export interface Authenticator {
  /** @throws TokenRefused whatever is wrong with it; IssuerUnavailable where that cannot be told now */
  authenticate(token: string): Promise<Identity>;
}

/** The token is not one that is accepted here. The message says why, without repeating the token. */
export class TokenRefused extends Error {
  override readonly name = 'TokenRefused';
}

/** The issuer's keys cannot be had: nobody can be told from anybody until they can. */
export class IssuerUnavailable extends Error {
  override readonly name = 'IssuerUnavailable';
}
