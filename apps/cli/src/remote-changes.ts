import type { ChangesAnswer, ChangesAsk } from '@acta/application';
import type { ActaClient, components } from '@acta/client';
import type { ChangedSubject } from '@acta/projections';
import { defined } from './defined.js';
import { allPages, told } from './remote-answer.js';

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
  const { named, axis: read, position, at } = told(resolved[0]);
  return { point, value, since: { named, axis: read, position: Number(position), at: Date.parse(at) } };
}
