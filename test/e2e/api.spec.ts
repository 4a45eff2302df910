import 'reflect-metadata';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AppModule, type Served, serve } from '@acta/api';
import { type Acta, openActa } from '@acta/runtime';
import { Controller, Get, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { act } from '../support/acting.js';
import { reportText } from '../support/reports.js';
import { importSample } from '../support/sample.js';
import { settingsOf } from '../support/on-store.js';
import { type Temporary, temporaryFolder } from '../support/temporary.js';

const NUMBER = 'CWG-COP-19/3 Rev.1';
const GROUP = '/groups/CWG-COP';
const REPORT = `${GROUP}/reports/four-year/PP-18..PP-22`;
const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

interface ProblemJson {
  type: string;
  title: string;
  status: number;
  detail: string;
  errors?: { rule: string; field?: string }[];
}

describe('the API over HTTP', () => {
  let temporary: Temporary;
  let acta: Acta;
  let served: Served;

  beforeAll(async () => {
    temporary = temporaryFolder();
    acta = await openActa({ ...temporary.config, port: 0 }, { mode: 'write' });
    await importSample(acta);
    await act(acta, {
      type: 'plan-meeting',
      data: { group: 'CWG-COP', ordinal: 19, held: { from: '2030-01-01' } },
    });
    await act(acta, {
      type: 'submit-contribution',
      stream: 'meeting-CWG-COP-19',
      data: {
        number: NUMBER,
        title: { language: 'en', text: 'A contribution' },
        sources: [{ name: 'Switzerland', country: 'CH' }],
      },
    });
    served = await serve(acta);
  });
  afterAll(async () => {
    await served.stop();
    await acta.close();
    temporary.remove();
  });

  const get = (path: string, init: RequestInit = {}): Promise<Response> => fetch(served.url + path, init);
  const json = async (path: string): Promise<{ basis: Record<string, unknown>; value: unknown }> =>
    (await (await get(path)).json()) as { basis: Record<string, unknown>; value: unknown };

  async function problem(response: Promise<Response>): Promise<ProblemJson> {
    const { status, headers, ...rest } = await response.then(async (given) => ({
      status: given.status,
      headers: given.headers,
      body: (await given.json()) as ProblemJson,
    }));
    expect(headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(rest.body.status).toBe(status);
    return rest.body;
  }

  describe('answers', () => {
    const contribution = `${GROUP}/meetings/19/contributions/${encodeURIComponent(NUMBER)}`;

    it.each<[path: string, value: unknown]>([
      ['/groups', ['CWG-COP']],
      [GROUP, expect.objectContaining({ acronym: 'CWG-COP' })],
      [`${GROUP}/meetings/15`, expect.objectContaining({ ordinal: 15 })],
      [
        `${GROUP}/meetings/16/outcomes/2`,
        expect.objectContaining({ text: { language: 'en', text: 'The COP Mascot was posted online.' } }),
      ],
      [contribution, expect.objectContaining({ title: { language: 'en', text: 'A contribution' } })],
      [`${GROUP}/liaison-statements/CWG-COP-o-1`, expect.objectContaining({ id: 'CWG-COP-o-1' })],
      [
        `${REPORT}/life`,
        expect.objectContaining({ id: 'CWG-COP-four-year-PP-18..PP-22', status: 'drafted' }),
      ],
      [
        `${GROUP}/timeline?order=recording&axis=as-of&from=8&to=9`,
        [expect.objectContaining({ position: '8' }), expect.objectContaining({ position: '9' })],
      ],
      [`${GROUP}/replay?to=2009`, expect.arrayContaining([expect.anything()])],
    ])('%s, with the point that it stands on', async (path, value) => {
      const response = await get(path);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toMatch(/^application\/json/);
      expect(await response.json()).toEqual({
        basis: { position: '46', at: expect.stringMatching(/^\d{4}-.*Z$/), settled: false },
        value,
      });
    });

    it('/subjects, with filters, search and pages', async () => {
      const list = async (query: string) =>
        (await (await get(`/subjects?${query}`)).json()) as { items: { subject: string }[]; next?: string };
      expect((await list('search=mascot')).items).toEqual([
        expect.objectContaining({ subject: 'CWG-COP/meetings/16/outcomes/2' }),
      ]);
      expect((await list('kind=contribution&country=CH')).items).toEqual([
        expect.objectContaining({ number: NUMBER }),
      ]);
      expect((await list('kind=outcome&meeting=17&state=issued')).items).toHaveLength(5);
      expect((await list('kind=outcome&at=2020-12-31')).items).toHaveLength(8);
      expect((await list('overdue=2022-03-21')).items).toEqual([]);
      const first = await list('kind=outcome&limit=10');
      const second = await list(`kind=outcome&limit=10&after=${encodeURIComponent(first.next ?? '')}`);
      expect([first.items.length, second.items.length, second.next]).toEqual([10, 7, undefined]);
      expect(new Set([...first.items, ...second.items].map(({ subject }) => subject)).size).toBe(17);
    });

    it('/ with a page that links to what there is', async () => {
      const response = await get('/');
      expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
      const links = [...(await response.text()).matchAll(/href="([^"]*)"/g)].map(([, href = '']) =>
        href.replaceAll('&amp;', '&'),
      );
      expect(links).toEqual(
        expect.arrayContaining([GROUP, REPORT, `${REPORT}?at=2020-12-31`, `${GROUP}/timeline`]),
      );
      for (const link of links) expect([link, (await get(link)).status]).toEqual([link, 200]);
    });

    it('/health', async () => {
      expect(await (await get('/health')).json()).toEqual({ status: 'ok', position: '46' });
    });

    it('/digest, of the log and of its first events', async () => {
      const whole = await json('/digest');
      expect(whole).toEqual({ position: '46', digest: expect.stringMatching(/^[0-9a-f]{64}$/) });
      expect(await json('/digest?position=46')).toEqual(whole);
      expect(await json('/digest?position=0')).toEqual({
        position: '0',
        digest: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      });
      expect((await get('/digest?position=47')).status).toBe(400);
    });

    it('as of a position, settled, and the same again', async () => {
      const { basis } = await json(`${GROUP}?asOf=44&at=2020-01-01`);
      expect(basis).toEqual({ position: '44', at: '2020-01-01T23:59:59.999Z', settled: true });
      const twice = [await json(`${GROUP}/meetings/15?asOf=44`), await json(`${GROUP}/meetings/15?asOf=44`)];
      expect(twice[0]).toEqual(twice[1]);
    });
  });

  describe('documents', () => {
    it.each([
      ['*/*', 'text/markdown; charset=utf-8'],
      ['text/html,application/xhtml+xml;q=0.9,*/*;q=0.8', 'text/html; charset=utf-8'],
      ['text/html;q=0.5, application/json', 'application/json'],
      [`${DOCX}, text/html;q=0.5`, DOCX],
      ['text/markdown;q=0, text/html;q=0.1', 'text/html; charset=utf-8'],
    ])('asked for with Accept: %s come as %s', async (accept, type) => {
      for (const path of [REPORT, `${GROUP}/meetings/15/summary`, `${GROUP}/reports/annual/15+16`]) {
        const response = await get(path, { headers: { accept } });
        expect([path, response.status, response.headers.get('content-type')]).toEqual([path, 200, type]);
        expect(response.headers.get('vary')).toMatch(/accept/i);
        await response.arrayBuffer();
      }
    });

    it.each(['image/png', 'text/html;q=0', 'text/*;q=0, image/*'])(
      'are not there for whoever accepts %s alone',
      async (accept) => {
        for (const path of [REPORT, `${GROUP}/meetings/15/summary`])
          expect(await problem(get(path, { headers: { accept } }))).toMatchObject({
            status: 406,
            type: 'urn:acta:problem:not-acceptable',
            detail: expect.stringContaining('text/markdown'),
          });
      },
    );

    it.each([
      ['text/*', 'text/markdown; charset=utf-8'],
      ['application/*', 'application/json'],
      ['*/*;q=0.1, text/html', 'text/html; charset=utf-8'],
      ['*/*, text/html', 'text/html; charset=utf-8'],
      ['text/*;q=0.2, text/html;q=0.1', 'text/markdown; charset=utf-8'],
    ])('follow the ranges of %s to %s', async (accept, type) => {
      const response = await get(REPORT, { headers: { accept } });
      expect([response.status, response.headers.get('content-type')]).toEqual([200, type]);
      await response.arrayBuffer();
    });

    it('are the same bytes as from the record, with the point in headers', async () => {
      const response = await get(`${REPORT}?asOf=44&at=2020-12-31&format=md`, {
        headers: { accept: 'text/html' },
      });
      expect(await response.text()).toBe(await reportText(acta, { asOf: '44', at: '2020-12-31' }));
      expect(
        ['acta-position', 'acta-at', 'acta-settled', 'acta-reading'].map((name) =>
          response.headers.get(name),
        ),
      ).toEqual(['44', '2020-12-31T23:59:59.999Z', 'true', 'current']);
    });

    it('in Word are a file to save', async () => {
      const response = await get(`${REPORT}?format=docx`);
      expect(response.headers.get('content-disposition')).toBe(
        'attachment; filename="CWG-COP-four-year-PP-18..PP-22.docx"',
      );
      expect(
        Buffer.from(await response.arrayBuffer())
          .subarray(0, 2)
          .toString(),
      ).toBe('PK');
    });

    it('speak French where asked to', async () => {
      expect(await (await get(`${REPORT}?language=fr`)).text()).toContain('Recommandation');
    });
  });

  describe('refuses, as problem details,', () => {
    it.each<[path: string, status: number, type: string, said: RegExp]>([
      [`${GROUP}?colour=red`, 400, 'invalid', /colour/],
      [`${GROUP}?at=yesterday`, 400, 'invalid', /at must be/],
      [`${GROUP}?at=2019-02-30`, 400, 'invalid', /2019-02-30/],
      [`${GROUP}?asOf=47`, 400, 'invalid', /beyond the newest, which is 46/],
      [`${GROUP}?asOf=99999999999999999999`, 400, 'invalid', /asOf must be/],
      [`${GROUP}?asOf=1&asOf=2`, 400, 'invalid', /asOf must be/],
      ['/groups/CWG-X', 404, 'not-found', /CWG-X/],
      [`${GROUP}/meetings/fifteen`, 404, 'not-found', /"fifteen" names no meeting/],
      [`${GROUP}/meetings/15.5`, 404, 'not-found', /"15.5" names no meeting/],
      [`${GROUP}/meetings/99`, 404, 'not-found', /meeting 99/],
      [`${GROUP}/meetings/99/summary`, 404, 'not-found', /there are: 15, 16, 17, 18/],
      [`${GROUP}/meetings/15?at=2018-01-01`, 404, 'not-found', /meeting 15/],
      [`${GROUP}/meetings/15/outcomes/9`, 404, 'not-found', /outcome 9/],
      [`${GROUP}/meetings/19/contributions/none`, 404, 'not-found', /contribution none/],
      [`${GROUP}/liaison-statements/CWG-COP-o-9`, 404, 'not-found', /CWG-COP-o-9/],
      [`${GROUP}/timeline?from=2021&to=2020`, 400, 'invalid', /before it starts/],
      [`${GROUP}/timeline?axis=sideways`, 400, 'invalid', /axis/],
      [`${GROUP}/replay?axis=as-of&from=47`, 400, 'invalid', /beyond/],
      [`${GROUP}/reports/five-year/PP-18..PP-22`, 404, 'not-found', /"five-year" names no kind/],
      [`${GROUP}/reports/four-year/everything`, 404, 'not-found', /"everything" names no covers/],
      [`${GROUP}/reports/four-year/PP-90..PP-94`, 400, 'invalid', /PP-90/],
      [`${REPORT}?format=pdf`, 400, 'invalid', /format/],
      [`${REPORT}?language=xx`, 400, 'invalid', /language/],
      [`${REPORT}?reading=issued`, 404, 'not-found', /not issued/],
      ['/subjects?search=%22open', 400, 'bad-search', /quot/],
      ['/subjects?limit=0', 400, 'invalid', /limit/],
      ['/subjects?limit=501', 400, 'invalid', /limit/],
      ['/subjects?kind=person', 400, 'invalid', /kind/],
      ['/subjects?country=Switzerland', 400, 'invalid', /country/],
      ['/subjects?overdue=2022-02-30', 400, 'invalid', /2022-02-30/],
      ['/subjects?meeting=x', 400, 'invalid', /meeting/],
      ['/nowhere', 404, 'not-found', /nowhere/],
      ['/groups/%E0%A4%A', 400, 'bad-request', /./],
      [`/groups/${'A'.repeat(2_000)}`, 414, 'bad-request', /./],
    ])('%s with %i and its stable type', async (path, status, type, said) => {
      const given = await problem(get(path));
      expect(given).toMatchObject({ status, type: `urn:acta:problem:${type}` });
      expect(given.title).toMatch(/\S/);
      expect(given.detail).toMatch(said);
      expect(given.detail).not.toMatch(/\/work\/|node_modules|at .*\.js/);
    });

    it('what the application finds at fault, by field and rule', async () => {
      expect((await problem(get(`${GROUP}?asOf=47`))).errors).toEqual([
        expect.objectContaining({ field: '/asOf', rule: 'beyond-head' }),
      ]);
    });

    it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('%s, and writes nothing', async (method) => {
      const given = await problem(
        get(GROUP, {
          method,
          body: '{"type":"terminate-group"}',
          headers: { 'content-type': 'application/json' },
        }),
      );
      expect(given.status).toBeGreaterThanOrEqual(404);
      expect(given.status).toBeLessThan(500);
      expect(acta.journal.head().position).toBe(46);
    });

    it('a body that is broken or too large', async () => {
      const headers = { 'content-type': 'application/json' };
      expect(
        (await problem(get(GROUP, { method: 'POST', body: '{', headers }))).status,
      ).toBeGreaterThanOrEqual(400);
      expect(
        (await problem(get(GROUP, { method: 'POST', body: 'x'.repeat(5_000), headers }))).status,
      ).toBeGreaterThanOrEqual(400);
    });
  });

  it('protects every answer with headers, errors among them', async () => {
    for (const path of [
      '/',
      GROUP,
      REPORT,
      `${REPORT}?format=html`,
      '/nowhere',
      `${GROUP}?at=x`,
      '/groups/%E0%A4%A',
    ]) {
      const { headers } = await get(path);
      expect([path, headers.get('x-content-type-options'), headers.get('x-frame-options')]).toEqual([
        path,
        'nosniff',
        'DENY',
      ]);
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'/);
      expect(headers.get('x-powered-by')).toBeNull();
    }
  });

  it('answers HEAD as GET, without a body', async () => {
    const response = await get(GROUP, { method: 'HEAD' });
    expect([response.status, await response.text()]).toEqual([200, '']);
  });

  it('denies a route that nobody has marked as open', async () => {
    @Controller('planted')
    class PlantedController {
      read(): string {
        return 'a secret';
      }

      write(): string {
        return 'written';
      }
    }
    // As decorators would: these tests are compiled without the older form of them that Nest's routes need.
    for (const [method, route] of [
      ['read', Get()],
      ['write', Post()],
    ] as const)
      route(
        PlantedController.prototype,
        method,
        Object.getOwnPropertyDescriptor(PlantedController.prototype, method) ?? {},
      );
    @Module({ imports: [AppModule.on(acta)], controllers: [PlantedController] })
    class Root {}
    const app = await NestFactory.create<NestFastifyApplication>(Root, new FastifyAdapter(), {
      logger: false,
      abortOnError: false,
    });
    await app.listen(0, '127.0.0.1');
    try {
      const url = await app.getUrl();
      for (const method of ['GET', 'POST'])
        expect(await problem(fetch(`${url}/planted`, { method }))).toMatchObject({
          status: 403,
          type: 'urn:acta:problem:forbidden',
        });
      expect((await fetch(`${url}/health`)).status).toBe(200);
    } finally {
      await app.close();
    }
  });
});

describe('the server', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('on %s answers what is in flight and exits 0', async (signal) => {
    const temporary = temporaryFolder();
    const acta = await openActa(temporary.config, { mode: 'write' });
    await importSample(acta);
    await acta.close();
    const main = fileURLToPath(new URL('../../../apps/api/dist/main.js', import.meta.url));
    const server = spawn(process.execPath, [main], {
      env: {
        ...process.env,
        ...settingsOf(temporary.config.data),
        ACTA_DATA: temporary.config.data,
        ACTA_PORT: '0',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    try {
      const exited = once(server, 'exit');
      let url = '';
      for await (const line of createInterface({ input: server.stdout })) {
        url = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0] ?? '';
        if (url !== '') break;
      }
      // Both requests are read at once, so the second is being answered when the first one's answer comes.
      const socket = connect({ host: '127.0.0.1', port: Number(new URL(url).port) });
      const requests = ['/health', `${REPORT}?format=docx`].map(
        (path) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`,
      );
      socket.write(requests.join(''));
      let received = '';
      for await (const chunk of socket as AsyncIterable<Buffer>) {
        if (received === '') server.kill(signal);
        received += chunk.toString('latin1');
      }
      const answers = received.split(/(?=HTTP\/1\.1 )/);
      expect(answers.map((answer) => answer.slice(0, 15))).toEqual(['HTTP/1.1 200 OK', 'HTTP/1.1 200 OK']);
      const [, head = '', body = ''] = /^(.*?)\r\n\r\n(.*)$/s.exec(answers[1] ?? '') ?? [];
      expect(body.length).toBe(Number(/content-length: (\d+)/i.exec(head)?.[1]));
      expect(await exited).toEqual([0, null]);
      await expect(fetch(`${url}/health`)).rejects.toThrow();
    } finally {
      server.kill('SIGKILL');
      temporary.remove();
    }
  });
});
