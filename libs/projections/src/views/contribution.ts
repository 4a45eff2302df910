import {
  type Classification,
  type Contribution,
  type ContributionContent,
  type ContributionStatus,
  type Day,
  type DocumentNumber,
  type EffectiveDate,
  type GroupCode,
  type GroupState,
  type Held,
  type Identifier,
  type MeetingState,
  type Moment,
  type Ordinal,
  type Text,
  type Uuid,
  instantOf,
  momentOf,
  parseDocumentNumber,
} from '@acta/domain';
import { inOrder, type GroupRecord } from '../record.js';
import { refOf } from '../subjects.js';
import { type Basis, basisOf, present } from './parts.js';

/** A contribution to a meeting, and what became of it. */
export interface ContributionView extends Readonly<ContributionContent> {
  readonly ref: string;
  readonly group: GroupCode;
  readonly meeting: Ordinal;
  /** Verbatim. */
  readonly number: Identifier;
  /** What can be read from the number. */
  readonly parsed: DocumentNumber;
  readonly status: ContributionStatus;
  readonly classification: Classification;
  readonly submitted: Basis;
  /** By the group's own rule; absent where the rule, the opening day or the day of submission is not known. */
  readonly lateness?: Lateness;
  /** Oldest first. */
  readonly revisions: readonly {
    readonly number: Identifier;
    readonly parsed: DocumentNumber;
    readonly basis: Basis;
  }[];
  readonly presentedBy?: { readonly as: string; readonly basis: Basis };
  readonly disposal?: {
    readonly disposal: 'noted' | 'as-worded';
    readonly words?: Text;
    readonly basis: Basis;
  };
  readonly carriedOverFrom?: Ordinal;
  readonly carriedOverTo?: Ordinal;
  /** Outcomes of the meeting that rest on it, by ordinal. */
  readonly outcomes: readonly Ordinal[];
  readonly events: readonly Uuid[];
  /** What a change names as what it saw: the revision of the stream's event that touched it last. */
  readonly etag: string;
}

export type Lateness = 'on-time' | 'late';

/** Undefined where the meeting or the contribution is not in the record. */
export function contributionView(
  { group, meetings }: Pick<GroupRecord, 'group' | 'meetings'>,
  meeting: Ordinal,
  number: Identifier,
): ContributionView | undefined {
  const state = meetings.get(meeting);
  const contribution = state?.contributions.get(number);
  if (state === undefined || contribution === undefined) return undefined;
  return contributionOf(state, contribution, {
    group,
    outcomes: outcomesByContribution(state).get(number) ?? [],
  });
}

/** Every contribution of a meeting, in the order of their numbers. */
export function contributionsOf(state: MeetingState, group: GroupState): ContributionView[] {
  const outcomes = outcomesByContribution(state);
  return [...state.contributions.values()]
    .sort((a, b) => inOrder(a.number, b.number))
    .map((each) => contributionOf(state, each, { group, outcomes: outcomes.get(each.number) ?? [] }));
}

interface Around {
  group: Pick<GroupState, 'workingMethods'>;
  outcomes: readonly Ordinal[];
}

export function contributionOf(
  meeting: MeetingState,
  contribution: Contribution,
  around: Around,
): ContributionView {
  const { number, status, content, revisions, submitted, presentedBy, disposal } = contribution;
  const { group = '', ordinal = 0 } = meeting;
  return present({
    ...content,
    ref: refOf.contribution(group, ordinal, number),
    group,
    meeting: ordinal,
    number,
    parsed: parseDocumentNumber(number),
    status,
    classification: contribution.classification,
    submitted: basisOf(submitted),
    lateness:
      contribution.carriedOverFrom === undefined ? lateness(meeting, submitted, around.group) : undefined,
    revisions: revisions.map(({ value, ...held }) => ({
      number: value,
      parsed: parseDocumentNumber(value),
      basis: basisOf(held),
    })),
    presentedBy: presentedBy && { as: presentedBy.value, basis: basisOf(presentedBy) },
    disposal: disposal && disposalOf(disposal),
    carriedOverFrom: contribution.carriedOverFrom,
    carriedOverTo: contribution.carriedOverTo,
    outcomes: around.outcomes,
    events: [...contribution.events],
    etag: String(contribution.revision),
  });
}

function disposalOf({ value: { disposal, words }, ...held }: NonNullable<Contribution['disposal']>) {
  return present({ disposal, words, basis: basisOf(held) });
}

/**
 * Late by the group's own rule at the opening: it arrived after the last day that the rule allows, counted back from the opening day.
 * A date known to the month or the year tells only where all of it lies on one side. Undefined where the day of
 * submission is not its own (the meeting's stands for it), and where the rule holds only since after the opening.
 */
export function lateness(
  meeting: Pick<MeetingState, 'sitting'>,
  submitted: Omit<Held<object>, 'value'>,
  group: Pick<GroupState, 'workingMethods'>,
): Lateness | undefined {
  const last = lastDay(meeting, group);
  if (last === undefined || submitted.datedBy !== undefined) return undefined;
  /** First millisecond of the day after the last allowed one. */
  const limit = last + DAY;
  const { start, end }: Pick<Moment, 'start' | 'end'> =
    submitted.on === undefined ? { start: submitted.key, end: submitted.key } : momentOf(submitted.on);
  if (end < limit) return 'on-time';
  return start >= limit ? 'late' : undefined;
}

/** The last day for contributions by the group's own rule at the opening; undefined where the rule or the opening day is not known. */
export function contributionsDue(
  meeting: Pick<MeetingState, 'sitting'>,
  group: Pick<GroupState, 'workingMethods'>,
): Day | undefined {
  const last = lastDay(meeting, group);
  return last === undefined ? undefined : instantOf(last).slice(0, 10);
}

/** First millisecond of the last day that the rule allows, counted back from the opening day. */
function lastDay(
  { sitting }: Pick<MeetingState, 'sitting'>,
  { workingMethods }: Pick<GroupState, 'workingMethods'>,
): number | undefined {
  const opening = sitting === undefined ? undefined : exactDay(sitting.value.from);
  if (opening === undefined) return undefined;
  const days = workingMethods.findLast(({ key }) => key < opening + DAY)?.value.contributionDeadlineDays;
  return days === undefined ? undefined : opening - days * DAY;
}

const DAY = 24 * 60 * 60 * 1000;

/** First millisecond of the day; undefined for a date known to the month or the year. */
function exactDay(date: EffectiveDate): number | undefined {
  const { precision, start } = momentOf(date);
  return precision === 'day' || precision === 'instant' ? Math.floor(start / DAY) * DAY : undefined;
}

function outcomesByContribution({ outcomes }: MeetingState): Map<Identifier, Ordinal[]> {
  const by = new Map<Identifier, Ordinal[]>();
  for (const { ordinal, content } of outcomes.values())
    for (const number of content.links?.contributions ?? [])
      by.set(number, [...(by.get(number) ?? []), ordinal]);
  for (const ordinals of by.values()) ordinals.sort((a, b) => a - b);
  return by;
}
