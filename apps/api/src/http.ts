import compress from '@fastify/compress';
import type { Acta } from '@acta/runtime';
import { MethodNotAllowedException } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';

/** Answers shorter than this are sent as they are. */
const THRESHOLD = 1024;
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'QUERY'] as const;

/** Of a body that is sent compressed, an ETag says so: another coding, other bytes. */
const CODED = /-(?:br|gzip)"$/;

const HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'cross-origin-resource-policy': 'same-origin',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
} as const;

/** Gives an answer the headers that protect whoever shows it, where it has none of its own. */
export function protect(reply: FastifyReply): void {
  for (const [name, value] of Object.entries(HEADERS)) if (!reply.hasHeader(name)) reply.header(name, value);
}

/** What every answer goes through: protective headers, 304 where the client holds it, compression. Before any route is registered. */
export async function prepareHttp(fastify: FastifyInstance, { proxy }: Acta['config']): Promise<void> {
  fastify.addHook('onSend', async (request, reply, payload: unknown) => {
    protect(reply);
    // Behind a proxy that ends TLS, browsers are told to use nothing else for a year (RFC 6797).
    if (proxy !== undefined) reply.header('strict-transport-security', 'max-age=31536000');
    return isKnownAlready(request, reply) ? void reply.code(304).removeHeader('content-length') : payload;
  });
  // Bodies are JSON; what a route takes besides, it registers a parser for.
  fastify.removeContentTypeParser('text/plain');
  await fastify.register(compress, {
    threshold: THRESHOLD,
    encodings: ['br', 'gzip'],
    // A small body that grows when it is decompressed is not taken.
    globalDecompression: false,
  });
  // A route's own hooks run after those of all routes, in their order: this one after compression.
  fastify.addHook('onRoute', (route) => {
    route.onSend = [route.onSend ?? [], markCoding].flat();
  });
}

/** Every address that there is, with its methods: collected as routes are registered. */
export function collectRoutes(fastify: FastifyInstance): ReadonlyMap<string, ReadonlySet<string>> {
  const routes = new Map<string, Set<string>>();
  fastify.addHook('onRoute', ({ url, method, config }: RouteOptions) => {
    if (config !== undefined && 'refuses' in config) return;
    const methods = routes.get(url) ?? new Set<string>();
    for (const each of [method].flat()) methods.add(each);
    routes.set(url, methods);
  });
  return routes;
}

/** 405 for every other method of an address that there is. After all routes are registered. */
export function refuseOtherMethods(
  fastify: FastifyInstance,
  routes: ReadonlyMap<string, ReadonlySet<string>>,
): void {
  for (const [url, methods] of [...routes]) {
    const allow = [...methods].sort().join(', ');
    fastify.route({
      url,
      method: METHODS.filter((method) => !methods.has(method)),
      config: { refuses: true },
      // Before a body is looked at.
      onRequest: async (_request, reply): Promise<void> => {
        reply.header('allow', allow);
        throw new MethodNotAllowedException(`there is ${allow}`);
      },
      handler: () => undefined,
    });
  }
}

/** RFC 9110, 13.1.2: the client holds what the answer would be. */
function isKnownAlready({ method, headers }: FastifyRequest, reply: FastifyReply): boolean {
  const held = headers['if-none-match'];
  const etag = reply.getHeader('etag');
  if (held === undefined || typeof etag !== 'string' || reply.statusCode !== 200) return false;
  if (method !== 'GET' && method !== 'HEAD') return false;
  if (held.trim() === '*') return true;
  const same = held
    .split(',')
    .map((each) => each.trim().replace(/^W\//, ''))
    .find((each) => each.replace(CODED, '"') === etag);
  if (same !== undefined) reply.header('etag', same);
  return same !== undefined;
}

async function markCoding(_request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> {
  // It has no body, whatever coding was chosen for one; its ETag is the client's own.
  if (reply.statusCode === 304) return void reply.removeHeader('content-encoding');
  const coding = reply.getHeader('content-encoding');
  const etag = reply.getHeader('etag');
  if (typeof coding === 'string' && typeof etag === 'string')
    reply.header('etag', etag.replace(/"$/, `-${coding}"`));
  return payload;
}
