import { type Socket, connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Limits, type Served, serve, standardLimits } from '@acta/api';
import { type Acta, type Config, openActa } from '@acta/runtime';
import { type TestIssuer, startTestIssuer } from '../support/issuer.js';
import { type Temporary, temporaryFolder } from '../support/temporary.js';

let temporary: Temporary;
let issuer: TestIssuer;
let acta: Acta | undefined;
let served: Served | undefined;
let sockets: Socket[];

beforeEach(async () => {
  temporary = temporaryFolder();
  issuer = await startTestIssuer();
  sockets = [];
});
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await served?.stop();
  await acta?.close();
  await issuer.close();
  temporary.remove();
});

async function start(change: Partial<Config> = {}, limits: Partial<Limits> = {}): Promise<string> {
  acta = await openActa({ ...temporary.config, port: 0, issuer: issuer.url, ...change }, { mode: 'write' });
  served = await serve(acta, { ...standardLimits, ...limits });
  return served.url;
}

interface Answered {
  status: number;
  headers: Headers;
  type: string;
}

async function ask(url: string, init: RequestInit = {}): Promise<Answered> {
  const response = await fetch(url, init);
  const body = (await response.json()) as { type?: string };
  if (response.status >= 400)
    expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  return { status: response.status, headers: response.headers, type: body.type ?? '' };
}
const withToken = (sub: string, more: Record<string, string> = {}): RequestInit => ({
  headers: { authorization: `Bearer ${issuer.token({ sub })}`, ...more },
});
const withWrong = (): RequestInit => ({ headers: { authorization: 'Bearer abc' } });
const statuses = async (times: number, once: () => Promise<Answered>): Promise<number[]> => {
  const found: number[] = [];
  for (let i = 0; i < times; i++) found.push((await once()).status);
  return found;
};

/** Opens a connection, writes, and gives everything that comes until it is closed. */
function exchange(url: string, ...writes: string[]): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname, () => {
      for (const text of writes) socket.write(text);
    });
    sockets.push(socket);
    let received = '';
    socket.on('data', (chunk) => (received += chunk.toString()));
    // Whatever ends it, what came before counts.
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(received));
  });
}

describe('a quota of requests', () => {
  it('is a subject’s own, and an address’s for those who do not say who they are', async () => {
    const url = `${await start({ rateLimit: 3 })}/health`;
    expect(await statuses(4, () => ask(url))).toEqual([200, 200, 200, 429]);
    expect(await statuses(4, () => ask(url, withToken('alice')))).toEqual([200, 200, 200, 429]);
    expect(await statuses(1, () => ask(url, withToken('bob')))).toEqual([200]);
    const { type, headers } = await ask(url);
    expect(type).toBe('urn:acta:problem:too-many-requests');
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Number(headers.get('retry-after'))).toBeLessThanOrEqual(60);
  });

  it('counts what no route answers, too', async () => {
    const url = `${await start({ rateLimit: 2 })}/no-such-page`;
    expect(await statuses(3, () => ask(url))).toEqual([404, 404, 429]);
  });

  it('is an address’s for tokens that are refused, of which none is looked at past it', async () => {
    const url = `${await start({ rateLimit: 3 })}/health`;
    expect(await statuses(5, () => ask(url, withWrong()))).toEqual([401, 401, 401, 401, 429]);
    expect((await ask(url, withToken('alice'))).status).toBe(429);
    expect((await ask(url)).status).toBe(200);
  });

  it('is not spent by tokens that could not be checked', async () => {
    const url = `${await start({ rateLimit: 2 })}/health`;
    issuer.up = false;
    expect(await statuses(5, () => ask(url, withToken('alice')))).toEqual([503, 503, 503, 503, 503]);
  });

  it('can be left out', async () => {
    const url = `${await start({ rateLimit: 0 })}/health`;
    expect(new Set(await statuses(20, () => ask(url)))).toEqual(new Set([200]));
  });

  it('is told apart by what the proxy says of addresses; nobody else is believed', async () => {
    const from = (address: string): RequestInit => ({ headers: { 'x-forwarded-for': address } });
    const url = `${await start({ rateLimit: 1, proxy: '127.0.0.1' })}/health`;
    expect(await statuses(2, () => ask(url, from('192.0.2.1')))).toEqual([200, 429]);
    expect(await statuses(1, () => ask(url, from('192.0.2.2')))).toEqual([200]);
    await served?.stop();
    await acta?.close();
    const direct = `${await start({ rateLimit: 1 })}/health`;
    expect((await ask(direct, from('192.0.2.1'))).status).toBe(200);
    expect((await ask(direct, from('192.0.2.2'))).status).toBe(429);
  });
});

