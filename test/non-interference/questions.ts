import { Dice } from '@acta/testing/dice';
import type { Knock } from '../support/knock.js';
import { documentRef } from './acts.js';
import { OTHER, OWN, type Twins, documents } from './twins.js';

const NUMBERS = ['1', '2', '3', 'S-1', 'S-2', 'D-1', 'D-2', 'M-1', 'M-3', 'S-1 Rev.1', 'X'] as const;
const IDS = [
  `${OWN}-o-11`,
  `${OWN}-i-11`,
  `${OWN}-o-101`,
  `${OWN}-i-102`,
  `${OTHER}-o-101`,
  `${OWN}-o-999`,
] as const;
const WORDS = [
  'secret',
  'quarrel',
  'broadband',
  'children',
  'alpine',
  'paper',
  '"public paper"',
  'sec*',
  'S-1',
] as const;
const CLASSIFICATIONS = ['public', 'members', 'states', 'draft'] as const;
const FORMATS = ['md', 'json', 'html', 'docx'] as const;

/** What is known from outside: what one has submitted oneself, of both records alike. */
export interface Known {
  numbers: string[];
}

const group = (dice: Dice): string => dice.one([OWN, OWN, OTHER]);
const meeting = (dice: Dice): string => {
  const of = group(dice);
  return `/groups/${of}/meetings/${dice.one(['20', '20', '21', '99'])}`;
};

/** A contribution's number: a guess, or one's own. */
function number(dice: Dice, { numbers }: Known): string {
  const own = dice.pick(numbers);
  return own !== undefined && dice.once(3) ? own : `${OWN}-20/${dice.one(NUMBERS)}`;
}

/** A state of the record: by a position, also beyond the newest, or by a date or an instant; and what was in force. */
function point(twins: Twins, dice: Dice): string[] {
  const instant = new Date(twins.clock.read() - dice.below(40)).toISOString();
  const asOf = dice.one([
    undefined,
    String(1 + dice.below(twins.head() + 2)),
    instant,
    '2027-03',
    '2027-02-28',
  ]);
  const at = dice.one([undefined, undefined, '2027', '2027-02-20', '2027-03-01', instant]);
  return [...(asOf === undefined ? [] : [`asOf=${asOf}`]), ...(at === undefined ? [] : [`at=${at}`])];
}

type Ask = (twins: Twins, dice: Dice, known: Known) => Knock;

const get = (path: string, queries: readonly string[]): Knock => ({
  method: 'GET',
  path: queries.length === 0 ? path : `${path}?${queries.join('&')}`,
});

const post = (path: string, body: object, headers: Record<string, string> = {}): Knock => ({
  method: 'POST',
  path,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});

const views: Ask = (twins, dice, known) => {
  const of = group(dice);
  const contribution = `/groups/${of}/meetings/20/contributions/${encodeURIComponent(number(dice, known))}`;
  const statement = `/groups/${of}/liaison-statements/${dice.one(IDS)}`;
  const path = dice.one([
    meeting(dice),
    `${meeting(dice)}/outcomes/${String(dice.one([1, twins.turn - dice.below(9), 9999]))}`,
    contribution,
    contribution,
    `${contribution}/document`,
    statement,
    `${statement}/attachments/${documentRef(dice.below(3)).sha256}`,
    `/groups/${of}`,
    '/groups',
    '/calendar',
    '/groups/CWG-COP/mandate-matrix',
    '/groups/CWG-COP/reports/annual/21/life',
  ]);
  const fields = dice.once(5) ? ['fields=status,etag,contributions,outcomes,events'] : [];
  return get(path, [...point(twins, dice), ...fields]);
};

const texts: Ask = (twins, dice) => {
  const path = dice.one([
    `${meeting(dice)}/summary`,
    '/groups/CWG-COP/reports/annual/21',
    '/groups/CWG-COP/reports/four-year/PP-18..PP-22',
  ]);
  const reading = path.endsWith('/21') && dice.once(2) ? ['reading=issued'] : [];
  const language = dice.one([[], ['language=fr']]);
  return get(path, [`format=${dice.one(FORMATS)}`, ...reading, ...language, ...point(twins, dice)]);
};

