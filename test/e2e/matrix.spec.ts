import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { actRoutes } from '@acta/api';
import { type Act, policy, roles } from '@acta/application';
import { type Classification, type CommandType, type Role, streamOf } from '@acta/domain';
import { act } from '../support/acting.js';
import { bodies } from '../support/bodies.js';
import { type Knocked, Knocker, eachOf } from '../support/knock.js';
import {
  APPOINTMENT,
  DOCUMENT,
  OPEN,
  OUTCOME,
  OVER,
  SESSION,
  furnish,
  numberOf,
  statementOf,
} from '../support/premises.js';
import { ServedRecord } from '../support/served.js';

const OWN = 'CWG-COP';
const OTHER = 'CWG-OTH';
const ENDED = 'CWG-END';
const everyone = [...roles, 'anybody'] as const;
type Someone = (typeof everyone)[number];

/** What each route is that is no command: an act of the policy, or open to whoever has a token. HEAD is as GET. */
const otherRoutes: Readonly<Record<string, Act | 'any token'>> = {
  'GET /': 'read-public',
  'GET /health': 'read-public',
  'GET /ready': 'read-public',
  'GET /calendar': 'read-public',
  'GET /groups': 'read-public',
  'GET /groups/:group': 'read-public',
  'GET /groups/:group/meetings/:meeting': 'read-public',
  'GET /groups/:group/mandate-matrix': 'read-public',
  'GET /groups/:group/offices': 'read-public',
  'GET /groups/:group/meetings/:meeting/summary': 'read-public',
  'GET /groups/:group/meetings/:meeting/outcomes/:ordinal': 'read-public',
  'GET /groups/:group/meetings/:meeting/contributions/:number': 'read-public',
  'GET /groups/:group/meetings/:meeting/contributions/:number/document': 'read-public',
  'GET /groups/:group/liaison-statements/:id': 'read-public',
  'GET /groups/:group/liaison-statements/:id/attachments/:sha256': 'read-public',
  'GET /groups/:group/reports/:kind/:covers': 'read-public',
  'GET /groups/:group/reports/:kind/:covers/life': 'read-public',
  'GET /groups/:group/timeline': 'read-public',
  'GET /groups/:group/replay': 'read-public',
  'GET /groups/:group/replay/:position': 'read-public',
  'GET /groups/:group/changes': 'read-public',
  'GET /groups/:group/history': 'read-public',
  'GET /groups/:group/investigation': 'read-public',
  'GET /groups/:group/redline': 'read-public',
  'GET /groups/:group/stale-reports': 'read-public',
  'GET /groups/:group/reports/:kind/:covers/corrigendum': 'read-public',
  'GET /groups/:group/feed.atom': 'read-public',
  'GET /subjects': 'read-public',
  'GET /events': 'read-public',
  'GET /schemas/events/:name': 'read-public',
  'GET /schemas/feed/:name': 'read-public',
  'GET /commands/:command': 'any token',
  'GET /me': 'any token',
  'GET /access-log': 'read-access-log',
  'GET /export': 'export',
  'GET /digest': 'read-public',
  'GET /openapi.json': 'read-public',
  'GET /asyncapi.json': 'read-public',
  'GET /docs': 'read-public',
  'GET /docs/:asset': 'read-public',
  'POST /groups/:group/documents': 'upload-document',
  'POST /imports': 'import',
  'GET /webhooks': 'keep-webhooks',
  'POST /webhooks': 'keep-webhooks',
  'GET /webhooks/:webhook': 'keep-webhooks',
  'DELETE /webhooks/:webhook': 'keep-webhooks',
  'POST /webhooks/:webhook/redrive': 'keep-webhooks',
};

interface Route {
  method: string;
  path: string;
  act: Act | 'any token';
  command?: CommandType;
}

/** Where a request is sent to, and what it is about. */
interface Situation {
  name: string;
  group: string;
  meeting: number;
  /** What the contribution or statement in the address is classified today. */
  classification: Exclude<Classification, 'members'>;
  /** Whether the caller submitted it. */
  mine?: true;
  /** The state before anything was restricted is asked for. */
  past?: true;
  /** The caller's role is held in all groups. */
  everywhere?: true;
}

