import { type Acta, type Metrics, spanTime, traceOf } from '@acta/runtime';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { correlationOf } from './correlation.js';

/** In seconds. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];
/** Asked all the time by machines. */
const PROBES = new Set(['/health', '/ready']);

/** What every answer is told by: its route's template, never its address. */
interface Answered {
  method: string;
  route: string;
  status: number;
  durationMs: number;
}

/** Tells of every request that was answered, as far as anybody wants to know. Before any route is registered. */
export function watchRequests(fastify: FastifyInstance, { watch }: Pick<Acta, 'watch'>): void {
  fastify.decorateRequest('correlation');
  const { metrics, tracing, requestsAt } = watch;
  const tellers = [
    ...(metrics.isServed ? [counted(metrics)] : []),
    ...(tracing.isOn ? [spanned(watch)] : []),
    ...(requestsAt === undefined ? [] : [logged(watch, requestsAt)]),
  ];
  if (tellers.length === 0) return;
  fastify.addHook('onResponse', async (request, reply) => {
    const answered: Answered = {
      method: request.method,
      // An address that there is not has none, and may be anything.
      route: request.routeOptions.url ?? 'none',
      status: reply.statusCode,
      durationMs: reply.elapsedTime,
    };
    for (const tell of tellers) tell(answered, request, reply);
  });
}

type Teller = (answered: Answered, request: FastifyRequest, reply: FastifyReply) => void;

function counted(metrics: Metrics): Teller {
  const seconds = metrics.histogram(
    {
      name: 'acta_http_request_duration_seconds',
      help: 'Time until a request was answered; streams of the feed apart, which last.',
      labels: ['method', 'route', 'status'],
    },
    BUCKETS,
  );
  return ({ method, route, status, durationMs }, _request, reply) => {
    const type = reply.getHeader('content-type');
    if (typeof type === 'string' && type.startsWith('text/event-stream')) return;
    seconds({ method, route, status: `${String(Math.floor(status / 100))}xx` }, durationMs / 1000);
  };
}

function spanned({ tracing }: Acta['watch']): Teller {
  return ({ method, route, status, durationMs }, request) => {
    const { id, span, parent } = correlationOf(request);
    const ended = spanTime();
    tracing.report({
      name: `${method} ${route}`,
      kind: 'server',
      place: { trace: traceOf(id), span },
      parent,
      began: ended - durationMs,
      ended,
      attributes: {
        'http.request.method': method,
        'http.route': route,
        'http.response.status_code': status,
      },
      failed: status >= 500,
    });
  };
}

function logged({ log }: Acta['watch'], level: 'debug' | 'info'): Teller {
  return ({ method, route, status, durationMs }, request) => {
    const { subject } = request.principal;
    log[PROBES.has(route) ? 'debug' : level](`${method} ${route} ${String(status)}`, {
      part: 'http',
      correlationId: correlationOf(request).id,
      method,
      route,
      status,
      durationMs: Math.round(durationMs * 1000) / 1000,
      ...(subject === undefined ? {} : { subject }),
    });
  };
}