const lists: Ask = (twins, dice) =>
  get('/subjects', [
    ...(dice.once(3) ? [] : [`group=${group(dice)}`]),
    ...dice.one([[], ['kind=contribution'], ['kind=liaison-statement'], ['kind=outcome']]),
    ...dice.one([[], [], ['meeting=20'], ['country=SA'], ['overdue=2027-03-10'], ['state=submitted']]),
    ...dice.one([[], [`search=${encodeURIComponent(dice.one(WORDS))}`]]),
    ...dice.one([[], [`limit=${String(1 + dice.below(4))}`]]),
    ...dice.one([
      [],
      [],
      [`after=${encodeURIComponent(`${OWN}/meetings/20/contributions/${OWN}-20/${dice.one(NUMBERS)}`)}`],
    ]),
    ...point(twins, dice),
  ]);

const histories: Ask = (twins, dice) => {
  const range = dice.one([
    [],
    [`from=${String(1 + dice.below(twins.head()))}`, 'axis=as-of'],
    ['from=2027-02-01', 'to=2027-03-02'],
  ]);
  const page = dice.one([[], ['limit=3'], [`after=${String(twins.head() - dice.below(12))}`]]);
  const order = dice.one([[], ['order=recording']]);
  const path = `/groups/${group(dice)}/${dice.one(['timeline', 'replay'])}`;
  return get(path, [...range, ...page, ...order, ...point(twins, dice)]);
};

const audits: Ask = (twins, dice, known) => {
  const of = group(dice);
  const about = dice.one([
    '',
    '/meetings/20',
    `/meetings/20/contributions/${number(dice, known)}`,
    `/meetings/20/outcomes/${String(dice.one([1, twins.turn - dice.below(9)]))}`,
    `/liaison-statements/${dice.one(IDS).replace(/^CWG-[A-Z]+-/, '')}`,
    '/reports/annual/21',
  ]);
  const path = dice.one([
    `history?subject=${encodeURIComponent(`${of}${about}`)}`,
    `redline?subject=${encodeURIComponent(`${of}${about}`)}&fromAsOf=${String(dice.below(twins.head()))}&format=${dice.one(FORMATS)}`,
    `redline?subject=${encodeURIComponent(`${of}/reports/annual/21`)}&from=issued&format=json`,
    'stale-reports?fields=ref,stale',
    `changes?since=${dice.one(['2027-02', '2027-03-01', 'meeting:20', 'PP-18', String(dice.below(twins.head()))])}&axis=${dice.one(['at', 'as-of', 'both'])}`,
    `changes?since=${String(dice.below(twins.head()))}&format=text`,
    `replay/${String(1 + dice.below(twins.head()))}?order=${dice.one(['effect', 'recording'])}`,
    `replay?subject=${encodeURIComponent(`${of}${about}`)}&direction=backwards`,
    'reports/annual/21/corrigendum?format=json',
    'investigation?inquiry=late&days=0',
    'investigation?inquiry=without-evidence&format=csv',
    'investigation?inquiry=person&named=chair',
    'investigation?inquiry=after-term',
  ]);
  const page = dice.one([[], ['limit=3'], [`after=${String(twins.head() - dice.below(12))}`]]);
  return get(`/groups/${of}/${[path, ...page, ...point(twins, dice)].join('&')}`, []);
};

/**
 * `/digest` is not asked: the two records hold different hidden events, so that theirs differ, as the answer is meant to
 * tell. It says that the logs differ, which positions say too, and nothing of how: every hashed form has a nonce.
 */
const others: Ask = (_twins, dice) =>
  get(
    dice.one([
      '/',
      '/health',
      '/me',
      '/export',
      '/webhooks',
      `/access-log?group=${OWN}`,
      `/groups/${group(dice)}/feed.atom`,
      '/commands/01990000-0000-7000-8000-000000000001',
    ]),
    [],
  );

/** How a change says what it saw, and which request it is. */
function manner(dice: Dice): Record<string, string> {
  return dice.one<Record<string, string>>([
    {},
    {},
    { 'if-match': '"1"' },
    { 'if-match': '$etag' },
    { 'idempotency-key': `key-${String(dice.below(3))}` },
  ]);
}