const here = { group: OWN, meeting: OPEN, classification: 'public' } as const;
const situations: readonly Situation[] = [
  { ...here, name: 'own group' },
  { ...here, name: 'other group', group: OTHER },
  { ...here, name: 'own group, by a role in all', everywhere: true },
  { ...here, name: 'closed meeting', meeting: OVER },
  { ...here, name: 'terminated group', group: ENDED },
  { ...here, name: 'restricted to states', classification: 'states' },
  { ...here, name: 'draft', classification: 'draft' },
  { ...here, name: 'draft of another group', classification: 'draft', group: OTHER },
  { ...here, name: "one's own draft", classification: 'draft', mine: true },
  { ...here, name: 'past state', past: true },
  { ...here, name: 'past state of what is restricted to states', classification: 'states', past: true },
  { ...here, name: 'past state of a draft', classification: 'draft', past: true },
];

/** Allowed: past the guard. Refused: 401 for nobody, 403 for somebody. Hidden: as what is not there. */
type Verdict = 'allowed' | 'refused' | 'hidden';

/** The table read as data: what it says of a role; of anybody where none is held. */
function cellOf(what: Act, role: Role | undefined): string {
  const row: readonly string[] = policy[what];
  const cell = role === undefined ? 'no' : row[roles.indexOf(role)];
  return (cell === 'no' ? row[roles.length] : cell) ?? 'no';
}

const reads = { states: 'read-states', draft: 'read-drafts' } as const;

/** DESIGN, section 8, in a few lines: what the table says of a route in a situation. */
function expected(who: Someone, route: Route, situation: Situation): Verdict {
  const { group, classification, mine = false, everywhere = false } = situation;
  if (route.act === 'any token') return who === 'anybody' ? 'refused' : 'allowed';
  const about = groupIn(route) ? group : undefined;
  // Webhooks are their owner's, in whatever group the role is held.
  const isHeld = everywhere || about === OWN || about === ENDED || route.act === 'keep-webhooks';
  const role = who === 'anybody' || !isHeld ? undefined : who;
  const cell = cellOf(route.act, role);
  if (cell === 'no') return 'refused';
  const isNamed = namesAThing(route.path);
  if (isNamed && classification !== 'public') {
    const sight = cellOf(reads[classification], role);
    const sees = sight === 'yes' || (sight === 'own' && mine);
    if (!sees) return 'hidden';
  }
  return cell === 'own' && !mine ? 'refused' : 'allowed';
}

function groupIn({ path, act: what }: Route): boolean {
  return /:(group|stream)\b/.test(path) || what === 'read-access-log';
}

/** Whether an address is that of a contribution or a liaison statement. */
function namesAThing(path: string): boolean {
  return /:group\/.*:(number|id)\b/.test(path);
}

/** Whether a situation makes a difference to a route. */
function concerns({ method, path, command }: Route, situation: Situation): boolean {
  const isNamed = namesAThing(path);
  if (situation.mine === true) return /:number\b/.test(path) && !path.endsWith('/document');
  if (situation.classification !== 'public' && !isNamed) return false;
  if (situation.past === true) return method === 'POST' ? command !== undefined : takesAPoint(path);
  if (situation.meeting === OVER) return /:(meeting|stream)\b/.test(path);
  return situation.group === OWN || /:(group|stream)\b/.test(path) || path === '/access-log';
}

let record: ServedRecord;
let knocker: Knocker;
let routes: Route[];
/** Positions at which nothing was restricted, by group. */
const before = new Map<string, number>();
/** Tokens: by role, and where it is held. */
const tokens = new Map<string, string>();
/** The numbers of what each role submitted. */
const submitted = new Map<string, string>();

/** A route of the running server, as the policy has it. @throws where neither table knows it */
function routeOf(method: string, path: string): Route {
  const commands = Object.entries(actRoutes) as [CommandType, { path: string }][];
  const command = commands.find((each) => method === 'POST' && `/${each[1].path}` === path)?.[0];
  if (command !== undefined) return { method, path, act: command, command };
  const known = otherRoutes[`${method === 'HEAD' ? 'GET' : method} ${path}`];
  if (known === undefined)
    throw new Error(`${method} ${path} is in no table: say in this suite which act of the policy it is`);
  return { method, path, act: known };
}

