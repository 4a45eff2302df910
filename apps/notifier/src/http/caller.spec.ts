import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import rateLimit from '@fastify/rate-limit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { fastify } from 'fastify';
import type { Refusal } from '../refusal.js';
import { AccessGuard, Open, RequiresToken, identifyBy } from './caller.js';

const SUBJECT = '01900000-0000-7000-8000-0000000000aa';

/** An API that knows one token. */
let api: Server;
let url: string;
let asked: number;
beforeEach(async () => {
  asked = 0;
  api = createServer(({ headers }, response) => {
    asked++;
    const known = headers.authorization === 'Bearer good';
    const problem = {
      type: 'urn:acta:problem:unauthorized',
      title: 'No',
      status: 401,
      detail: 'it has expired',
    };
    response.writeHead(known ? 200 : 401, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify(known ? { subject: SUBJECT, assurance: 'authenticated', roles: [] } : problem),
    );
  });
  await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${String((api.address() as AddressInfo).port)}`;
});
const close = (): Promise<void> =>
  new Promise((resolve) => {
    api.close(() => resolve());
    api.closeAllConnections();
  });
afterEach(close);

describe('who asks', () => {
  it('is asked of the API, and again after a minute', async () => {
    let now = 0;
    const identify = identifyBy(url, () => now);
    expect([await identify('good'), await identify('good'), asked]).toEqual([SUBJECT, SUBJECT, 1]);
    now = 60_000;
    await identify('good');
    expect(asked).toBe(2);
  });

  it('is refused in the words of the API, each time', async () => {
    const identify = identifyBy(url, () => 0);
    for (let count = 1; count <= 2; count++) {
      await expect(identify('bad')).rejects.toMatchObject({ status: 401, message: 'it has expired' });
      expect(asked).toBe(count);
    }
  });

  it('is asked of the API once by requests that come together, and so many tokens at once', async () => {
    const identify = identifyBy(url, () => 0);
    expect(await Promise.all([identify('good'), identify('good'), identify('good')])).toEqual([
      SUBJECT,
      SUBJECT,
      SUBJECT,
    ]);
    expect(asked).toBe(1);
    const crowd = Array.from({ length: 60 }, (_, i) => identify(`bad${String(i)}`));
    const refusals = await Promise.allSettled(crowd);
    const statuses = refusals.map((each) => each.status === 'rejected' && (each.reason as Refusal).status);
    expect(statuses).toEqual([...Array<number>(50).fill(401), ...Array<number>(10).fill(503)]);
    expect(asked).toBe(51);
    await expect(identify('bad')).rejects.toMatchObject({ status: 401 });
  });

  it('is not known while the API is away', async () => {
    await close();
    await expect(identifyBy(url, () => 0)('good')).rejects.toMatchObject({ status: 503 });
  });
});

class Routes {
  @Open()
  open(): void {
    // A route that answers nothing.
  }
  @RequiresToken()
  own(): void {
    // A route that answers nothing.
  }
  unsaid(): void {
    // A route that answers nothing.
  }
}

describe('a route', () => {
  const server = fastify();
  const guard = new AccessGuard(new Reflector(), (token) => identifyBy(url, () => 0)(token));
  beforeAll(async () => {
    await server.register(rateLimit, { global: false });
    for (const name of ['open', 'own', 'unsaid'] as const)
      server.get(`/${name}`, async (request) => {
        const context = {
          getHandler: () => Routes.prototype[name],
          getClass: () => Routes,
          switchToHttp: () => ({ getRequest: () => request }),
        };
        await guard.canActivate(context as unknown as ExecutionContext);
        return { subject: request.subject };
      });
    server.setErrorHandler((error: Refusal, _request, reply) => reply.status(error.status).send());
  });
  afterAll(() => server.close());

  const enter = async (name: string, token?: string, remoteAddress = '192.0.2.1') => {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const { statusCode, body } = await server.inject({ url: `/${name}`, headers, remoteAddress });
    return statusCode === 200 ? (JSON.parse(body) as { subject?: string }) : statusCode;
  };

  it('that does not say who may is closed to everybody', async () => {
    expect(await enter('unsaid', 'good')).toBe(403);
  });

  it('that takes a token is told whose it is', async () => {
    expect(await enter('open')).toEqual({});
    expect(await enter('own')).toBe(401);
    expect(await enter('own', 'good')).toEqual({ subject: SUBJECT });
  });

  it('looks at no more tokens from where too many were refused', async () => {
    const statuses: unknown[] = [];
    for (let count = 0; count < 100; count++) statuses.push(await enter('own', 'bad'));
    expect(statuses[0]).toBe(401);
    expect(statuses.at(-1)).toBe(429);
    expect(asked).toBeLessThan(70);
    expect(await enter('own', 'good')).toBe(429);
    expect(await enter('own', 'good', '192.0.2.2')).toEqual({ subject: SUBJECT });
  });
});