describe('a request', () => {
  it('with a body of 2 MB is refused with 413, and writes nothing', async () => {
    const url = await start();
    const token = issuer.token({ acta_roles: [{ role: 'secretariat' }] });
    const answered = await ask(`${url}/groups`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ group: 'CWG-T', acronym: 'x'.repeat(2_000_000) }),
    });
    expect(answered).toMatchObject({ status: 413, type: 'urn:acta:problem:too-large' });
    expect(acta?.journal.head().position).toBe(0);
  });

  it.each<[what: string, start: () => string]>([
    ['whose head comes drop by drop', () => 'GET /health HTTP/1.1\r\nhost: a\r\nx-slow: '],
    [
      'whose body comes drop by drop',
      () => {
        const token = issuer.token({ acta_roles: [{ role: 'secretariat' }] });
        const headers = [
          'host: a',
          `authorization: Bearer ${token}`,
          'content-type: application/json',
          'content-length: 100',
        ];
        return `POST /groups HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n{`;
      },
    ],
  ])('%s is given up, while others are answered', async (_what, begin) => {
    const url = await start({}, { headersMs: 2_000, requestMs: 3_000, checkMs: 100 });
    const slow = Array.from({ length: 20 }, () => exchange(url, begin()));
    expect((await ask(`${url}/health`)).status).toBe(200);
    for (const received of await Promise.all(slow)) {
      expect(received).toMatch(/^HTTP\/1\.1 408 /);
      expect(received).toContain('content-type: application/problem+json');
      expect(received).toContain('"type":"urn:acta:problem:too-slow"');
    }
    expect(acta?.journal.head().position).toBe(0);
  });

  it.each<[what: string, text: string, status: number, type: string]>([
    ['that is no HTTP', 'HELLO\r\n\r\n', 400, 'bad-request'],
    [
      'whose head is too large',
      `GET / HTTP/1.1\r\nhost: a\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`,
      431,
      'too-large',
    ],
    [
      'with two lengths',
      'POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
      'bad-request',
    ],
  ])('%s is refused with a problem, and the connection closed', async (_what, text, status, type) => {
    const received = await exchange(await start(), text);
    expect(received).toMatch(new RegExp(`^HTTP/1\\.1 ${String(status)} `));
    expect(received).toContain('content-type: application/problem+json');
    expect(JSON.parse(received.slice(received.indexOf('\r\n\r\n') + 4))).toMatchObject({
      status,
      type: `urn:acta:problem:${type}`,
    });
  });
});

describe('connections', () => {
  it('are so many at a time, and one more is closed', async () => {
    const url = await start({}, { connections: 5 });
    const held = Array.from({ length: 5 }, () => exchange(url, 'GET /health HTTP/1.1\r\nhost: a\r\n'));
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await exchange(url, 'GET /health HTTP/1.1\r\nhost: a\r\n\r\n')).toBe('');
    for (const socket of sockets) socket.destroy();
    await Promise.all(held);
    expect((await ask(`${url}/health`)).status).toBe(200);
  });

  it('that are silent are closed', async () => {
    const url = await start({}, { idleMs: 300 });
    expect(await exchange(url)).toBe('');
  });
});

describe('security headers', () => {
  it('ask browsers for TLS where a proxy ends it, and only there', async () => {
    const url = await start();
    expect((await ask(`${url}/health`)).headers.get('strict-transport-security')).toBeNull();
    await served?.stop();
    await acta?.close();
    const behind = await start({ proxy: '127.0.0.1' });
    expect((await ask(`${behind}/health`)).headers.get('strict-transport-security')).toBe('max-age=31536000');
  });

  it('let no other site read anything', async () => {
    const url = await start();
    const { headers } = await ask(`${url}/health`, { headers: { origin: 'https://elsewhere.example' } });
    expect(headers.get('access-control-allow-origin')).toBeNull();
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
  });
});
