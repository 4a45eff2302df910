import type { Answer, MatrixAsk, When } from '@acta/application';
import type { ActaClient } from '@acta/client';
import { defined } from './defined.js';
import { type Basis, languageOf, pointOf, told } from './remote-answer.js';
import type { Subject } from './subject.js';

interface Told {
  data?: { basis: Basis; value: object };
}

/** A subject's view, over HTTP. */
export async function viewOf(client: ActaClient, subject: Subject, when: When): Promise<Answer<object>> {
  const { basis, value } = told((await asked(client, subject, defined(when))).data);
  return { point: pointOf(basis), value };
}

function asked(client: ActaClient, subject: Subject, query: { asOf?: string; at?: string }): Promise<Told> {
  const { group } = subject;
  switch (subject.kind) {
    case 'group':
      return client.GET('/groups/{group}', { params: { path: { group }, query } });
    case 'mandate-matrix':
      return mandateMatrixJson(client, group, query);
    case 'offices':
      return client.GET('/groups/{group}/offices', { params: { path: { group }, query } });
    case 'meeting': {
      const path = { group, meeting: String(subject.meeting) };
      return client.GET('/groups/{group}/meetings/{meeting}', { params: { path, query } });
    }
    case 'outcome': {
      const path = { group, meeting: String(subject.meeting), ordinal: String(subject.ordinal) };
      return client.GET('/groups/{group}/meetings/{meeting}/outcomes/{ordinal}', { params: { path, query } });
    }
    case 'contribution': {
      const path = { group, meeting: String(subject.meeting), number: subject.number };
      return client.GET('/groups/{group}/meetings/{meeting}/contributions/{number}', {
        params: { path, query },
      });
    }
    case 'liaison-statement': {
      const path = { group, id: subject.id };
      return client.GET('/groups/{group}/liaison-statements/{id}', { params: { path, query } });
    }
    case 'report': {
      const path = reportPlaces(group, subject.id);
      return client.GET('/groups/{group}/reports/{kind}/{covers}/life', { params: { path, query } });
    }
  }
}

async function mandateMatrixJson(
  client: ActaClient,
  group: string,
  query: { asOf?: string; at?: string },
): Promise<Told> {
  const { data } = await client.GET('/groups/{group}/mandate-matrix', {
    params: { path: { group }, query: { ...query, format: 'json' } },
  });
  // JSON was asked for; the other forms that the document names are documents and CSV.
  return data === undefined ? {} : { data: data as Exclude<typeof data, string> };
}

/** A mandate matrix as a document, over HTTP, and what it came with. */
export async function mandateMatrixOf(
  client: ActaClient,
  { group, when, format }: Omit<MatrixAsk, 'language'>,
  language: string | undefined,
): Promise<[data: ArrayBuffer | undefined, response: Response]> {
  const query = { ...defined({ ...when, language: languageOf(language) }), format };
  const { data, response } = await client.GET('/groups/{group}/mandate-matrix', {
    params: { path: { group }, query },
    parseAs: 'arrayBuffer',
  });
  return [data, response];
}

/** What a report's address names, from its id. */
export function reportPlaces(group: string, id: string): { group: string; kind: string; covers: string } {
  const [, kind = '', covers = ''] =
    /^(four-year|annual|meeting)-(.+)$/.exec(id.slice(group.length + 1)) ?? [];
  return { group, kind, covers };
}