beforeAll(async () => {
  // The clock stands still: answers tell the moment that they stand on.
  const now = Date.now();
  record = await ServedRecord.open({ clock: () => now }, { change: { rateLimit: 0 } });
  const { acta } = record;
  for (const group of [OTHER, ENDED])
    await act(acta, {
      type: 'establish-group',
      data: { group, acronym: group, name: { language: 'en', text: 'Another group' } },
    });
  await act(acta, {
    type: 'enter-session',
    data: { session: SESSION, kind: 'council', title: 'A session', opens: '2026-06-01' },
  });
  for (const group of [OWN, OTHER, ENDED]) before.set(group, await furnish(acta, group));
  await act(acta, { type: 'terminate-group', stream: streamOf.group(ENDED), data: {} });
  for (const role of roles)
    for (const where of [OWN, ENDED, null])
      tokens.set(`${role} ${String(where)}`, await record.token(role, role, where));
  knocker = new Knocker(record.url);
  routes = [...record.served.routes].flatMap(([path, methods]) =>
    [...methods].map((method) => routeOf(method, path)),
  );
  for (const role of roles) {
    const { status, text } = await knocker.send({
      method: 'POST',
      path: `/groups/${OWN}/meetings/${String(OPEN)}/contributions`,
      headers: { ...authorization(role, situations[0] as Situation), 'content-type': 'application/json' },
      body: JSON.stringify({ ...bodies['submit-contribution'], classification: 'draft' }),
    });
    if (status !== 201) continue;
    const { ref } = JSON.parse(text) as { ref: string };
    submitted.set(role, ref.slice(ref.indexOf('/contributions/') + '/contributions/'.length));
  }
});

afterAll(async () => {
  knocker.close();
  await record.close();
});

function authorization(who: Someone, { group, everywhere }: Situation): Record<string, string> {
  if (who === 'anybody') return {};
  const where = everywhere === true ? null : group === ENDED ? ENDED : OWN;
  return { authorization: `Bearer ${tokens.get(`${who} ${String(where)}`) ?? ''}` };
}

const sha256 = createHash('sha256').update(DOCUMENT).digest('hex');

/** What reads are asked in, by their address, where it is not JSON. */
const otherForms: Readonly<Record<string, readonly string[]>> = {
  '/access-log': ['format=csv'],
  '/groups/:group/mandate-matrix': ['format=docx', 'language=fr'],
  '/groups/:group/investigation': ['format=csv'],
  '/groups/:group/changes': ['format=text', 'language=fr'],
};

/** The address of a route in a situation. `absent`: of something that is not there, under a name as long. */
function address(
  who: Someone,
  { path, method, act: what }: Route,
  situation: Situation,
  absent = false,
): string {
  const { group, meeting, classification, mine, past, everywhere } = situation;
  const number = (mine && submitted.get(who)) ?? numberOf(group, classification, meeting);
  const values: Readonly<Record<string, string>> = {
    group,
    meeting: String(meeting),
    ordinal: String(OUTCOME),
    number: absent ? otherName(number) : number,
    id: absent ? otherName(statementOf(group, classification)) : statementOf(group, classification),
    webhook: '55555555-5555-4555-8555-555555555555',
    kind: 'annual',
    covers: String(OPEN),
    session: SESSION,
    appointment: APPOINTMENT,
    subject: '33333333-3333-4333-8333-333333333333',
    stream: streamOf.meeting(group, meeting),
    command: '44444444-4444-7444-8444-444444444444',
    sha256,
    position: '1',
    asset: 'start.js',
    name: path.includes('/feed/') ? 'outcome-amended.v1.json' : 'outcome-recorded.v1.json',
  };
  const filled = path.replace(/:(\w+)/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`${path}: this suite knows nothing to put for ${name}`);
    return encodeURIComponent(value);
  });
  const query = [
    ...(what === 'read-access-log' ? [`group=${group}`] : []),
    ...(path === '/imports' ? ['dryRun=true'] : []),
    ...(path.endsWith('/history') ? [`subject=${group}`] : []),
    ...(path.endsWith('/redline')
      ? [`subject=${group}`, ...(past === true ? [`fromAsOf=${String(before.get(group))}`] : [])]
      : []),
    ...(path.endsWith('/changes') ? ['since=1'] : []),
    // The form is no matter of rights: one situation asks for another than the rest.
    ...(everywhere === true ? (otherForms[path] ?? []) : []),
    ...(path.endsWith('/investigation') ? ['inquiry=late'] : []),
    ...(past === true && method !== 'POST' && takesAPoint(path) ? [`asOf=${String(before.get(group))}`] : []),
  ];
  return query.length === 0 ? filled : `${filled}?${query.join('&')}`;
}

