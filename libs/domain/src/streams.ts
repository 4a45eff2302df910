import type { Coverage, ReportKind } from './report/events.js';
import type { GroupCode, Ordinal, SubjectId } from './kernel/values.js';

/** The aggregates; each stream belongs to one, told by its name. */
export const aggregateNames = ['group', 'meeting', 'liaison', 'report', 'calendar', 'person'] as const;
export type AggregateName = (typeof aggregateNames)[number];

/** Names of streams, without the log's prefix. Natural keys: that a stream exists is what makes a number taken. */
export const streamOf = {
  group: (group: GroupCode) => `group-${group}`,
  meeting: (group: GroupCode, ordinal: Ordinal) => `meeting-${group}-${String(ordinal)}`,
  /** @param direction `o` outgoing, `i` incoming */
  liaison: (group: GroupCode, direction: 'o' | 'i', ordinal: Ordinal) =>
    `liaison-${group}-${direction}-${String(ordinal)}`,
  report: (group: GroupCode, kind: ReportKind, covers: Coverage) =>
    `report-${group}-${kind}-${coverageKey(covers)}`,
  calendar: () => 'calendar',
  person: (subject: SubjectId) => `person-${subject}`,
} as const;

/** For example "PP-18..PP-22", or "15+16" for meetings. */
export function coverageKey({ meetings, period }: Coverage): string {
  return period === undefined
    ? [...(meetings ?? [])].sort((a, b) => a - b).join('+')
    : `${period.from}..${period.to}`;
}

/** What a stream's name says. */
export type StreamName =
  | { aggregate: 'group'; group: GroupCode }
  | { aggregate: 'meeting'; group: GroupCode; ordinal: Ordinal }
  | { aggregate: 'liaison'; group: GroupCode; direction: 'o' | 'i'; ordinal: Ordinal }
  | { aggregate: 'report'; group: GroupCode; kind: ReportKind; covers: string }
  | { aggregate: 'calendar' }
  | { aggregate: 'person'; subject: SubjectId };

const GROUP = '([A-Z][A-Z0-9]{0,15}(?:-[A-Z0-9]{1,15}){0,3})';
/** An ordinal, up to its greatest, 1000000000. */
const ORDINAL = '([1-9]\\d{0,8}|1000000000)';
const FORMS = {
  group: new RegExp(`^group-${GROUP}$`),
  meeting: new RegExp(`^meeting-${GROUP}-${ORDINAL}$`),
  liaison: new RegExp(`^liaison-${GROUP}-([oi])-${ORDINAL}$`),
  report: new RegExp(`^report-${GROUP}-(meeting|annual|four-year)-([A-Z0-9.+-]+)$`),
  person: /^person-([0-9a-f-]{36})$/,
} as const;

/** Reads a stream's name, without the log's prefix. Undefined for a name that is none of ours. */
export function parseStream(stream: string): StreamName | undefined {
  if (stream === 'calendar') return { aggregate: 'calendar' };
  const [, group = '', a = '', b = ''] = FORMS.meeting.exec(stream) ?? FORMS.liaison.exec(stream) ?? [];
  if (group !== '')
    return b === ''
      ? { aggregate: 'meeting', group, ordinal: Number(a) }
      : { aggregate: 'liaison', group, direction: a as 'o' | 'i', ordinal: Number(b) };
  const report = FORMS.report.exec(stream);
  if (report !== null)
    return {
      aggregate: 'report',
      group: report[1] ?? '',
      kind: report[2] as ReportKind,
      covers: report[3] ?? '',
    };
  const established = FORMS.group.exec(stream);
  if (established !== null) return { aggregate: 'group', group: established[1] ?? '' };
  const person = FORMS.person.exec(stream);
  return person === null ? undefined : { aggregate: 'person', subject: person[1] ?? '' };
}

/** The group that a stream belongs to; undefined for the calendar and for persons. */
export function groupOf(stream: string): GroupCode | undefined {
  const name = parseStream(stream);
  return name !== undefined && 'group' in name ? name.group : undefined;
}
