import type { ActaClient } from '@acta/client';
import type { Day, GroupCode } from '@acta/domain';
import type { NearingDay, NearingDays } from './deadlines.js';
import { dayAfter } from './zone.js';

/** How many a page of a list has. */
const PAGE = 100;
/** What of an answer is still to come. */
const AWAITED: ReadonlySet<string | undefined> = new Set(['awaited', 'acknowledged', 'extension-agreed']);

/** Asks the API, as anybody may. */
export function recordDays(api: ActaClient): NearingDays {
  return {
    async answersDue(group, by, asOf) {
      // Overdue on the day after are those that are due by the day.
      const overdue = dayAfter(by, 1);
      const subjects = await listed(api, { kind: 'liaison-statement', overdue, at: asOf, ...of(group) });
      const found = await Promise.all(subjects.map((subject) => answersOf(api, subject, asOf)));
      return found.flat();
    },
    async contributionsDue(group, asOf) {
      const subjects = await listed(api, { kind: 'meeting', state: 'planned', at: asOf, group });
      const found = await Promise.all(subjects.map((subject) => contributionsTo(api, subject, asOf)));
      return found.flat();
    },
  };
}

const of = (group: GroupCode | undefined): { group?: GroupCode } => (group === undefined ? {} : { group });

interface Listed {
  group: GroupCode;
  subject: string;
}

interface Ask {
  kind: 'liaison-statement' | 'meeting';
  at: Day;
  group?: GroupCode;
  overdue?: Day;
  state?: string;
}

/** All that a list has, page after page. */
async function listed(api: ActaClient, ask: Ask): Promise<Listed[]> {
  const found: Listed[] = [];
  for (let after: string | undefined; ;) {
    const query = { ...ask, limit: PAGE, ...(after === undefined ? {} : { after }) };
    const { data } = await api.GET('/subjects', { params: { query } });
    found.push(...(data?.items ?? []));
    after = data?.next;
    if (after === undefined) return found;
  }
}

async function answersOf(api: ActaClient, { group, subject }: Listed, at: Day): Promise<NearingDay[]> {
  const number = subject.slice(subject.lastIndexOf('/') + 1);
  const { data } = await api.GET('/groups/{group}/liaison-statements/{id}', {
    params: { path: { group, id: `${group}-${number}` }, query: { at } },
  });
  if (data === undefined || !('addressees' in data.value)) return [];
  const { subject: words, addressees = [], settledBy } = data.value;
  if (settledBy !== undefined) return [];
  return addressees.flatMap(({ name, due, state }) =>
    due === undefined || !AWAITED.has(state)
      ? []
      : [{ group, subject, due, addressee: name, ...(words === undefined ? {} : { words }) }],
  );
}

async function contributionsTo(api: ActaClient, { group, subject }: Listed, at: Day): Promise<NearingDay[]> {
  const meeting = subject.slice(subject.lastIndexOf('/') + 1);
  const { data } = await api.GET('/groups/{group}/meetings/{meeting}', {
    params: { path: { group, meeting }, query: { at } },
  });
  const due = data?.value.contributionsDue;
  return due === undefined ? [] : [{ group, subject, due }];
}