/** Whether a route is about a state of the record, of which there are past ones. */
function takesAPoint(path: string): boolean {
  return /^\/(groups|subjects|calendar)/.test(path) && !/(\.atom|\/redline)$/.test(path);
}

/** A name of the same form that nothing has: numbers start at 1. */
function otherName(name: string): string {
  return `${name.slice(0, -1)}0`;
}

/** A command that is let through is refused by what it names as seen: nothing is written by this suite. */
function knock(who: Someone, route: Route, situation: Situation, path: string): Promise<Knocked> {
  const { method, command } = route;
  const sent = (type: string, body: string) =>
    knocker.send({
      method,
      path,
      headers: {
        ...authorization(who, situation),
        'content-type': type,
        ...(command === undefined ? {} : { 'if-match': '"999999"' }),
      },
      body,
    });
  if (command !== undefined) return sent('application/json', JSON.stringify(bodyOf(command, who, situation)));
  if (route.act === 'upload-document') return sent('text/plain', DOCUMENT);
  if (route.act === 'import') return sent('application/x-ndjson', '');
  return knocker.send({ method, path, headers: authorization(who, situation) });
}

function bodyOf(command: CommandType, who: Someone, situation: Situation): Record<string, unknown> {
  const { group, meeting, classification, mine, past } = situation;
  const number = (mine && submitted.get(who)) ?? numberOf(group, classification, meeting);
  return {
    ...bodies[command],
    ...(command === 'revise-contribution' ? { revisedAs: `${number} Rev.1` } : {}),
    ...(past === true && command !== 'redate-act' ? { effectiveAt: '2026-10-01' } : {}),
  };
}

/** What is wrong with the answer of a cell; undefined where it is as the table says. */
async function faultOf({ who, route, situation, verdict }: Cell): Promise<string | undefined> {
  const path = address(who, route, situation);
  const answer = await knock(who, route, situation, path);
  const { status } = answer;
  switch (verdict) {
    case 'refused':
      return status === refusal(who) ? undefined : `${status}, not ${refusal(who)}`;
    case 'allowed':
      return admits(route, situation).includes(status)
        ? undefined
        : `${status}: ${answer.text.slice(0, 200)}`;
    case 'hidden': {
      const absent = await knock(who, route, situation, address(who, route, situation, true));
      if (status !== 404) return `${status}, not hidden`;
      return same(answer, absent) ? undefined : `not as what is absent: ${answer.text} ${absent.text}`;
    }
  }
}

const refusal = (who: Someone): number => (who === 'anybody' ? 401 : 403);

/** What an answer may be to whom a route is open. */
function admits({ method, act: what, command, path }: Route, { past }: Situation): readonly number[] {
  // What a command names as seen is not so; of an act of the past, some may be told not to date it.
  if (command !== undefined) return past === true ? [412, 400] : [412];
  if (what === 'upload-document') return [201];
  // Nothing is issued here; and the first position is no group's.
  if (path.endsWith('/corrigendum') || path.endsWith('/replay/:position')) return [404];
  if (path === '/commands/:command' || path.startsWith('/webhooks/:webhook')) return [404];
  return method === 'POST' ? [200, 400] : [200];
}

/** Whether two answers are the same but for the name of what they are about. */
function same(hidden: Knocked, absent: Knocked): boolean {
  const plain = ({ headers, text }: Knocked): string =>
    JSON.stringify([headers, text])
      .replace(/([SD]-)\d+/g, '$1n')
      .replace(/-o-9\d/g, '-o-n');
  return plain(hidden) === plain(absent);
}

