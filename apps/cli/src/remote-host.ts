import type { ListAnswer, ReportAsk, SummaryAsk, TimelineAsk } from '@acta/application';
import { type ActaClient, type Connection, connect } from '@acta/client';
import { coverageKey } from '@acta/domain';
import type { ReplayedAct, TimelineItem } from '@acta/projections';
import type { Check } from '@acta/runtime';
import { defined } from './defined.js';
import { Misuse } from './failure.js';
import { perform } from './posting.js';
import { type PageAsk, allPages, eachOf, pointOf, told } from './remote-answer.js';
import { accessesOf, corrigendumOf, foundBy, historyOf, redlineOf, staleReportsOf } from './remote-audit.js';
import { changesNoteOf, changesOf } from './remote-changes.js';
import { exportTo } from './remote-export.js';
import { stepOf } from './remote-step.js';
import { importFrom } from './remote-import.js';
import { tailOf } from './remote-tail.js';
import { mandateMatrixOf, viewOf } from './remote-views.js';
import type { ActaHost, ActaServices, WrittenDocument } from './services.js';

/** A record that is served, who asks, and the language of generated phrases; the server's where absent. */
export interface Served extends Connection {
  language?: string;
}

/**
 * A record over HTTP: what its services do is what the API does for whoever holds the token. What concerns files of a
 * data folder is refused.
 */
export function remoteHost(served: Served, version: string): ActaHost {
  const client = connect(served);
  return {
    open: async () => servicesOn(client, served),
    doctor: () => examine(client, served.url, version),
    backup: async () => onFolderAlone('backup copies'),
    restore: async () => onFolderAlone('restore fills'),
    migrate: async () => onFolderAlone('migrate moves'),
    reopen: async () => onFolderAlone('migrate --reopen opens'),
    feedProgress: async () => onKafkaAlone('parked'),
    redriveFeed: async () => onKafkaAlone('redrive'),
    replayFeed: async () => onFolderAlone('feed replay publishes'),
    serve: async () => onFolderAlone('serve serves'),
    developmentToken: async () => onFolderAlone('dev-token takes the issuer of'),
  };
}

function onFolderAlone(does: string): never {
  throw new Misuse(`${does} a data folder, and cannot be done over HTTP; leave out --url (ACTA_URL)`);
}

function onKafkaAlone(name: string): never {
  throw new Misuse(`feed ${name} asks Kafka, and not the API; leave out --url (ACTA_URL)`);
}

function servicesOn(client: ActaClient, served: Served): ActaServices {
  const { language } = served;
  return {
    import: (file, options) => importFrom(client, file, options),
    execute: (submission) => perform(client, submission),
    report: (ask) => report(client, ask, language),
    summary: (ask) => summary(client, ask, language),
    mandateMatrix: async (ask) => written(...(await mandateMatrixOf(client, ask, language))),
    view: (subject, when) => viewOf(client, subject, when),
    timeline: (ask) => allPages<TimelineItem>(actsOf('/groups/{group}/timeline', client, ask)),
    replay: (ask) => eachOf<ReplayedAct>(actsOf('/groups/{group}/replay', client, ask)),
    step: (ask) => stepOf(client, ask, language),
    changes: (ask) => changesOf(client, ask),
    changesNote: (ask) => changesNoteOf(client, ask, language),
    redline: async (ask) => written(...(await redlineOf(client, ask, language))),
    staleReports: (group, when) => staleReportsOf(client, group, when),
    corrigendum: async (ask) => written(...(await corrigendumOf(client, ask))),
    history: (ask) => historyOf(client, ask),
    investigate: (ask) => foundBy(client, ask),
    accesses: (ask) => accessesOf(client, ask),
    async list({ when, ...filters }): Promise<ListAnswer> {
      const query = defined({ ...when, ...filters });
      const { data } = await client.GET('/subjects', { params: { query } });
      const { basis, ...page } = told(data);
      return { point: pointOf(basis), ...page };
    },
    async digest(position) {
      const query = defined({ position: position === undefined ? undefined : String(position) });
      const found = told((await client.GET('/digest', { params: { query } })).data);
      return { position: Number(found.position), digest: found.digest };
    },
    tail: (ask, take, signal, tell) => tailOf(client, served, ask, { take, signal, tell }),
    exportTo: (file, progress) => exportTo(client, file, progress),
    rebuild: async () => onFolderAlone('rebuild works on'),
    close: () => Promise.resolve(),
  };
}

async function report(
  client: ActaClient,
  { group, kind, covers, when, format, reading }: Omit<ReportAsk, 'language'>,
  language: string | undefined,
): Promise<WrittenDocument> {
  const { data, response } = await client.GET('/groups/{group}/reports/{kind}/{covers}', {
    params: {
      path: { group, kind, covers: coverageKey(covers) },
      query: defined({ ...when, format, reading, language }) as { format: typeof format },
    },
    parseAs: 'arrayBuffer',
  });
  return written(data, response);
}

async function summary(
  client: ActaClient,
  { group, meeting, when, format }: Omit<SummaryAsk, 'language'>,
  language: string | undefined,
): Promise<WrittenDocument> {
  const { data, response } = await client.GET('/groups/{group}/meetings/{meeting}/summary', {
    params: {
      path: { group, meeting: String(meeting) },
      query: defined({ ...when, format, language }) as { format: typeof format },
    },
    parseAs: 'arrayBuffer',
  });
  return written(data, response);
}

/** A document, and the position that it was frozen on, where its headers tell so. */
function written(data: ArrayBuffer | undefined, { headers }: Response): WrittenDocument {
  const bytes = new Uint8Array(told(data));
  if (headers.get('acta-reading') !== 'issued') return { bytes };
  return { bytes, issue: { position: Number(headers.get('acta-position')) } };
}

/** Acts over HTTP, a page of them when it is asked for. */
function actsOf(
  path: '/groups/{group}/timeline' | '/groups/{group}/replay',
  client: ActaClient,
  { group, when, ...stretch }: TimelineAsk,
) {
  return async (page: PageAsk) => {
    const query = defined({ ...when, ...stretch, ...page });
    return told((await client.GET(path, { params: { path: { group }, query } })).data);
  };
}

/** Whether the service answers, where its journal stands, and the versions on both sides. */
async function examine(client: ActaClient, url: string, version: string): Promise<Check[]> {
  const checks: Check[] = [
    { name: 'versions', ok: true, detail: `acta ${version}, Node.js ${process.version}` },
  ];
  try {
    const health = told((await client.GET('/health')).data);
    const document = told((await client.GET('/openapi.json')).data) as { info?: { version?: string } };
    const theirs = document.info?.version ?? 'unknown';
    return [
      ...checks,
      { name: 'service', ok: true, detail: `${url} answers; its journal is at position ${health.position}` },
      { name: 'service version', ok: true, detail: theirs },
    ];
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return [...checks, { name: 'service', ok: false, detail }];
  }
}
