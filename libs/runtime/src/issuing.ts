import type { Authenticator, Clock, Grant } from '@acta/application';
import {
  DEVELOPMENT_ISSUER,
  type DevelopmentIssuer,
  authenticatorOfIssuers,
  makeDevelopmentKey,
  openDevelopmentIssuer,
  openOidcAuthenticator,
} from '@acta/oidc';
import { type Config, settings } from './config.js';
import { dataFolder, makeDataFolder } from './folder.js';
import { isLoopback } from './setting.js';

export { LONGEST_DEVELOPMENT_SECONDS } from '@acta/oidc';

/** Where the tokens come from that are accepted: an issuer that is configured, the development issuer, or nowhere. */
export type TokenSource = 'issuer' | 'development' | 'nowhere';

/** There is no development issuer here. The message says why, and what to do. */
export class NoDevelopmentIssuer extends Error {
  override readonly name = 'NoDevelopmentIssuer';
}

/** Why a record may have no development issuer; undefined where it may. It is for this machine alone, and for a first start. */
function developmentRefused({ issuer, host, proxy }: Config): string | undefined {
  if (issuer !== undefined)
    return `tokens are issued by ${issuer} (${settings.issuer.env}); there is no development issuer beside it`;
  if (!isLoopback(host))
    return `the development issuer serves this machine alone, and ${settings.host.env} is ${host}; set ${settings.issuer.env}`;
  if (proxy !== undefined)
    return `the development issuer serves this machine alone, and ${settings.proxy.env} names a proxy that lets others in; set ${settings.issuer.env}`;
  return undefined;
}

/**
 * The authenticator that the configuration asks for, and where the tokens come from that it accepts.
 * @throws DevelopmentKeyRefused
 */
export async function openAuthenticator(
  config: Config,
  clock: Clock,
): Promise<{ authenticator: Authenticator; tokens: TokenSource }> {
  const { issuer, audience, jwks, algorithms, tokenTypes, tokenAge } = config;
  if (issuer !== undefined) {
    const oidc = openOidcAuthenticator({
      issuer,
      audience,
      algorithms,
      types: tokenTypes,
      maxAgeSeconds: tokenAge,
      clock,
      ...(jwks === undefined ? {} : { jwks: new URL(jwks) }),
    });
    return { authenticator: authenticatorOfIssuers(new Map([[issuer, oidc]])), tokens: 'issuer' };
  }
  const development = await openDevelopment(config, clock);
  if (development === undefined)
    return { authenticator: authenticatorOfIssuers(new Map()), tokens: 'nowhere' };
  const issuers = new Map([[DEVELOPMENT_ISSUER, development.authenticator]]);
  return { authenticator: authenticatorOfIssuers(issuers), tokens: 'development' };
}

/** Makes the development issuer's key, where there may be one and there is none yet. */
export async function makeDevelopmentIssuer(config: Config): Promise<void> {
  if (developmentRefused(config) !== undefined) return;
  makeDataFolder(config);
  await makeDevelopmentKey(dataFolder(config).issuer);
}

/** Whom a development token is for. */
export interface DevelopmentAsk {
  /** What the token calls them: the same name is the same person at every visit. */
  name: string;
  grant: Grant;
  seconds: number;
  /** Whether to make the issuer, where it is not there yet. */
  create: boolean;
}

/**
 * A token of the development issuer.
 * @throws NoDevelopmentIssuer, DevelopmentKeyRefused, TokenRefused for a role that no token may have
 */
export async function developmentToken(
  config: Config,
  { name, grant, seconds, create }: DevelopmentAsk,
  clock: Clock = Date.now,
): Promise<string> {
  const refused = developmentRefused(config);
  if (refused !== undefined) throw new NoDevelopmentIssuer(refused);
  if (create) await makeDevelopmentIssuer(config);
  const issuer = await openDevelopment(config, clock);
  if (issuer === undefined)
    throw new NoDevelopmentIssuer(
      `${config.data} has no development issuer yet: "acta serve" makes it there, or give --create; for another folder, --data`,
    );
  return issuer.issue({ subject: name, grants: [grant], seconds });
}

async function openDevelopment(config: Config, clock: Clock): Promise<DevelopmentIssuer | undefined> {
  if (developmentRefused(config) !== undefined) return undefined;
  return openDevelopmentIssuer({ file: dataFolder(config).issuer, audience: config.audience, clock });
}
