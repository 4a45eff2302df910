import type { ChangesAnswer, ChangesAsk } from '@acta/application';
import type { ActaClient, components } from '@acta/client';
import type { ChangedSubject } from '@acta/projections';
import { defined } from './defined.js';
import { allPages, languageOf, told } from './remote-answer.js';

type Since = components['schemas']['SinceJson'];

/** What changed, over HTTP: all pages, each of the point of the first. */
export async function changesOf(
  client: ActaClient,
  { group, since, axis, when }: ChangesAsk,
): Promise<ChangesAnswer> {
  const resolved: Since[] = [];
  const { point, value } = await allPages<ChangedSubject>(async (page) => {
    const query = { since, format: 'json' as const, ...defined({ ...when, axis, ...page }) };
    const { data } = await client.GET('/groups/{group}/changes', { params: { path: { group }, query } });
    // JSON was asked for; the other form that the document names is text.
    const answer = told(data as Exclude<typeof data, string>);
    resolved.push(answer.since);
    return answer;
  });
  const { position, at, ...named } = told(resolved[0]);
  return { point, value, since: { ...named, position: Number(position), at: Date.parse(at) } };
}

/** The same as a speaking note, over HTTP, in the server's language where none is named. */
export async function changesNoteOf(
  client: ActaClient,
  { group, since, axis, when }: ChangesAsk,
  language: string | undefined,
): Promise<string> {
  const query = {
    since,
    format: 'text' as const,
    ...defined({ ...when, axis, language: languageOf(language) }),
  };
  const { data } = await client.GET('/groups/{group}/changes', {
    params: { path: { group }, query },
    parseAs: 'text',
  });
  return told(data);
}
