import { execFile, spawn } from 'node:child_process';
import { createHmac, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type Served, serve } from '@acta/api';
import { localHost } from '@acta/cli';
import { type Acta, type Config, developmentToken, makeDevelopmentIssuer, openActa } from '@acta/runtime';
import { signedToken, tokenOf } from '@acta/testing';
import { act } from '../support/acting.js';
import { type TestIssuer, startTestIssuer } from '../support/issuer.js';
import { importSample } from '../support/sample.js';
import { type Temporary, temporaryFolder } from '../support/temporary.js';

const GROUP = '/groups/CWG-COP';
const MEETINGS = `${GROUP}/meetings`;
const NUMBER = 'CWG-COP-19/1';
const CONTRIBUTION = `${MEETINGS}/19/contributions/${encodeURIComponent(NUMBER)}`;
const REF = `CWG-COP/meetings/19/contributions/${NUMBER}`;
const NOBODY = '00000000-0000-4000-8000-000000000000';

interface ProblemJson {
  type: string;
  status: number;
  detail: string;
}
interface Answered {
  status: number;
  headers: Headers;
  body: unknown;
}

let temporary: Temporary;
let issuer: TestIssuer;
let acta: Acta;
let served: Served;

/** The sample, a planned meeting, and a contribution that only members may read; served with tokens of the test issuer. */
async function start(change: Partial<Config> = {}): Promise<void> {
  temporary = temporaryFolder();
  issuer = await startTestIssuer();
  acta = await openActa({ ...temporary.config, port: 0, issuer: issuer.url, ...change }, { mode: 'write' });
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
      classification: 'members',
      title: { language: 'en', text: 'For members' },
      sources: [{ name: 'Switzerland', country: 'CH' }],
    },
  });
  served = await serve(acta);
}

async function stop(): Promise<void> {
  await served.stop();
  await acta.close();
  await issuer.close();
  temporary.remove();
}

async function ask(path: string, token?: string, init: RequestInit = {}): Promise<Answered> {
  const headers = new Headers(init.headers);
  if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
  const response = await fetch(served.url + path, { ...init, headers });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}

const plan = (ordinal: number, token?: string, path = MEETINGS): Promise<Answered> =>
  ask(path, token, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ordinal, held: { from: '2031-01-01' } }),
  });

