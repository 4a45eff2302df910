import { type ActaClient, ApiProblem, NoAnswer } from '@acta/client';
import type { Day, GroupCode } from '@acta/domain';
import type { NearingDay, NearingDays } from './deadlines.js';
import { dayAfter } from './zone.js';

/** How many a page of a list has. */
const PAGE = 100;
/** What of an answer is still to come. */
const AWAITED: ReadonlySet<string | undefined> = new Set(['awaited', 'acknowledged', 'extension-agreed']);

/** How long one answer may take. */
const ANSWER_MS = 10_000;

/** Asks the API, as anybody may. @throws ApiProblem; NoAnswer, also for an answer that cannot be read */
export function recordDays(api: ActaClient): NearingDays {
  const days = daysFrom(api);
  return {
    answersDue: (...ask) => days.answersDue(...ask).catch(unanswered),
    contributionsDue: (...ask) => days.contributionsDue(...ask).catch(unanswered),
  };
}

function unanswered(error: unknown): never {
  if (error instanceof ApiProblem || error instanceof NoAnswer) throw error;
  throw new NoAnswer(
    `the API's answer cannot be read: ${error instanceof Error ? error.message : String(error)}`,
  );
}

function daysFrom(api: ActaClient): NearingDays {
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
    const { data } = await api.GET('/subjects', {
      params: { query },
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    found.push(...(data?.items ?? []));
    after = data?.next;
    if (after === undefined) return found;
  }
}

async function answersOf(api: ActaClient, { group, subject }: Listed, at: Day): Promise<NearingDay[]> {
  const number = subject.slice(subject.lastIndexOf('/') + 1);
  const { data } = await api.GET('/groups/{group}/liaison-statements/{id}', {
    params: { path: { group, id: `${group}-${number}` }, query: { at } },
    signal: AbortSignal.timeout(ANSWER_MS),
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
    signal: AbortSignal.timeout(ANSWER_MS),
  });
  const due = data?.value.contributionsDue;
  return due === undefined ? [] : [{ group, subject, due }];
}
