import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
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
  const request: { headers: Record<string, string>; ip: string; subject?: string } = {
    headers: {},
    ip: '192.0.2.1',
  };
  const guarding = (): AccessGuard =>
    new AccessGuard(
      new Reflector(),
      identifyBy(url, () => 0),
    );
  const enter = (name: keyof Routes, guard = guarding()): Promise<boolean> => {
    const context = {
      getHandler: () => Routes.prototype[name],
      getClass: () => Routes,
      switchToHttp: () => ({ getRequest: () => request }),
    };
    return guard.canActivate(context as unknown as ExecutionContext);
  };

  it('that does not say who may is closed to everybody', async () => {
    request.headers = { authorization: 'Bearer good' };
    await expect(enter('unsaid')).rejects.toMatchObject({ status: 403 });
  });

  it('that takes a token is told whose it is', async () => {
    request.headers = {};
    expect(await enter('open')).toBe(true);
    await expect(enter('own')).rejects.toMatchObject({ status: 401 });
    request.headers = { authorization: 'Bearer good' };
    expect([await enter('own'), request.subject]).toEqual([true, SUBJECT]);
  });

  it('looks at no more tokens from where too many were refused', async () => {
    const guard = guarding();
    request.headers = { authorization: 'Bearer bad' };
    const statuses = new Set<number>();
    for (let count = 0; count < 200; count++)
      await enter('own', guard).catch((error: unknown) => statuses.add((error as Refusal).status));
    expect(statuses).toEqual(new Set([401, 429]));
    // The minute may change in between.
    expect(asked).toBeLessThanOrEqual(120);
    request.ip = '192.0.2.2';
    request.headers = { authorization: 'Bearer good' };
    expect(await enter('own', guard)).toBe(true);
  });
});
