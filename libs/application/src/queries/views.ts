import { type GroupCode, type Identifier, type Ordinal, type Person, dayOf, streamOf } from '@acta/domain';
import {
  type CalendarView,
  type ContributionView,
  type GroupRecord,
  type GroupView,
  type LiaisonStatementView,
  type MandateMatrix,
  type MeetingSummary,
  type Offices,
  type OutcomeView,
  type Point,
  type ReportView,
  calendarView,
  contributionView,
  foldStream,
  groupView,
  liaisonStatementView,
  mandateMatrix,
  meetingSummary,
  officesView,
  outcomeView,
  reportView,
} from '@acta/projections';
import { NotFound } from '../faults.js';
import { MadeViews } from './made-views.js';
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
  return view(parts, { group, when, what: `group ${group}`, streams: [] }, groupView);
}

/** Clauses of the terms of reference, and what was linked to each. @throws NotFound, Invalid */
export function showMandateMatrix(parts: ViewParts, group: GroupCode, when: When): Answer<MandateMatrix> {
  return view(parts, { group, when, what: `mandate matrix of ${group}` }, mandateMatrix);
}

/** Who held which office on a day, who chaired, who was contact, and the terms in force then. @throws NotFound, Invalid */
export function showOffices(parts: ViewParts, group: GroupCode, when: When): Answer<Offices> {
  return view(parts, { group, when, what: `offices of ${group}` }, officesView);
}

/** Conferences and sessions, with dates and source. @throws Invalid */
export function showCalendar({ reader }: ViewParts, when: When): Answer<CalendarView> {
  const point = reader.point(when);
  const state = foldStream('calendar', reader.stream(streamOf.calendar(), point.position));
  return { point, value: calendarView(state) };
}

/** A meeting with its outcomes and contributions. @throws NotFound, Invalid */
export function showMeeting(
  parts: ViewParts,
  { group, meeting }: { group: GroupCode; meeting: Ordinal },
  when: When,
): Answer<MeetingSummary> {
  const what = `meeting ${String(meeting)} of ${group}`;
  return view(
    parts,
    { group, when, what, streams: streamsOfMeeting(group, meeting) },
    (record, day, nameOf) => meetingSummary(record, meeting, day, nameOf),
  );
}

/** @throws NotFound, Invalid */
export function showContribution(
  parts: ViewParts,
  { group, meeting, number }: { group: GroupCode; meeting: Ordinal; number: Identifier },
  when: When,
): Answer<ContributionView> {
  const what = `contribution ${number} in meeting ${String(meeting)} of ${group}`;
  return view(parts, { group, when, what, streams: [streamOf.meeting(group, meeting)] }, (record) =>
    contributionView(record, meeting, number),
  );
}

/** @throws NotFound, Invalid */
export function showOutcome(
  parts: ViewParts,
  { group, meeting, ordinal }: { group: GroupCode; meeting: Ordinal; ordinal: Ordinal },
  when: When,
): Answer<OutcomeView> {
  const what = `outcome ${String(ordinal)} of meeting ${String(meeting)} of ${group}`;
  return view(
    parts,
    { group, when, what, streams: streamsOfMeeting(group, meeting) },
    (record, day, nameOf) => outcomeView(record, { meeting, ordinal }, day, nameOf),
  );
}

/** @param id for example CWG-COP-o-1 @throws NotFound, Invalid */
export function showLiaisonStatement(
  parts: ViewParts,
  { group, id }: { group: GroupCode; id: Identifier },
  when: When,
): Answer<LiaisonStatementView> {
  const what = `liaison statement ${id}`;
  return view(parts, { group, when, what, streams: [`liaison-${group}-`] }, (record, day, nameOf) =>
    liaisonStatementView(record, id, day, nameOf),
  );
}

/** A report's life and what it covers; its text is a document. @throws NotFound, Invalid */
export function showReport(
  parts: ViewParts,
  { group, id }: { group: GroupCode; id: Identifier },
  when: When,
): Answer<ReportView> {
  return view(parts, { group, when, what: `report ${id}` }, (record) => reportView(record, id));
}

/** The streams that a meeting's summary rests on, besides the group's own. */
export function streamsOfMeeting(group: GroupCode, meeting: Ordinal): string[] {
  return [streamOf.meeting(group, meeting), `liaison-${group}-`, `report-${group}-`];
}

type Make<T> = (record: GroupRecord, day: string, nameOf: ViewParts['nameOf']) => T | undefined;

/** What is viewed: its name in messages, and the streams that it rests on; all of the group's where absent. */
interface Viewed {
  group: GroupCode;
  when: When;
  what: string;
  streams?: readonly string[];
}

/**
 * Makes a view, or gives the one that was made of the same record on the same day: what did not change since is not made
 * anew for each reader. What names a person is: they may have been erased.
 */
function view<T extends object>(
  { reader, nameOf }: ViewParts,
  { group, when, what, streams }: Viewed,
  make: Make<T>,
): Answer<T> {
  const { point, value: record } = reader.record(group, when, streams);
  const day = dayOf(point.at);
  const known = made.of(record, what);
  if (known?.day === day) return { point, value: known.value as T };
  const named: Person[] = [];
  const value = make(record, day, (person) => {
    named.push(person);
    return nameOf(person);
  });
  if (value === undefined) throw new NotFound(`no ${what} ${standing(point)}`);
  if (named.length === 0) made.keep(what, { record, day, value });
  return { point, value };
}

const made = new MadeViews();

/** The point, as a sentence about what is not there ends. */
function standing({ position, at }: Point): string {
  return `at position ${String(position)}, in force at ${new Date(at).toISOString()}`;
}
