import 'reflect-metadata';
import { documentTypes } from '@acta/application';
import type { Acta } from '@acta/runtime';
import { ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { AppModule } from './app.module.js';
import { type Limits, refuseConnection, standardLimits } from './limits.js';
import { PROBLEM_TYPE, problemOf } from './problem.js';

/** A running API. */
export interface Served {
  url: string;
  /** Every route that is answered: its method, and its address with placeholders. */
  routes: readonly { method: string; path: string }[];
  /** Stops listening, lets requests in flight end, and resolves when none is left. */
  stop(): Promise<void>;
}

const HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'cross-origin-resource-policy': 'same-origin',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
} as const;

/** What Fastify refuses before it has a route, such as an address that cannot be read, leaves as all errors do. */
function refuse(error: FastifyError, _request: FastifyRequest, reply: FastifyReply): void {
  const problem = problemOf(error);
  void reply.status(problem.status).headers(HEADERS).type(PROBLEM_TYPE).send(JSON.stringify(problem));
}

/** RFC 9110, 13.1.2: the client holds what the answer would be. */
function isKnownAlready({ method, headers }: FastifyRequest, reply: FastifyReply): boolean {
  const held = headers['if-none-match'];
  const etag = reply.getHeader('etag');
  if (held === undefined || typeof etag !== 'string' || reply.statusCode !== 200) return false;
  if (method !== 'GET' && method !== 'HEAD') return false;
  return held === '*' || held.split(',').some((each) => each.trim().replace(/^W\//, '') === etag);
}

/**
 * Behind a proxy that ends TLS, browsers are told to use nothing else for a year (RFC 6797). Without one, nothing is said:
 * the header means nothing over plain HTTP.
 */
function securityHeaders({ proxy }: Acta['config']): Readonly<Record<string, string>> {
  return proxy === undefined ? HEADERS : { ...HEADERS, 'strict-transport-security': 'max-age=31536000' };
}

function adapterFor({ proxy }: Acta['config'], limits: Limits): FastifyAdapter {
  return new FastifyAdapter({
    bodyLimit: limits.bodyBytes,
    routerOptions: { maxParamLength: 300 },
    requestTimeout: limits.requestMs,
    connectionTimeout: limits.idleMs,
    http: { headersTimeout: limits.headersMs, connectionsCheckingInterval: limits.checkMs },
    // Nobody else is believed about the address that a request comes from.
    trustProxy: proxy ?? false,
    frameworkErrors: refuse,
    clientErrorHandler: refuseConnection,
  });
}

/** Serves an open record on the address that its configuration names. */
export async function serve(acta: Acta, limits: Limits = standardLimits): Promise<Served> {
  const adapter = adapterFor(acta.config, limits);
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.on(acta), adapter, {
    logger: ['error', 'warn'],
    // JSON alone, which Fastify reads itself; Nest would read forms too.
    bodyParser: false,
    abortOnError: false,
  });
  app.useGlobalPipes(new ValidationPipe({ transform: true, whitelist: true, forbidNonWhitelisted: true }));
  const fastify = app.getHttpAdapter().getInstance();
  fastify.server.maxConnections = limits.connections;
  const routes: { method: string; path: string }[] = [];
  fastify.addHook('onRoute', ({ method, url }) => {
    for (const each of [method].flat()) routes.push({ method: each, path: url });
  });
  const headers = Object.entries(securityHeaders(acta.config));
  fastify.addHook('onSend', async (request, reply, payload: unknown) => {
    for (const [name, value] of headers) if (!reply.hasHeader(name)) reply.header(name, value);
    return isKnownAlready(request, reply) ? void reply.code(304).removeHeader('content-length') : payload;
  });
  // Documents and batches come as streams: they are hashed, sized or stored on the way.
  for (const type of [...documentTypes, 'application/x-ndjson'])
    fastify.addContentTypeParser(type, (_request, payload, done) => done(null, payload));
  const { host, port } = acta.config;
  try {
    await app.listen(port, host);
  } catch (error) {
    if (!isTaken(error)) throw error;
    throw new Error(
      `${host}:${String(port)} is taken by another program; stop that one, or give another port (--port, ACTA_PORT)`,
    );
  }
  return { url: await app.getUrl(), routes, stop: () => app.close() };
}

function isTaken(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'EADDRINUSE';
}
