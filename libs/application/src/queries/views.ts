import { type GroupCode, type Identifier, type Ordinal, type Person, dayOf } from '@acta/domain';
import {
  type ContributionView,
  type GroupRecord,
  type GroupView,
  type LiaisonStatementView,
  type MeetingSummary,
  type OutcomeView,
  type Point,
  type ReportView,
  contributionView,
  groupView,
  liaisonStatementView,
  meetingSummary,
  outcomeView,
  reportView,
} from '@acta/projections';
import { NotFound } from '../faults.js';
import type { When } from './point.js';
import type { Answer, Reader } from './reader.js';

/** What a view needs besides the record. */
export interface ViewParts {
  reader: Reader;
  /** Opens a sealed name; undefined where the person was erased. */
  nameOf: (person: Person) => string | undefined;
}

/** The group as it was: mandate, terms of reference and officers then. @throws NotFound, Invalid */
export function showGroup(parts: ViewParts, group: GroupCode, when: When): Answer<GroupView> {
  return view(parts, group, when, `group ${group}`, (record, day) => groupView(record, day, parts.nameOf));
}

/** A meeting with its outcomes and contributions. @throws NotFound, Invalid */
export function showMeeting(
  parts: ViewParts,
  { group, meeting }: { group: GroupCode; meeting: Ordinal },
  when: When,
): Answer<MeetingSummary> {
  const what = `meeting ${String(meeting)} of ${group}`;
  return view(parts, group, when, what, (record, day) => meetingSummary(record, meeting, day, parts.nameOf));
}

/** @throws NotFound, Invalid */
export function showContribution(
  parts: ViewParts,
  { group, meeting, number }: { group: GroupCode; meeting: Ordinal; number: Identifier },
  when: When,
): Answer<ContributionView> {
  const what = `contribution ${number} in meeting ${String(meeting)} of ${group}`;
  return view(parts, group, when, what, (record) => contributionView(record, meeting, number));
}

/** @throws NotFound, Invalid */
export function showOutcome(
  parts: ViewParts,
  { group, meeting, ordinal }: { group: GroupCode; meeting: Ordinal; ordinal: Ordinal },
  when: When,
): Answer<OutcomeView> {
  const what = `outcome ${String(ordinal)} of meeting ${String(meeting)} of ${group}`;
  return view(parts, group, when, what, (record, day) =>
    outcomeView(record, { meeting, ordinal }, day, parts.nameOf),
  );
}

/** @param id for example CWG-COP-o-1 @throws NotFound, Invalid */
export function showLiaisonStatement(
  parts: ViewParts,
  { group, id }: { group: GroupCode; id: Identifier },
  when: When,
): Answer<LiaisonStatementView> {
  return view(parts, group, when, `liaison statement ${id}`, (record, day) =>
    liaisonStatementView(record, id, day, parts.nameOf),
  );
}

/** A report's life and what it covers; its text is a document. @throws NotFound, Invalid */
export function showReport(
  parts: ViewParts,
  { group, id }: { group: GroupCode; id: Identifier },
  when: When,
): Answer<ReportView> {
  return view(parts, group, when, `report ${id}`, (record) => reportView(record, id));
}

function view<T>(
  { reader }: ViewParts,
  group: GroupCode,
  when: When,
  what: string,
  make: (record: GroupRecord, day: string) => T | undefined,
): Answer<T> {
  const { point, value: record } = reader.record(group, when);
  const value = make(record, dayOf(point.at));
  if (value === undefined) throw new NotFound(`no ${what} ${standing(point)}`);
  return { point, value };
}

/** The point, as a sentence about what is not there ends. */
export function standing({ position, at }: Point): string {
  return `at position ${String(position)}, in force at ${new Date(at).toISOString()}`;
}
