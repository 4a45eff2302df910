import { type Known, type Principal, anybody, principalOf } from '@acta/application';
import type { Acta } from '@acta/runtime';
import { createParamDecorator, type ExecutionContext, UnauthorizedException } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; set before any route is chosen. */
    principal: Principal;
  }
}

const BEARER = /^Bearer ([A-Za-z0-9._~+/-]+=*)$/i;

/**
 * Tells who asks, before anything else is looked at: nobody in particular where there is no token; a token that is not
 * accepted refuses the whole request, whatever the route.
 */
export function identifyCallers(fastify: FastifyInstance, acta: Pick<Acta, 'authenticator' | 'vault'>): void {
  fastify.decorateRequest('principal', {
    getter: () => anybody,
  });
  fastify.addHook('onRequest', async (request) => {
    const { authorization } = request.headers;
    if (authorization === undefined) return;
    const token = BEARER.exec(authorization)?.[1];
    if (token === undefined) throw new UnauthorizedException('the authorization is not a bearer token');
    const principal = await principalOf(await acta.authenticator.authenticate(token), acta.vault);
    Object.defineProperty(request, 'principal', { value: principal });
  });
}

/** Who asks, where it must be somebody who proved who they are. */
export const KnownCaller = createParamDecorator((_data: undefined, context: ExecutionContext): Known => {
  const { principal } = context.switchToHttp().getRequest<FastifyRequest>();
  const { subject } = principal;
  if (subject === undefined) throw new UnauthorizedException('this takes a bearer token');
  return { ...principal, subject };
});
