import {
  type AgendaSet,
  type CountRecorded,
  type Day,
  type GroupCode,
  type Held,
  type Identifier,
  type Line,
  type MeetingState,
  type MeetingStatus,
  type Ordinal,
  type ReportKind,
  type ReportStatus,
  type Sitting,
  type Text,
} from '@acta/domain';
import type { GroupRecord } from '../record.js';
import { refOf } from '../subjects.js';
import { type ContributionView, contributionsDue, contributionsOf } from './contribution.js';
import { type LiaisonStatementView, liaisonStatementView } from './liaison-statement.js';
import { type OutcomeItem, outcomesOf } from './outcome.js';
import {
  type Basis,
  type DateView,
  type NameOf,
  type PersonView,
  basisOf,
  dateView,
  personView,
  present,
  withBasis,
} from './parts.js';
import { reportsCovering } from './report.js';

/** A meeting as it stood: all that the record holds of it. What is absent is not in the record. */
export interface MeetingSummary {
  readonly ref: string;
  readonly group: GroupCode;
  readonly ordinal: Ordinal;
  readonly status: Exclude<MeetingStatus, 'unknown'>;
  readonly sitting?: SittingView;
  /** The last day for contributions, UTC, by the group's own rule; absent where the rule or the opening day is not known. */
  readonly contributionsDue?: Day;
  readonly citationLabel?: Line;
  readonly documentSeries?: Identifier;
  readonly chair?: ChairView;
  /** As the record gives them, qualifiers included; in the order in which they took effect. */
  readonly counts: readonly CountView[];
  readonly agenda?: AgendaSet & { readonly basis: Basis };
  /** By item: those of the agenda in its order, then others. */
  readonly narrative: readonly { readonly item: Identifier; readonly text: Text; readonly basis: Basis }[];
  /** In the order of their numbers. */
  readonly contributions: readonly ContributionView[];
  /** In the order of their ordinals. */
  readonly outcomes: readonly OutcomeItem[];
  /** Of this meeting, in their order there. */
  readonly liaisonStatements: readonly LiaisonStatementView[];
  /** When it was written up, and as which document. */
  readonly writtenUp?: { readonly document?: Identifier; readonly basis: Basis };
  /** The reports that cover it. */
  readonly reports: readonly CoveringReport[];
  /** What a change names as what it saw: the revision of the stream's event that touched the meeting itself last. */
  readonly etag: string;
}

export interface CountView extends CountRecorded {
  readonly basis: Basis;
}

export interface SittingView extends Omit<Sitting, 'from' | 'to'> {
  readonly from: DateView;
  /** Absent: one day, or not in the record. */
  readonly to?: DateView;
  readonly basis: Basis;
}

/** Who chaired: the person, or the words of the record, or both. */
export interface ChairView {
  readonly person?: PersonView;
  readonly as?: Line;
  readonly basis: Basis;
}

export interface CoveringReport {
  readonly id: string;
  readonly kind?: ReportKind;
  readonly status: ReportStatus;
  readonly documentNumber?: Identifier;
}

/**
 * @param day the day, UTC, on which liaison statements are overdue or not
 * @returns undefined where the meeting is not in the record
 */
export function meetingSummary(
  record: GroupRecord,
  ordinal: Ordinal,
  day: Day,
  nameOf: NameOf,
): MeetingSummary | undefined {
  const meeting = record.meetings.get(ordinal);
  if (meeting === undefined || meeting.status === 'unknown') return undefined;
  const { status, group = '' } = meeting;
  return present({
    ref: refOf.meeting(group, ordinal),
    group,
    ordinal,
    status,
    sitting: meeting.sitting && sittingView(meeting.sitting),
    contributionsDue: contributionsDue(meeting, record.group),
    citationLabel: meeting.citationLabel,
    documentSeries: meeting.documentSeries,
    chair: meeting.chair && chairView(meeting.chair, nameOf),
    counts: [...meeting.counts.values()].map(withBasis),
    agenda: meeting.agenda && withBasis(meeting.agenda),
    narrative: narrativeOf(meeting),
    contributions: contributionsOf(meeting, record.group),
    outcomes: outcomesOf(meeting),
    liaisonStatements: statementsOf(record, ordinal, day, nameOf),
    writtenUp: meeting.writtenUp && withBasis(meeting.writtenUp),
    reports: reportsCovering(record, ordinal).map((id) => coveringReport(record, id)),
    etag: String(meeting.revision),
  });
}

export function sittingView({ value: { from, to, ...where }, ...held }: Held<Sitting>): SittingView {
  return present({
    ...where,
    from: dateView(from),
    to: to === undefined ? undefined : dateView(to),
    basis: basisOf(held),
  });
}

export function chairView(
  { value: { person, as }, ...held }: NonNullable<MeetingState['chair']>,
  nameOf: NameOf,
): ChairView {
  return present({ person: person && personView(person, nameOf), as, basis: basisOf(held) });
}

function narrativeOf({ narrative, agenda }: MeetingState) {
  const place = new Map(agenda?.value.items.map(({ number }, i) => [number, i]));
  return [...narrative.values()]
    .sort((a, b) => (place.get(a.value.item) ?? Infinity) - (place.get(b.value.item) ?? Infinity) || 0)
    .map(withBasis);
}

function statementsOf(
  record: GroupRecord,
  meeting: Ordinal,
  day: Day,
  nameOf: NameOf,
): LiaisonStatementView[] {
  return [...record.liaison]
    .filter(([, { place }]) => place?.meeting === meeting)
    .flatMap(([id]) => liaisonStatementView(record, id, day, nameOf) ?? [])
    .sort((a, b) => (a.ordinalInMeeting ?? Infinity) - (b.ordinalInMeeting ?? Infinity) || 0);
}

function coveringReport({ reports }: GroupRecord, id: string): CoveringReport {
  const { kind, status = 'unknown', content, submitted } = reports.get(id) ?? {};
  return present({
    id,
    kind,
    status,
    documentNumber: submitted?.value.documentNumber ?? content?.documentNumber,
  });
}
