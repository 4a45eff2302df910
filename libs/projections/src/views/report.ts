import {
  type AuthoredParagraph,
  type CorrigendumIssued,
  type Coverage,
  type Day,
  type DocumentNumber,
  type GroupCode,
  type Held,
  type Issue,
  type LanguageTag,
  type Line,
  type Ordinal,
  type Outcome,
  type Recommendation,
  type ReportDecided,
  type ReportKind,
  type ReportNoted,
  type ReportState,
  type ReportStatus,
  type ReportSubmitted,
  type ReportTransmitted,
  type SessionCode,
  type Text,
  type Uuid,
  coverageKey,
  parseDocumentNumber,
} from '@acta/domain';
import { meetingsIn, resolvePeriod } from '../period.js';
import type { CorrectedOutcome, GroupRecord } from '../record.js';
import { refOf } from '../subjects.js';
import { type Basis, basisOf, present, withBasis } from './parts.js';

/** A report as it stood, what it covers, and what the bodies that it went to did with it. */
export interface ReportView {
  readonly ref: string;
  /** For example CWG-COP-four-year-PP-18..PP-22. */
  readonly id: string;
  readonly group: GroupCode;
  readonly kind: ReportKind;
  readonly status: Exclude<ReportStatus, 'unknown'>;
  readonly covers: CoverageView;
  readonly title?: Text;
  readonly forum?: Line;
  /** As submitted; before that, as drafted. */
  readonly documentNumber?: NumberView;
  readonly documentDate?: Day;
  readonly source?: Line;
  readonly original?: LanguageTag;
  readonly paragraphs: readonly AuthoredParagraph[];
  readonly recommendations: readonly Recommendation[];
  readonly drafted?: Basis;
  readonly adopted?: { readonly by?: Line; readonly basis: Basis };
  readonly submitted?: SubmissionView;
  readonly noted?: ReportNoted & { readonly basis: Basis };
  readonly transmitted?: ReportTransmitted & { readonly basis: Basis };
  readonly decided?: ReportDecided & { readonly basis: Basis };
  /** Oldest first. */
  readonly corrigenda: readonly (CorrigendumIssued & { readonly basis: Basis })[];
  /** What it rests on that was changed openly since it was submitted: such a report no longer reads as issued. */
  readonly changedSince: readonly ChangeView[];
  readonly events: readonly Uuid[];
  /** What a change names as what it saw: the revision of the stream's event that touched it last. */
  readonly etag: string;
}

/** A document number, verbatim, with what can be read from it. */
export interface NumberView {
  readonly number: string;
  readonly parsed: DocumentNumber;
}

/** What a report covers, resolved to meetings. */
export interface CoverageView {
  /** Ordinals, in order: those named, or those held in the period. */
  readonly meetings: readonly Ordinal[];
  readonly period?: PeriodView;
}

/** A period between two sessions; its days are absent while the calendar does not hold both. */
export interface PeriodView {
  readonly from: SessionCode;
  readonly to: SessionCode;
  readonly start?: Day;
  /** First day that is not in it. */
  readonly end?: Day;
}

export interface SubmissionView extends Omit<ReportSubmitted, 'issue'> {
  /** The frozen report; absent where a backfilled submission has none. The position as a decimal string. */
  readonly issue?: Omit<Issue, 'position'> & { readonly position: string };
  readonly basis: Basis;
}

/** A change to what an issued report rests on: to an outcome of a meeting that it covers. */
export interface ChangeSinceIssue {
  readonly meeting: Ordinal;
  readonly outcome: Ordinal;
  readonly change: 'recorded' | 'amended' | 'superseded' | 'rescinded' | CorrectedOutcome['change'];
  readonly by: Held<object>;
}

export interface ChangeView {
  readonly ref: string;
  readonly change: ChangeSinceIssue['change'];
  readonly basis: Basis;
}

type Reports = Pick<GroupRecord, 'reports' | 'meetings' | 'calendar' | 'corrected'>;