function problemIn({ status, headers, body }: Answered): ProblemJson {
  expect(headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  const problem = body as ProblemJson;
  expect(problem.status).toBe(status);
  return problem;
}

const head = (): number => acta.journal.head().position;
const giving = (...roles: object[]) => ({ acta_roles: roles });
const DELEGATE = giving({ role: 'delegate', group: 'CWG-COP' });

describe('tokens', () => {
  beforeAll(() => start());
  afterAll(() => stop());

  const somebody = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const now = Math.floor(Date.now() / 1000);
  const hs256 = (): string => {
    const secret = createPublicKey(issuer.privateKey).export({ type: 'spki', format: 'pem' });
    return tokenOf({ ...issuer.header, alg: 'HS256' }, issuer.claims(), (input) =>
      createHmac('sha256', secret).update(input).digest(),
    );
  };

  it.each<[what: string, token: () => string]>([
    ['forged', () => signedToken(issuer.header, issuer.claims(), somebody.privateKey)],
    ['that has expired', () => issuer.token({ exp: now - 60 })],
    ['of another issuer', () => issuer.token({ iss: 'https://elsewhere.example' })],
    ['of the development issuer', () => issuer.token({ iss: 'urn:acta:development' })],
    ['for another audience', () => issuer.token({ aud: 'elsewhere' })],
    ['of alg none', () => tokenOf({ ...issuer.header, alg: 'none' }, issuer.claims(), () => Buffer.alloc(0))],
    ['signed with the public key as a secret', hs256],
    ['of another type', () => issuer.token({}, { typ: 'JWT' })],
    ['that is too old', () => issuer.token({ iat: now - 90_000 })],
    ['that is not valid yet', () => issuer.token({ nbf: now + 600 })],
    ['with an unknown role', () => issuer.token(giving({ role: 'emperor' }))],
    ['of an unknown key', () => issuer.token({}, { kid: 'k2' })],
    ['that is huge', () => issuer.token({ more: 'x'.repeat(8_000) })],
    ['that is none', () => 'abc'],
  ])('a token %s is refused on every route, with 401 and why', async (_what, make) => {
    const token = make();
    for (const path of ['/health', GROUP, '/me', '/no-such-page']) {
      const answered = await ask(path, token);
      const { type, detail } = problemIn(answered);
      expect([path, answered.status, type]).toEqual([path, 401, 'urn:acta:problem:unauthorized']);
      expect(answered.headers.get('www-authenticate')).toMatch(
        /^Bearer error="invalid_token", error_description="/,
      );
      if (token.length > 10)
        expect(JSON.stringify([detail, [...answered.headers]])).not.toContain(token.slice(0, 40));
    }
  });

  it.each(['Basic YTpi', 'Bearer', 'Bearer ', 'Bearer a b', 'Bearer \u00e9'])(
    'an authorization "%s" is no bearer token',
    async (authorization) => {
      const answered = await ask('/health', undefined, { headers: { authorization } });
      expect(problemIn(answered)).toMatchObject({ status: 401, type: 'urn:acta:problem:unauthorized' });
      expect(answered.headers.get('www-authenticate')).toBe('Bearer');
    },
  );

  it('are not needed for what is public, and asked for where something is not', async () => {
    expect((await ask(GROUP)).status).toBe(200);
    const answered = await plan(20);
    expect(problemIn(answered)).toMatchObject({ status: 401, type: 'urn:acta:problem:unauthorized' });
    expect(answered.headers.get('www-authenticate')).toBe('Bearer');
  });

  it('without a role allow no more than none: 403, whether or not a group is there, and nothing is written', async () => {
    const before = head();
    const answers = [
      await plan(20, issuer.token()),
      await plan(20, issuer.token(), '/groups/CWG-NO/meetings'),
    ];
    const [here, elsewhere] = answers.map(problemIn);
    expect(here).toMatchObject({ status: 403, type: 'urn:acta:problem:forbidden' });
    expect(here?.detail.replace('CWG-COP', 'CWG-NO')).toBe(elsewhere?.detail);
    expect(head()).toBe(before);
  });

  it.each<[what: string, roles: object]>([
    ['of another group', { role: 'secretariat', group: 'CWG-NO' }],
    ['whose term is over', { role: 'secretariat', group: 'CWG-COP', to: '2020-12-31' }],
    ['whose term has not begun', { role: 'secretariat', group: 'CWG-COP', from: '2999-01-01' }],
    ['whose role is a lesser one', { role: 'delegate', group: 'CWG-COP' }],
    ['that calls itself chair, whom the record does not know', { role: 'chair', group: 'CWG-COP' }],
  ])('%s is refused with 403', async (_what, roles) => {
    const before = head();
    expect(problemIn(await plan(21, issuer.token(giving(roles))))).toMatchObject({
      status: 403,
      type: 'urn:acta:problem:forbidden',
    });
    expect(head()).toBe(before);
  });

  it('record acts under a subject id that names nobody, as authenticated', async () => {
    const token = issuer.token(giving({ role: 'secretariat', group: 'CWG-COP' }));
    expect((await plan(22, token)).status).toBe(201);
    const { subject } = (await ask('/me', token)).body as { subject: string };
    const { metadata } = JSON.parse(acta.journal.after(head() - 1, 1)[0]?.body ?? '') as { metadata: object };
    expect(metadata).toMatchObject({
      actor: subject,
      assurance: 'authenticated',
      actingAs: { role: 'secretariat', group: 'CWG-COP' },
    });
    expect(JSON.stringify(metadata)).not.toContain('alice');
  });
});

describe('/me', () => {
  beforeAll(() => start());
  afterAll(() => stop());

  it('tells anybody with a token who they are here, and what they hold today', async () => {
    const roles = [
      { role: 'delegate', group: 'CWG-COP', from: '2020-01-01' },
      { role: 'observer', group: 'CWG-NO', to: '2020-01-01' },
      { role: 'auditor' },
    ];
    const answered = await ask('/me', issuer.token(giving(...roles)));
    expect(answered.status).toBe(200);
    expect(answered.headers.get('cache-control')).toBe('private, no-store');
    expect(answered.body).toEqual({
      subject: expect.stringMatching(/^[0-9a-f-]{36}$/),
      assurance: 'authenticated',
      roles: [
        { role: 'delegate', group: 'CWG-COP', from: '2020-01-01', source: 'token' },
        { role: 'auditor', source: 'token' },
      ],
    });
    expect((await ask('/me', issuer.token())).body).toMatchObject({ roles: [] });
  });

  it('asks for a token', async () => {
    expect(problemIn(await ask('/me'))).toMatchObject({ status: 401 });
  });
});

describe('an office', () => {
  beforeEach(() => start());
  afterEach(() => stop());

  const subjectOf = async (token: string) => ((await ask('/me', token)).body as { subject: string }).subject;
  const appoint = (subject: string, term: { from: string; to?: string }) =>
    act(acta, {
      type: 'appoint-officer',
      stream: 'group-CWG-COP',
      data: { appointment: 'chair-x', office: 'chair', person: { subject, name: 'A. Chair' }, ...term },
    });

  it('is given by the record, at once, and ends with it', async () => {
    const token = issuer.token();
    expect((await plan(20, token)).status).toBe(403);
    await appoint(await subjectOf(token), { from: '2020-01-01' });
    expect((await ask('/me', token)).body).toMatchObject({
      roles: [{ role: 'chair', group: 'CWG-COP', from: '2020-01-01', source: 'record' }],
    });
    expect((await plan(20, token)).status).toBe(201);
    await act(acta, {
      type: 'release-officer',
      stream: 'group-CWG-COP',
      data: { appointment: 'chair-x', to: '2020-12-31' },
    });
    expect((await plan(21, token)).status).toBe(403);
    expect((await ask('/me', token)).body).toMatchObject({ roles: [] });
  });

  it('is in this group alone', async () => {
    const token = issuer.token();
    await appoint(await subjectOf(token), { from: '2020-01-01' });
    expect((await plan(1, token, '/groups/CWG-NO/meetings')).status).toBe(403);
  });

  it('is looked up once a revision of the group', async () => {
    await appoint(NOBODY, { from: '2020-01-01' });
    const principal = { subject: NOBODY, assurance: 'authenticated', grants: [] } as const;
    acta.access.judge(principal, 'plan-meeting', 'CWG-COP');
    const reading = jest.spyOn(acta.journal, 'stream');
    for (let i = 0; i < 5; i++)
      expect(acta.access.judge(principal, 'plan-meeting', 'CWG-COP')).toMatchObject({ allowed: true });
    expect(reading).not.toHaveBeenCalled();
    reading.mockRestore();
  });

  it('that has ended in the record is not held by a claim of the development issuer', async () => {
    await served.stop();
    await acta.close();
    const config = { ...temporary.config, port: 0 };
    await makeDevelopmentIssuer(config);
    acta = await openActa(config, { mode: 'write' });
    served = await serve(acta);
    const grant = { role: 'chair', group: 'CWG-COP' } as const;
    const token = await developmentToken(config, { name: 'bob', grant, seconds: 60, create: false });
    expect((await plan(20, token)).status).toBe(201);
    await appoint(await subjectOf(token), { from: '2020-01-01', to: '2020-12-31' });
    expect((await plan(21, token)).status).toBe(403);
    const over = { ...grant, to: '2020-12-31' };
    const ended = await developmentToken(config, { name: 'carol', grant: over, seconds: 60, create: false });
    expect((await plan(21, ended)).status).toBe(403);
  });
});

describe('an issuer that is out of reach', () => {
  beforeAll(() => start());
  afterAll(() => stop());

  it('makes nobody wrong: 503, and what is public is read without a token', async () => {
    issuer.up = false;
    const answered = await ask('/me', issuer.token());
    expect(problemIn(answered)).toMatchObject({ status: 503, type: 'urn:acta:problem:issuer-unavailable' });
    expect(answered.headers.get('retry-after')).toBe('5');
    expect((await ask(GROUP)).status).toBe(200);
  });
});

describe('the access log', () => {
  beforeAll(() => start());
  afterAll(() => stop());

  interface Noted {
    at: string;
    kind: string;
    act: string;
    resource: string;
    subject?: string;
    role?: string;
    group?: string;
  }
  const auditor = (group?: string) =>
    issuer.token({
      sub: 'auditor',
      ...giving({ role: 'auditor', ...(group === undefined ? {} : { group }) }),
    });
  const noted = async (query: string, token = auditor()): Promise<Noted[]> =>
    ((await ask(`/access-log?${query}`, token)).body as { items: Noted[] }).items;

  it('tells an auditor who read what is restricted, in which capacity', async () => {
    const token = issuer.token({ sub: 'reader', ...DELEGATE });
    expect((await ask(CONTRIBUTION, token)).status).toBe(200);
    const { subject } = (await ask('/me', token)).body as { subject: string };
    expect(await noted(`subject=${subject}`)).toEqual([
      {
        at: expect.stringMatching(/^20.*Z$/),
        kind: 'restricted-read',
        act: 'read-members',
        role: 'delegate',
        group: 'CWG-COP',
        resource: REF,
        subject,
        position: String(head()),
      },
    ]);
  });

  it('tells of lists that hold something restricted', async () => {
    const token = issuer.token({ sub: 'lister', ...DELEGATE });
    const { subject } = (await ask('/me', token)).body as { subject: string };
    expect((await ask('/subjects?group=CWG-COP&kind=outcome', token)).status).toBe(200);
    expect(await noted(`subject=${subject}`)).toEqual([]);
    expect((await ask('/subjects?group=CWG-COP&kind=contribution', token)).status).toBe(200);
    expect((await noted(`subject=${subject}`)).map(({ resource }) => resource)).toEqual([REF]);
  });

  it('has nothing of what is public, nor of what was not found', async () => {
    const before = await noted('limit=500');
    expect((await ask(CONTRIBUTION)).status).toBe(404);
    expect((await ask(GROUP)).status).toBe(200);
    expect((await ask(`${MEETINGS}/15`, issuer.token(DELEGATE))).status).toBe(200);
    expect(await noted('limit=500')).toEqual(before);
  });

  it('tells of denials', async () => {
    const token = issuer.token({ sub: 'denied', ...DELEGATE });
    const { subject } = (await ask('/me', token)).body as { subject: string };
    await plan(30, token);
    await ask('/access-log?group=CWG-COP', token);
    expect((await noted(`subject=${subject}&kind=denied`)).map(({ act, group }) => [act, group])).toEqual([
      ['read-access-log', 'CWG-COP'],
      ['plan-meeting', 'CWG-COP'],
    ]);
  });

  it('tells of denials by the commands, and of those who do not say who they are', async () => {
    const token = issuer.token({ sub: 'other delegate', ...DELEGATE });
    const { subject } = (await ask('/me', token)).body as { subject: string };
    const withdrawal = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"reason":"mine"}',
    };
    // The policy lets a delegate withdraw contributions of their own: this is somebody else's.
    expect((await ask(`${CONTRIBUTION}/withdrawal`, token, withdrawal)).status).toBe(403);
    const [denial] = await noted(`subject=${subject}&kind=denied`);
    expect(denial).toMatchObject({ act: 'withdraw-contribution', group: 'CWG-COP' });
    await ask(`/access-log?group=${'x'.repeat(5_000)}`);
    const [anonymous] = await noted('kind=denied&limit=1');
    expect(anonymous).toEqual({
      at: expect.any(String),
      kind: 'denied',
      act: 'read-access-log',
      resource: 'GET /access-log',
    });
  });

  it('tells of exports', async () => {
    const host = localHost({ ACTA_DATA: temporary.config.data });
    const services = await host.open({}, 'read');
    await services.exportTo(join(temporary.folder, 'export.ndjson'), () => undefined);
    await services.close();
    expect(await noted('kind=export')).toEqual([
      expect.objectContaining({ kind: 'export', resource: 'log', position: String(head()) }),
    ]);
  });

  it('is read of their own group by its auditors, of all by those of all, by nobody else', async () => {
    await plan(30, issuer.token(), '/groups/CWG-NO/meetings');
    expect((await noted('group=CWG-NO', auditor('CWG-NO'))).map(({ group }) => group)).toEqual(['CWG-NO']);
    const refused = [
      await ask('/access-log', auditor('CWG-NO')),
      await ask('/access-log?group=CWG-COP', auditor('CWG-NO')),
      await ask('/access-log?group=CWG-NO&group=CWG-COP', auditor('CWG-NO')),
      await ask('/access-log?group[]=CWG-NO', auditor('CWG-NO')),
      await ask('/access-log?group=CWG-COP', issuer.token(giving({ role: 'secretariat' }))),
    ];
    expect(refused.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403]);
    expect((await ask('/access-log')).status).toBe(401);
  });

  it('is filtered by time, and comes in pages, newest first', async () => {
    const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
    const all = await noted(`from=${yesterday}&limit=500`);
    expect(all.length).toBeGreaterThan(5);
    expect(await noted('to=2020')).toEqual([]);
    const pages: Noted[] = [];
    for (let after = ''; ;) {
      const { body } = await ask(`/access-log?limit=2${after}`, auditor());
      const { items, next } = body as { items: Noted[]; next?: string };
      pages.push(...items);
      if (next === undefined) break;
      after = `&after=${next}`;
    }
    expect(pages).toEqual(all);
  });

  it('comes whole as CSV, without formulas, to whoever may read it', async () => {
    // A path is what anybody may send: it stands in the log as it was.
    await ask('/access-log?group=CWG-COP');
    const all: Noted[] = await noted('limit=500');
    const csv = await fetch(`${served.url}/access-log?limit=1`, {
      headers: { authorization: `Bearer ${auditor()}`, accept: 'text/csv' },
    });
    expect([csv.status, csv.headers.get('content-type'), csv.headers.get('cache-control')]).toEqual([
      200,
      'text/csv; charset=utf-8',
      'private, no-store',
    ]);
    expect(csv.headers.get('content-disposition')).toContain('access-log.csv');
    const [header, ...lines] = (await csv.text()).trimEnd().split('\r\n');
    expect(header).toBe('at,kind,subject,acting as,group,act,resource,position');
    expect(lines.map((line) => line.split(',')[0])).toEqual(all.map(({ at }) => at));
    expect((await ask('/access-log?format=csv')).status).toBe(401);
    expect((await ask('/access-log?format=csv', auditor('CWG-NO'))).status).toBe(403);
    expect((await ask('/access-log?format=csv&from=2026-02-30', auditor())).status).toBe(400);
    expect((await ask('/access-log?format=xml', auditor())).status).toBe(400);
  });

  it.each([
    'kind=theft',
    'subject=alice',
    'from=yesterday',
    'from=2026-02-30',
    'limit=0',
    'limit=501',
    'after=x',
    'asOf=4',
    'group=cop',
  ])('refuses ?%s with 400', async (query) => {
    expect(problemIn(await ask(`/access-log?${query}`, auditor()))).toMatchObject({ status: 400 });
  });
});

