import { createHash } from 'node:crypto';
import { ApiProblem, NoAnswer, connect } from '@acta/client';
import type { SubjectId } from '@acta/domain';
import {
  type CanActivate,
  type ExecutionContext,
  Inject,
  Injectable,
  SetMetadata,
  createParamDecorator,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { Refusal } from '../refusal.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; set by the guard where a route takes a token. */
    subject?: SubjectId;
  }
}

/** Tells who a bearer token is of. @throws Refusal */
export type Identify = (token: string) => Promise<SubjectId>;

export const IDENTIFY = Symbol('identify');

/** For how long what was said of a token is not asked again. */
const KNOWN_MS = 60_000;
/** How many are kept; past it, all are forgotten and asked for again. */
const MOST_KNOWN = 10_000;

/**
 * Asks the API who a token is of: only the record knows the subject ids that its feed names people by, and so a token is
 * accepted here if and only if it is accepted there.
 */
export function identifyBy(api: string, clock: () => number): Identify {
  const known = new Map<string, { subject: SubjectId; until: number }>();
  return async (token) => {
    const key = createHash('sha256').update(token).digest('base64');
    const found = known.get(key);
    if (found !== undefined && clock() < found.until) return found.subject;
    known.delete(key);
    const subject = await subjectOf(api, token);
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(key, { subject, until: clock() + KNOWN_MS });
    return subject;
  };
}

async function subjectOf(api: string, token: string): Promise<SubjectId> {
  try {
    const { data } = await connect({ url: api, token }).GET('/me');
    if (data !== undefined) return data.subject;
  } catch (error) {
    if (error instanceof ApiProblem && error.problem.status === 401)
      throw new Refusal(401, 'unauthorized', error.message);
    if (!(error instanceof NoAnswer) && !(error instanceof ApiProblem)) throw error;
  }
  throw new Refusal(
    503,
    'issuer-unavailable',
    'tokens cannot be checked now: the API does not answer; try again later',
  );
}

const ACCESS = 'acta:access';

/** Anybody may; a link that is not guessed is proof enough, where there is one. */
export const Open = (): MethodDecorator & ClassDecorator => SetMetadata(ACCESS, 'open');

/** Whoever proved who they are may, for what is their own. */
export const RequiresToken = (): MethodDecorator & ClassDecorator => SetMetadata(ACCESS, 'token');

const BEARER = /^Bearer ([A-Za-z0-9._~+/-]+=*)$/i;

/** Deny by default: a route that does not say who may is closed. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    @Inject(IDENTIFY) private readonly identify: Identify,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const access = this.reflector.getAllAndOverride<'open' | 'token' | undefined>(ACCESS, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (access === 'open') return true;
    if (access === undefined) throw new Refusal(403, 'forbidden', 'this route is not open to anybody');
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const token = BEARER.exec(request.headers.authorization ?? '')?.[1];
    if (token === undefined) throw new Refusal(401, 'unauthorized', 'this takes a bearer token');
    request.subject = await this.identify(token);
    return true;
  }
}

/** Who asks. */
export const Caller = createParamDecorator((_data: undefined, context: ExecutionContext): SubjectId => {
  const { subject } = context.switchToHttp().getRequest<FastifyRequest>();
  if (subject === undefined) throw new Refusal(401, 'unauthorized', 'this takes a bearer token');
  return subject;
});
