import type {
  AccessAsk,
  AccessPage,
  Answer,
  HistoryAsk,
  InvestigationAsk,
  RedlineAsk,
  Staleness,
  When,
} from '@acta/application';
import type { ActaClient } from '@acta/client';
import type { Finding, HistoryStep } from '@acta/projections';
import { defined } from './defined.js';
import { allPages, languageOf, pointOf, told } from './remote-answer.js';
import { reportPlaces } from './remote-views.js';
import type { CorrigendumAsk } from './services.js';

/** A subject's history, over HTTP. */
export function historyOf(
  client: ActaClient,
  { group, subject, when }: HistoryAsk,
): Promise<Answer<HistoryStep[]>> {
  return allPages<HistoryStep>(async (page) => {
    const query = { ...defined({ ...when, ...page }), subject };
    return told((await client.GET('/groups/{group}/history', { params: { path: { group }, query } })).data);
  });
}

/** A redline's bytes, over HTTP, and what they came with. */
export async function redlineOf(
  client: ActaClient,
  { group, subject, from, to, format }: Omit<RedlineAsk, 'language'>,
  language: string | undefined,
): Promise<[data: ArrayBuffer | undefined, response: Response]> {
  const points =
    from === 'issued'
      ? { from, toAsOf: to.asOf, toAt: to.at }
      : { fromAsOf: from.asOf, fromAt: from.at, toAsOf: to.asOf, toAt: to.at };
  const { data, response } = await client.GET('/groups/{group}/redline', {
    params: {
      path: { group },
      query: { ...defined({ ...points, language: languageOf(language) }), subject, format },
    },
    parseAs: 'arrayBuffer',
  });
  return [data, response];
}

/** A group's issued reports, and what of them is stale, over HTTP. */
export async function staleReportsOf(
  client: ActaClient,
  group: string,
  when: When,
): Promise<Answer<Staleness[]>> {
  const params = { path: { group }, query: defined(when) };
  const { basis, value } = told((await client.GET('/groups/{group}/stale-reports', { params })).data);
  return { point: pointOf(basis), value: value as unknown as Staleness[] };
}

/** A drafted corrigendum's bytes, over HTTP, and what they came with. */
export async function corrigendumOf(
  client: ActaClient,
  { group, id, when, format }: CorrigendumAsk,
): Promise<[data: ArrayBuffer | undefined, response: Response]> {
  const { data, response } = await client.GET('/groups/{group}/reports/{kind}/{covers}/corrigendum', {
    params: { path: reportPlaces(group, id), query: { ...defined(when), format } },
    parseAs: 'arrayBuffer',
  });
  return [data, response];
}

/** What an investigation finds, over HTTP. */
export function foundBy(
  client: ActaClient,
  { group, when, inquiry, ...filters }: InvestigationAsk,
): Promise<Answer<Finding[]>> {
  return allPages<Finding>(async (page) => {
    const query = { ...defined({ ...when, ...filters, ...page }), inquiry, format: 'json' as const };
    const { data } = await client.GET('/groups/{group}/investigation', {
      params: { path: { group }, query },
    });
    // JSON was asked for; the other form that the document names is CSV.
    return told(data as Exclude<typeof data, string>);
  });
}

/** A page of the access log, over HTTP. */
export async function accessesOf(client: ActaClient, ask: AccessAsk): Promise<AccessPage> {
  const query = { ...ask, format: 'json' as const };
  const { data } = await client.GET('/access-log', { params: { query } });
  // JSON was asked for; the other form that the document names is CSV.
  const { items, next } = told(data as Exclude<typeof data, string>);
  return {
    items: items.map(({ at, position, ...access }) => ({
      ...access,
      at: Date.parse(at),
      ...(position === undefined ? {} : { position: Number(position) }),
    })),
    ...(next === undefined ? {} : { next }),
  };
}
