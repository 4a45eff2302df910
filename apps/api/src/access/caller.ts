import { IssuerUnavailable, type Known, type Principal, anybody, principalOf } from '@acta/application';
import type { Acta } from '@acta/runtime';
import { createParamDecorator, type ExecutionContext, UnauthorizedException } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { openQuotas } from './quotas.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; set before any route is chosen. */
    principal: Principal;
  }
}

const BEARER = /^Bearer ([A-Za-z0-9._~+/-]+=*)$/i;

/**
 * Tells who asks, before anything else is looked at: nobody in particular where there is no token; a token that is not
 * accepted refuses the whole request, whatever the route. Then counts the request: tokens that are refused count for the
 * address that sent them, and past its quota none of its tokens is looked at.
 */
export function identifyCallers(
  fastify: FastifyInstance,
  acta: Pick<Acta, 'authenticator' | 'vault' | 'clock' | 'config'>,
): void {
  const quotas = openQuotas(fastify, acta.config.rateLimit);
  const principals = new Principals(acta);
  fastify.decorateRequest('principal', {
    getter: () => anybody,
  });
  fastify.addHook('onRequest', async (request) => {
    const { authorization } = request.headers;
    if (authorization !== undefined) {
      await quotas.checkRefused(request);
      try {
        const value = await principals.by(authorization);
        Object.defineProperty(request, 'principal', { value });
      } catch (error) {
        if (!(error instanceof IssuerUnavailable)) await quotas.countRefused(request);
        throw error;
      }
    }
    await quotas.countRequest(request);
  });
}

/** For how long a token that was accepted is not looked at again: that long may its issuer's key be withdrawn before. */
const ACCEPTED_MS = 60_000;
/** How many accepted tokens are kept; past it, all are forgotten and looked at again. */
const KEPT_TOKENS = 10_000;

/** Who the tokens are that were accepted within the last minute, and have not expired since. */
class Principals {
  readonly #acta: Pick<Acta, 'authenticator' | 'vault' | 'clock'>;
  readonly #accepted = new Map<string, { principal: Known; until: number }>();

  constructor(acta: Pick<Acta, 'authenticator' | 'vault' | 'clock'>) {
    this.#acta = acta;
  }

  /** @throws UnauthorizedException, TokenRefused, IssuerUnavailable */
  async by(authorization: string): Promise<Known> {
    const token = BEARER.exec(authorization)?.[1];
    if (token === undefined) throw new UnauthorizedException('the authorization is not a bearer token');
    const { authenticator, vault, clock } = this.#acta;
    const known = this.#accepted.get(token);
    if (known !== undefined && clock() < known.until) return known.principal;
    this.#accepted.delete(token);
    const principal = await principalOf(await authenticator.authenticate(token), vault);
    if (this.#accepted.size >= KEPT_TOKENS) this.#accepted.clear();
    const until = Math.min(principal.expires ?? Infinity, clock() + ACCEPTED_MS);
    this.#accepted.set(token, { principal, until });
    return principal;
  }
}

/** Who asks, where it must be somebody who proved who they are. */
export const KnownCaller = createParamDecorator((_data: undefined, context: ExecutionContext): Known => {
  const { principal } = context.switchToHttp().getRequest<FastifyRequest>();
  const { subject } = principal;
  if (subject === undefined) throw new UnauthorizedException('this takes a bearer token');
  return { ...principal, subject };
});