/** @param id for example CWG-COP-four-year-PP-18..PP-22. Undefined where the report is not in the record. */
export function reportView(record: Reports, id: string): ReportView | undefined {
  const state = record.reports.get(id);
  if (state === undefined) return undefined;
  const { status, group, kind, covers, content } = state;
  if (status === 'unknown' || group === undefined || kind === undefined || covers === undefined)
    return undefined;
  const { paragraphs = [], recommendations = [], documentNumber: drafted, ...rest } = content;
  const documentNumber = state.submitted?.value.documentNumber ?? drafted;
  return present({
    ...rest,
    ref: refOf.report(group, kind, coverageKey(covers)),
    id,
    group,
    kind,
    status,
    covers: coverageView(record, covers),
    documentNumber: documentNumber === undefined ? undefined : numberView(documentNumber),
    paragraphs,
    recommendations,
    ...stepsOf(state),
    corrigenda: state.corrigenda.map(withBasis),
    changedSince: changedSinceIssue(record, state).map(({ meeting, outcome, change, by }) => ({
      ref: refOf.outcome(group, meeting, outcome),
      change,
      basis: basisOf(by),
    })),
    events: [...state.events],
    etag: String(state.revision),
  });
}

/** The steps of a report's life, each with what it rests on. */
export function stepsOf({ drafted, adopted, submitted, noted, transmitted, decided }: ReportState) {
  return present({
    drafted: drafted && basisOf(drafted),
    adopted: adopted && withBasis(adopted),
    submitted: submitted && submissionView(submitted),
    noted: noted && withBasis(noted),
    transmitted: transmitted && withBasis(transmitted),
    decided: decided && withBasis(decided),
  });
}

/**
 * What became of the outcomes that a submitted report covers and it cannot know of, by meeting and ordinal. A frozen
 * report knows what was recorded by its position and in force at its moment; a backfilled one, what was in force.
 */
export function changedSinceIssue(record: Reports, { submitted, covers }: ReportState): ChangeSinceIssue[] {
  if (submitted === undefined || covers === undefined) return [];
  const { issue } = submitted.value;
  const isLater = ({ position, key }: Held<object>): boolean =>
    issue === undefined ? key > submitted.key : position > issue.position || key > Date.parse(issue.at);
  const { meetings } = coverageView(record, covers);
  const changes = meetings.flatMap((meeting) =>
    [...(record.meetings.get(meeting)?.outcomes.values() ?? [])].flatMap((outcome) =>
      changesOf(meeting, outcome).filter(({ by }) => isLater(by)),
    ),
  );
  const corrections = record.corrected.filter(
    ({ meeting, position, by }) =>
      issue !== undefined &&
      meetings.includes(meeting) &&
      position <= issue.position &&
      by.position > issue.position,
  );
  return [
    ...changes,
    ...corrections.map(({ meeting, outcome, change, by }) => ({ meeting, outcome, change, by })),
  ].sort((a, b) => a.meeting - b.meeting || a.outcome - b.outcome || a.by.position - b.by.position);
}

function changesOf(
  meeting: Ordinal,
  { ordinal: outcome, status, recorded, amendments, ended }: Outcome,
): ChangeSinceIssue[] {
  return [
    { meeting, outcome, change: 'recorded', by: recorded },
    ...amendments.map((by) => ({ meeting, outcome, change: 'amended' as const, by })),
    ...(ended !== undefined && (status === 'superseded' || status === 'rescinded')
      ? [{ meeting, outcome, change: status, by: ended }]
      : []),
  ];
}

/** What a report covers, in meetings of the record. */
export function coverageView(
  record: Pick<GroupRecord, 'meetings' | 'calendar'>,
  covers: Coverage,
): CoverageView {
  if (covers.period === undefined) return { meetings: [...(covers.meetings ?? [])].sort((a, b) => a - b) };
  const { from, to } = covers.period;
  const period = resolvePeriod(record.calendar, from, to);
  if (period === undefined) return { meetings: [], period: { from, to } };
  return { meetings: meetingsIn(record, period), period: { from, to, start: period.start, end: period.end } };
}

/** Ids of the reports that cover a meeting, in order. */
export function reportsCovering(record: Reports, meeting: Ordinal): string[] {
  const ids: string[] = [];
  for (const [id, { covers }] of record.reports)
    if (covers !== undefined && coverageView(record, covers).meetings.includes(meeting)) ids.push(id);
  return ids;
}

function numberView(number: string): NumberView {
  return { number, parsed: parseDocumentNumber(number) };
}

function submissionView({
  value: { issue, ...rest },
  ...held
}: NonNullable<ReportState['submitted']>): SubmissionView {
  const frozen = issue && { ...issue, position: String(issue.position) };
  return present({ ...rest, issue: frozen, basis: basisOf(held) });
}
