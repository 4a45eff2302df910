import { type GroupCode, momentOf } from '@acta/domain';
import { meetingsIn, resolvePeriod } from '@acta/projections';
import type { Acta } from '@acta/runtime';

/** A group's addresses that are worth a first look. */
export interface FirstLook {
  group: GroupCode;
  /** Address of a four-year report, from the root; absent where none is drafted. */
  report?: string;
  /** A past moment at which that report reads otherwise: the end of the year halfway through its meetings. */
  at?: string;
}

/** What to try first, for at most so many groups of the record: each is folded whole for it. */
export function firstLooks({ reader, journal }: Pick<Acta, 'reader' | 'journal'>, most: number): FirstLook[] {
  const groups = reader.groups(journal.head().position).slice(0, most);
  return groups.map((group) => {
    const { value: record } = reader.record(group, {});
    const covers = [...record.reports.values()].find(({ kind }) => kind === 'four-year')?.covers?.period;
    const period = covers && resolvePeriod(record.calendar, covers.from, covers.to);
    if (covers === undefined || period === undefined) return { group };
    const meetings = meetingsIn(record, period);
    const halfway = record.meetings.get(meetings[Math.ceil(meetings.length / 2) - 1] ?? 0)?.sitting?.value
      .from;
    const report = `/groups/${group}/reports/four-year/${covers.from}..${covers.to}`;
    if (halfway === undefined) return { group, report };
    return { group, report, at: `${String(new Date(momentOf(halfway).start).getUTCFullYear())}-12-31` };
  });
}

/** The same in words, for whoever started the server, and how to be somebody here. */
export function whereToLook(
  acta: Pick<Acta, 'reader' | 'journal' | 'config' | 'tokens'>,
  url: string,
): string {
  const [first] = firstLooks(acta, 1);
  return `Acta answers at ${url}\n${placesIn(first, url)}\n${howToAsk(acta, first?.group, url)}\nCtrl-C stops it.\n`;
}

function placesIn(first: FirstLook | undefined, url: string): string {
  if (first === undefined) return 'Nothing is recorded yet: acta import FILE.ndjson\n';
  const { group, report, at } = first;
  const lines = [
    ...(report === undefined ? [] : [['the report', `${url}${report}`]]),
    ...(report === undefined || at === undefined
      ? []
      : [[`the report at ${at}`, `${url}${report}?at=${at}`]]),
    ['the timeline', `${url}/groups/${group}/timeline`],
  ].map(([what = '', address = '']) => `  ${what.padEnd(27)} ${address}`);
  const attempt = report === undefined ? `${url}/groups/${group}` : `${url}${report}?format=md`;
  return `\n${lines.join('\n')}\n\nTry: curl "${attempt}"\n`;
}

/** Whose tokens are accepted. What everybody may read takes none. */
function howToAsk(
  { config, tokens }: Pick<Acta, 'config' | 'tokens'>,
  group: GroupCode | undefined,
  url: string,
): string {
  switch (tokens) {
    case 'issuer':
      return `Tokens are those of ${String(config.issuer)}, for the audience ${config.audience}.\n`;
    case 'nowhere':
      return 'NO TOKEN IS ACCEPTED: no issuer is configured (ACTA_OIDC_ISSUER). What is public can be read.\n';
    case 'development': {
      const role = `--role chair${group === undefined ? '' : ` --group ${group}`}`;
      const token = `npm run --silent acta -- dev-token --data "${config.data}" ${role}`;
      return `THE DEVELOPMENT ISSUER IS ON: whoever can read ${config.data} can have a token for any role.
Never keep a real record so; ACTA_OIDC_ISSUER names a real issuer. To ask as a chair:
  TOKEN=$(${token})
  curl -H "Authorization: Bearer $TOKEN" ${url}/me
`;
    }
  }
}
