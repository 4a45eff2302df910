import type {
  Amendment,
  Grounds,
  GroupCode,
  MeetingState,
  Ordinal,
  Outcome,
  OutcomeContent,
  OutcomeStatus,
  Text,
  Uuid,
} from '@acta/domain';
import type { GroupRecord } from '../record.js';
import { refOf } from '../subjects.js';
import { type LiaisonStatementView, liaisonStatementView } from './liaison-statement.js';
import { type Basis, type NameOf, basisOf, present, withBasis } from './parts.js';

/** An outcome of a meeting: its words as they stood, and what became of it. */
export interface OutcomeItem extends Readonly<OutcomeContent> {
  readonly ref: string;
  readonly group: GroupCode;
  readonly meeting: Ordinal;
  readonly ordinal: Ordinal;
  readonly status: OutcomeStatus;
  /** Official translations; none recorded: empty. */
  readonly translations: Text[];
  readonly recorded: Basis;
  /** Since issue, oldest first. */
  readonly amendments: readonly (Amendment & { readonly basis: Basis })[];
  readonly supersededBy?: { readonly meeting: Ordinal; readonly ordinal: Ordinal; readonly ref: string };
  /** Since when and why it no longer stands. */
  readonly ended?: Grounds & { readonly basis: Basis };
  /** None recorded: empty. Oldest first. */
  readonly followUps: readonly (Text & { readonly basis: Basis })[];
  readonly events: readonly Uuid[];
  /** What a change names as what it saw: the revision of the stream's event that touched it last. */
  readonly etag: string;
}

/** An outcome with the liaison statements that it is linked to. */
export interface OutcomeView extends OutcomeItem {
  /** Those of its links that are in the record then. */
  readonly liaisonStatements: readonly LiaisonStatementView[];
}

/**
 * @param day the day, UTC, on which liaison statements are overdue or not
 * @returns undefined where the meeting or the outcome is not in the record
 */
export function outcomeView(
  record: Pick<GroupRecord, 'meetings' | 'liaison'>,
  place: { meeting: Ordinal; ordinal: Ordinal },
  day: string,
  nameOf: NameOf,
): OutcomeView | undefined {
  const meeting = record.meetings.get(place.meeting);
  const outcome = meeting?.outcomes.get(place.ordinal);
  if (meeting === undefined || outcome === undefined) return undefined;
  const linked = outcome.content.links?.liaisonStatements ?? [];
  return {
    ...outcomeOf(meeting, outcome),
    liaisonStatements: linked.flatMap((id) => liaisonStatementView(record, id, day, nameOf) ?? []),
  };
}

/** Every outcome of a meeting, in the order of their ordinals. */
export function outcomesOf(meeting: MeetingState): OutcomeItem[] {
  return [...meeting.outcomes.values()]
    .sort((a, b) => a.ordinal - b.ordinal)
    .map((outcome) => outcomeOf(meeting, outcome));
}

export function outcomeOf({ group = '', ordinal: meeting = 0 }: MeetingState, outcome: Outcome): OutcomeItem {
  const { ordinal, status, content, recorded, amendments, supersededBy, ended, followUps, events, revision } =
    outcome;
  return present({
    ...content,
    translations: content.translations ?? [],
    ref: refOf.outcome(group, meeting, ordinal),
    group,
    meeting,
    ordinal,
    status,
    recorded: basisOf(recorded),
    amendments: amendments.map(withBasis),
    supersededBy: supersededBy && {
      ...supersededBy,
      ref: refOf.outcome(group, supersededBy.meeting, supersededBy.ordinal),
    },
    ended: ended && withBasis(ended),
    followUps: followUps.map(withBasis),
    events: [...events],
    etag: String(revision),
  });
}