describe('from a first start', () => {
  const run = promisify(execFile);
  const bin = fileURLToPath(new URL('../../../apps/cli/bin/acta.js', import.meta.url));

  it('acta serve says loudly how to get a token, and acta dev-token gives one', async () => {
    temporary = temporaryFolder();
    const { data } = temporary.config;
    const server = spawn(process.execPath, [bin, 'serve', '--data', data, '--port', '0'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      const exited = once(server, 'exit');
      const said: string[] = [];
      for await (const line of createInterface({ input: server.stdout })) {
        said.push(line);
        if (line.startsWith('Ctrl-C')) break;
      }
      expect(said.join('\n')).toContain(`THE DEVELOPMENT ISSUER IS ON`);
      const url = /http:\/\/127\.0\.0\.1:\d+/.exec(said.join('\n'))?.[0] ?? '';
      const args = [
        bin,
        'dev-token',
        '--data',
        data,
        '--role',
        'chair',
        '--group',
        'CWG-COP',
        '--name',
        'alice',
      ];
      const { stdout, stderr } = await run(process.execPath, args);
      expect(stderr).toBe('');
      const headers = { authorization: `Bearer ${stdout.trim()}` };
      expect(await (await fetch(`${url}/me`, { headers })).json()).toMatchObject({
        assurance: 'authenticated',
        roles: [{ role: 'chair', group: 'CWG-COP', source: 'token' }],
      });
      server.kill('SIGTERM');
      expect(await exited).toEqual([0, null]);
    } finally {
      server.kill('SIGKILL');
      temporary.remove();
    }
  });

  it('acta dev-token refuses where there can be no development issuer', async () => {
    temporary = temporaryFolder();
    const args = [bin, 'dev-token', '--data', temporary.config.data, '--role', 'chair'];
    const refused = async (env: Record<string, string>): Promise<{ code?: unknown; stderr?: unknown }> =>
      run(process.execPath, args, { env: { ...process.env, ...env } }).then(
        () => ({}),
        (error: unknown) => error as { code?: unknown; stderr?: unknown },
      );
    const [fresh, open, production] = [
      await refused({}),
      await refused({ ACTA_HOST: '0.0.0.0' }),
      await refused({ ACTA_OIDC_ISSUER: 'https://id.example' }),
    ];
    temporary.remove();
    expect([fresh, open, production].map(({ code }) => code)).toEqual([1, 1, 1]);
    expect(fresh.stderr).toContain('--create');
    expect(open.stderr).toContain('ACTA_HOST is 0.0.0.0');
    expect(production.stderr).toContain('https://id.example');
  });
});