const submissions: Ask = (_twins, dice) => {
  const chosen = dice.once(6) ? { number: `${OWN}-20/${dice.one(NUMBERS)}` } : {};
  const document = dice.once(3) ? { document: documentRef(dice.below(documents.length)) } : {};
  const effectiveAt = dice.once(6) ? { effectiveAt: dice.one(['2027-03-01', '2027-02-28', '2027']) } : {};
  const body = {
    title: { language: 'en', text: `Mine ${String(dice.below(50))}` },
    sources: [{ name: 'The watcher' }],
    classification: dice.one(CLASSIFICATIONS),
    ...chosen,
    ...document,
    ...effectiveAt,
  };
  return post(`${meeting(dice)}/contributions`, body, manner(dice));
};

const changes: Ask = (_twins, dice, known) => {
  const of = number(dice, known);
  const path = `/groups/${OWN}/meetings/20/contributions/${encodeURIComponent(of)}`;
  const effectiveAt = dice.once(6)
    ? { effectiveAt: dice.one(['2027-03-01', '2027-03-01T09:40:00.000Z']) }
    : {};
  if (dice.once(3)) return post(`${path}/withdrawal`, { ...effectiveAt }, manner(dice));
  const revisedAs = dice.one([
    `${of} Rev.1`,
    `${of}0`,
    `${of}2`,
    `${of} Rev.${String(dice.below(5))}`,
    'S-1',
  ]);
  const title = { language: 'en', text: `Changed ${String(dice.below(9))}` };
  return post(`${path}/revisions`, { revisedAs, title, ...effectiveAt }, manner(dice));
};

const uploads: Ask = (_twins, dice) => ({
  method: 'POST',
  path: `/groups/${OWN}/documents`,
  headers: { 'content-type': 'text/plain' },
  body: dice.one(['Gamma\n', 'Unknown\n']),
});

/** Acts that only some may do: a chair elsewhere, who ties them to what may be hidden here. */
const acts: Ask = (twins, dice) => {
  const liaisonStatements = [dice.one(IDS)];
  const outcome = {
    text: { language: 'en', text: `Agreed ${String(twins.turn)}` },
    links: { liaisonStatements },
  };
  const stream = `meeting-${OTHER}-20`;
  return dice.one([
    post(`/groups/${OTHER}/meetings/20/outcomes`, { ordinal: twins.turn, ...outcome }),
    post(`/groups/${OTHER}/meetings/20/outcomes/1/revisions`, outcome, manner(dice)),
    post(`/groups/${OTHER}/liaison-statements/outgoing`, {
      ordinal: twins.turn,
      addressees: [{ name: 'Council' }],
      inReplyTo: dice.one(IDS),
    }),
    post(`/streams/${stream}/voidings`, { act: '01990000-0000-7000-8000-000000000001', reason: 'x' }),
    post(`/groups/${OWN}/meetings/20/outcomes`, { ordinal: twins.turn, ...outcome }),
    post(`/groups/${OWN}/meetings/20/contributions/S-1/classification`, { classification: 'public' }),
    post(`/groups/${OWN}/liaison-statements/${dice.one(IDS)}/withdrawal`, { reason: 'x' }),
  ]);
};

const ASKS: readonly [Ask, ...Ask[]] = [
  views,
  views,
  views,
  texts,
  lists,
  lists,
  histories,
  audits,
  others,
  submissions,
  submissions,
  changes,
  changes,
  uploads,
  acts,
];

/** A request; by whoever watches, or by nobody in particular. */
export function question(twins: Twins, rolls: readonly number[], known: Known): Knock {
  const dice = new Dice(rolls);
  const asks: typeof ASKS = twins.watcher.role === 'chair' ? [acts, acts, ...ASKS] : ASKS;
  const knock = dice.one(asks)(twins, dice, known);
  const conditional = knock.method === 'GET' && dice.once(6) ? { 'if-none-match': '$etag' } : {};
  const caller = dice.once(knock.method === 'GET' ? 4 : 12) ? {} : twins.authorization;
  return { ...knock, headers: { ...knock.headers, ...conditional, ...caller } };
}
