import type { ChangesAnswer, ChangesAsk } from '@acta/application';
import type { ActaClient } from '@acta/client';
import type { ChangedSubject } from '@acta/projections';
import { defined } from './defined.js';
import { pointOf, told } from './remote-answer.js';

/** How many subjects a page has: the most that the API gives. */
const PAGE = 1000;

/** What changed, over HTTP: all pages, each of the point of the first. */
export async function changesOf(
  client: ActaClient,
  { group, since, axis, when }: ChangesAsk,
): Promise<ChangesAnswer> {
  const page = async (more: object) => {
    const query = { since, format: 'json' as const, limit: PAGE, ...defined({ ...when, axis }), ...more };
    return told((await client.GET('/groups/{group}/changes', { params: { path: { group }, query } })).data);
  };
  const first = asJson(await page({}));
  const value: ChangedSubject[] = [];
  const { position: asOf, at } = first.basis;
  for (let { value: subjects, next } = first; ;) {
    value.push(...(subjects as unknown as ChangedSubject[]));
    if (next === undefined) break;
    ({ value: subjects, next } = asJson(await page({ asOf, at, after: next })));
  }
  const { named, position, ...resolved } = first.since;
  return {
    point: pointOf(first.basis),
    since: { named, axis: resolved.axis, position: Number(position), at: Date.parse(resolved.at) },
    value,
  };
}

/** JSON was asked for, and words are for those who ask for them. */
function asJson<T>(answer: T | string): T {
  return answer as T;
}