interface Cell {
  who: Someone;
  route: Route;
  situation: Situation;
  verdict: Verdict;
}

/** The matrix: everybody, on every route, in every situation that makes a difference to it. */
function cells(): Cell[] {
  return everyone.flatMap((who) =>
    routes.flatMap((route) =>
      situations
        .filter((situation) => concerns(route, situation) && (situation.mine !== true || submitted.has(who)))
        .map((situation) => ({ who, route, situation, verdict: expected(who, route, situation) })),
    ),
  );
}

const head = () => record.acta.journal.head().position;

const named = ({ who, route, situation }: Cell) => `${who}, ${route.method} ${route.path}, ${situation.name}`;

/** Other ways to write an address; each must be decided alike, or be no address at all. */
const variants: Readonly<Record<string, (path: string) => string>> = {
  'two slashes first': (path) => `/${path}`,
  'two slashes within': (path) => path.replace(/(?<=.)\//, '//'),
  'a slash at the end': (path) => path.replace(/(?=\?|$)/, '/'),
  'a parameter of the path': (path) => path.replace(/(?=\?|$)/, ';x=1'),
  'an encoded slash': (path) => path.replace(/(?<=.)\//, '%2f'),
  'a dot segment': (path) => path.replace(/(?<=.)\/|^\//, '/./'),
  'a segment back, encoded': (path) => `/x/%2e%2e${path}`,
  'a segment back': (path) => `/x/..${path}`,
  'upper case': (path) => path.toUpperCase(),
  'lower case': (path) => path.toLowerCase(),
  'an encoded letter': (path) => path.replace(/[a-z]/, (letter) => `%${letter.charCodeAt(0).toString(16)}`),
  'a backslash': (path) => path.replace(/(?<=.)\//, '\\'),
  'a NUL': (path) => path.replace(/(?=\?|$)/, '%00'),
};

describe('the policy, over HTTP', () => {
  it('is asked on every route: each is in a table of this suite or in that of the commands', () => {
    const known = new Set(routes.map(({ method, path }) => `${method} ${path}`));
    for (const each of Object.keys(otherRoutes)) expect(known).toContain(each);
    for (const { path } of Object.values(actRoutes)) expect(known).toContain(`POST /${path}`);
  });

  it('decides for eight roles and anybody, on every route, in own and other groups, closed and ended ones, on what is restricted and on past states: at least 5,500 cells, each as its table says', async () => {
    const matrix = cells();
    const position = head();
    const faults: string[] = [];
    await eachOf(matrix, 8, async (cell) => {
      const fault = await faultOf(cell);
      if (fault !== undefined) faults.push(`${named(cell)}: must be ${cell.verdict}; ${fault}`);
    });
    expect(faults).toEqual([]);
    expect(head()).toBe(position);
    expect(matrix.length).toBeGreaterThanOrEqual(5_500);
  });

  it('decides alike however an address is written, or finds nothing there: at least 5,000 cells', async () => {
    const deciding = cells().filter(
      ({ who, situation }) =>
        ['anybody', 'observer', 'delegate'].includes(who) && ['own group', 'draft'].includes(situation.name),
    );
    const position = head();
    const faults: string[] = [];
    let count = 0;
    const written = deciding.flatMap((cell) => Object.keys(variants).map((name) => ({ cell, name })));
    await eachOf(written, 8, async ({ cell, name }) => {
      const { who, route, situation, verdict } = cell;
      const path = variants[name]?.(address(who, route, situation)) ?? '';
      const { status } = await knock(who, route, situation, path);
      count++;
      const open = verdict === 'allowed' ? admits(route, situation) : [];
      // A HEAD or a GET of another address is no more than that address: what is not there, or the bad request.
      if (![400, 401, 403, 404, 405, 415, ...open].includes(status))
        faults.push(`${named(cell)}, ${name} (${path}): ${String(status)} where it must be ${verdict}`);
    });
    expect(faults).toEqual([]);
    expect(head()).toBe(position);
    expect(count).toBeGreaterThanOrEqual(5_000);
  });
});
