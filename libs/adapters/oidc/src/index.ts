export { type Algorithm, algorithms } from './algorithms.js';
export { authenticatorOfIssuers } from './issuers.js';
export {
  DEVELOPMENT_ISSUER,
  DevelopmentKeyRefused,
  type DevelopmentIssuer,
  type DevelopmentIssuerOptions,
  type DevelopmentToken,
  LONGEST_DEVELOPMENT_SECONDS,
  makeDevelopmentKey,
  openDevelopmentIssuer,
} from './development-issuer.js';
export { type OidcOptions, openOidcAuthenticator } from './oidc-authenticator.js';
export { type TokenType, tokenTypes } from './token-rules.js';
