import { createHash } from 'node:crypto';
import { ApiProblem, connect } from '@acta/client';
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
import type { FastifyInstance, FastifyRequest } from 'fastify';
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
/** How long the API may take to say who somebody is. */
const ANSWER_MS = 5_000;
/** How many are kept; past it, all are forgotten and asked for again. */
const MOST_KNOWN = 10_000;
/** Tokens that are asked of at once; past it, another is refused rather than queued. */
const MOST_ASKED = 50;

/**
 * Asks the API who a token is of: only the record knows the subject ids that its feed names people by, and so a token is
 * accepted here if and only if it is accepted there. Of a token that several requests bring at once it is asked once.
 */
export function identifyBy(api: string, clock: () => number): Identify {
  const known = new Map<string, { subject: SubjectId; until: number }>();
  const asked = new Map<string, Promise<SubjectId>>();

  async function ask(key: string, token: string): Promise<SubjectId> {
    if (asked.size >= MOST_ASKED) throw unchecked('too many are being checked');
    const answer = subjectOf(api, token).finally(() => asked.delete(key));
    asked.set(key, answer);
    const subject = await answer;
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(key, { subject, until: clock() + KNOWN_MS });
    return subject;
  }

  return async (token) => {
    const key = createHash('sha256').update(token).digest('base64');
    const found = known.get(key);
    if (found !== undefined && clock() < found.until) return found.subject;
    known.delete(key);
    return asked.get(key) ?? ask(key, token);
  };
}

async function subjectOf(api: string, token: string): Promise<SubjectId> {
  try {
    const { data } = await connect({ url: api, token }).GET('/me', {
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    if (data !== undefined) return data.subject;
  } catch (error) {
    // Whatever else comes instead of an answer, a token cannot be checked with it.
    if (error instanceof ApiProblem && error.problem.status === 401)
      throw new Refusal(401, 'unauthorized', error.message);
    if (error instanceof ApiProblem && error.problem.status === 429)
      throw new Refusal(429, 'too-many-requests', 'the API checks no more tokens now; try again in a minute');
  }
  throw unchecked('the API does not answer');
}

function unchecked(why: string): Refusal {
  return new Refusal(503, 'issuer-unavailable', `tokens cannot be checked now: ${why}; try again later`);
}

const ACCESS = 'acta:access';

/** Anybody may; a link that is not guessed is proof enough, where there is one. */
export const Open = (): MethodDecorator & ClassDecorator => SetMetadata(ACCESS, 'open');

/** Whoever proved who they are may, for what is their own. */
export const RequiresToken = (): MethodDecorator & ClassDecorator => SetMetadata(ACCESS, 'token');

/** Refused tokens from one address in a minute, past which none from there is looked at. */
const MOST_REFUSED = 60;
const MINUTE_MS = 60_000;

type Count = ReturnType<FastifyInstance['createRateLimit']>;

const BEARER = /^Bearer ([A-Za-z0-9._~+/-]+=*)$/i;

/** Deny by default: a route that does not say who may is closed. */
@Injectable()
export class AccessGuard implements CanActivate {
  /** Refused tokens by address: whoever guesses must not use up what the API checks for everybody. */
  #refused: Count | undefined;

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
    const refused = this.#refusedIn(request);
    assertFew(await refused?.(request, { increment: false }));
    try {
      request.subject = await this.identify(token);
    } catch (error) {
      if (error instanceof Refusal && error.status === 401) await refused?.(request);
      throw error;
    }
    return true;
  }

  /** Undefined where nothing is limited. */
  #refusedIn({ server }: FastifyRequest): Count | undefined {
    if (!server.hasDecorator('createRateLimit')) return undefined;
    return (this.#refused ??= server.createRateLimit({ max: MOST_REFUSED, timeWindow: MINUTE_MS }));
  }
}

/** @throws Refusal where there were too many */
function assertFew(count: Awaited<ReturnType<Count>> | undefined): void {
  if (count !== undefined && !count.isAllowed && count.isExceeded)
    throw new Refusal(
      429,
      'too-many-requests',
      'too many tokens from here were refused; try again in a minute',
    );
}

/** Who asks. */
export const Caller = createParamDecorator((_data: undefined, context: ExecutionContext): SubjectId => {
  const { subject } = context.switchToHttp().getRequest<FastifyRequest>();
  if (subject === undefined) throw new Refusal(401, 'unauthorized', 'this takes a bearer token');
  return subject;
});
