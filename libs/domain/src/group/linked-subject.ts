import type { GroupCode, Identifier, Ordinal } from '../kernel/values.js';
import type { Others } from '../others.js';
import type { ReportKind } from '../report/events.js';
import type { SubjectRef } from './events.js';

/** What a subject's reference within its group says. */
type LinkedSubject =
  | { kind: 'outcome'; meeting: Ordinal; ordinal: Ordinal }
  | { kind: 'contribution'; meeting: Ordinal; number: Identifier }
  | { kind: 'liaison-statement'; direction: 'o' | 'i'; ordinal: Ordinal }
  | { kind: 'report'; report: ReportKind; covers: string };

const FORM =
  /^(?:meetings\/(?<meeting>[1-9]\d*)\/(?:outcomes\/(?<outcome>[1-9]\d*)|contributions\/(?<number>.+))|liaison-statements\/(?<direction>[oi])-(?<statement>[1-9]\d*)|reports\/(?<report>meeting|annual|four-year)\/(?<covers>.+))$/;

/** Reads a reference within a group, for example meetings/15/outcomes/3. Undefined for one that names no subject. */
function parseSubject(ref: SubjectRef): LinkedSubject | undefined {
  const named = FORM.exec(ref)?.groups;
  if (named === undefined) return undefined;
  const { meeting, outcome, number, direction, statement, report, covers } = named;
  if (outcome !== undefined) return { kind: 'outcome', meeting: Number(meeting), ordinal: Number(outcome) };
  if (number !== undefined) return { kind: 'contribution', meeting: Number(meeting), number };
  // The form has matched: what is left has these.
  if (statement !== undefined)
    return { kind: 'liaison-statement', direction: direction as 'o' | 'i', ordinal: Number(statement) };
  return { kind: 'report', report: report as ReportKind, covers: covers as string };
}

/** Whether a subject is in the record, as far as whoever asks sees it. */
export function hasSubject(group: GroupCode, ref: SubjectRef, others: Others): boolean {
  const subject = parseSubject(ref);
  switch (subject?.kind) {
    case 'outcome':
      return others.meeting(group, subject.meeting)?.outcomes.has(subject.ordinal) === true;
    case 'contribution':
      return others.hasContribution(group, subject.meeting, subject.number);
    case 'liaison-statement':
      return others.liaison(`${group}-${subject.direction}-${subject.ordinal}`) !== undefined;
    case 'report':
      return others.report(`${group}-${subject.report}-${subject.covers}`) !== undefined;
    case undefined:
      return false;
  }
}
