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

/** The same in words, for whoever started the server. */
export function whereToLook(acta: Pick<Acta, 'reader' | 'journal'>, url: string): string {
  const [first] = firstLooks(acta, 1);
  if (first === undefined)
    return `Acta answers at ${url}\nNothing is recorded yet: acta import FILE.ndjson\n`;
  const { group, report, at } = first;
  const lines = [
    ...(report === undefined ? [] : [['the report', `${url}${report}`]]),
    ...(report === undefined || at === undefined
      ? []
      : [[`the report at ${at}`, `${url}${report}?at=${at}`]]),
    ['the timeline', `${url}/groups/${group}/timeline`],
  ].map(([what = '', address = '']) => `  ${what.padEnd(27)} ${address}`);
  const attempt = report === undefined ? `${url}/groups/${group}` : `${url}${report}?format=md`;
  return `Acta answers at ${url}\n\n${lines.join('\n')}\n\nTry: curl "${attempt}"\nCtrl-C stops it.\n`;
}
