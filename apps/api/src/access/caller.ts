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
  acta: Pick<Acta, 'authenticator' | 'vault' | 'config'>,
): void {
  const quotas = openQuotas(fastify, acta.config.rateLimit);
  fastify.decorateRequest('principal', {
    getter: () => anybody,
  });
  fastify.addHook('onRequest', async (request) => {
    const { authorization } = request.headers;
    if (authorization !== undefined) {
      await quotas.checkRefused(request);
      try {
        const value = await principalBy(authorization, acta);
        Object.defineProperty(request, 'principal', { value });
      } catch (error) {
        if (!(error instanceof IssuerUnavailable)) await quotas.countRefused(request);
        throw error;
      }
    }
    await quotas.countRequest(request);
  });
}

/** @throws UnauthorizedException, TokenRefused, IssuerUnavailable */
async function principalBy(
  authorization: string,
  { authenticator, vault }: Pick<Acta, 'authenticator' | 'vault'>,
): Promise<Known> {
  const token = BEARER.exec(authorization)?.[1];
  if (token === undefined) throw new UnauthorizedException('the authorization is not a bearer token');
  return principalOf(await authenticator.authenticate(token), vault);
}

/** Who asks, where it must be somebody who proved who they are. */
export const KnownCaller = createParamDecorator((_data: undefined, context: ExecutionContext): Known => {
  const { principal } = context.switchToHttp().getRequest<FastifyRequest>();
  const { subject } = principal;
  if (subject === undefined) throw new UnauthorizedException('this takes a bearer token');
  return { ...principal, subject };
});
