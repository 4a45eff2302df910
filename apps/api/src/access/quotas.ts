import rateLimit from '@fastify/rate-limit';
import { TooManyRequests } from '../problem.js';
import type { FastifyInstance, FastifyRequest } from 'fastify';

const MINUTE_MS = 60_000;

/** What one caller may ask for in a minute. */
export interface Quotas {
  /** Counts a request: its subject's, or its address's where it does not say who asks. @throws TooManyRequests */
  countRequest(request: FastifyRequest): Promise<void>;
  /** Before a token is looked at: whether its address has sent too many that were refused. @throws TooManyRequests */
  checkRefused(request: FastifyRequest): Promise<void>;
  /** Counts a token that was refused, by its address: whose it is cannot be told. */
  countRefused(request: FastifyRequest): Promise<void>;
}

type Count = ReturnType<FastifyInstance['createRateLimit']>;

/**
 * Counts requests and refused tokens in windows of a minute. Addresses of IPv6 count by their /64, of which one machine
 * has many.
 * @param max how many of each; 0 for any number
 */
export function openQuotas(fastify: FastifyInstance, max: number): Quotas {
  if (max === 0) return { countRequest: nothing, checkRefused: nothing, countRefused: nothing };
  // Not awaited: that would load the routes before the application has set how their errors are answered.
  void fastify.register(rateLimit, { global: false });
  const limit = { max, timeWindow: MINUTE_MS };
  let counts: { bySubject: Count; byAddress: Count; refused: Count } | undefined;
  const ready = () =>
    (counts ??= {
      bySubject: fastify.createRateLimit({
        ...limit,
        keyGenerator: ({ principal }) => principal.subject ?? '',
      }),
      byAddress: fastify.createRateLimit(limit),
      refused: fastify.createRateLimit(limit),
    });
  return {
    async countRequest(request) {
      const { bySubject, byAddress } = ready();
      refuseExceeded(await (request.principal.subject === undefined ? byAddress : bySubject)(request));
    },
    async checkRefused(request) {
      refuseExceeded(await ready().refused(request, { increment: false }));
    },
    async countRefused(request) {
      await ready().refused(request);
    },
  };
}

async function nothing(): Promise<void> {
  await Promise.resolve();
}

function refuseExceeded(count: Awaited<ReturnType<Count>>): void {
  if (!count.isAllowed && count.isExceeded) throw new TooManyRequests(count.max, count.ttlInSeconds);
}
