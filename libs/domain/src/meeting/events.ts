import type { CorrectionEvents } from '../kernel/corrections.js';
import type { Nothing } from '../kernel/event.js';
import type {
  EffectiveDate,
  GroupCode,
  Identifier,
  Line,
  Ordinal,
  Person,
  QualifiedCount,
  Text,
} from '../kernel/values.js';
import { type ContributionEvents, contributionCommands } from './contribution/events.js';
import { type OutcomeEvents, outcomeCommands } from './outcome/events.js';

/** When and where. The days as exactly as they are known; `to` absent: one day, or not in the record. */
export interface Sitting {
  from: EffectiveDate;
  to?: EffectiveDate;
  place?: Line;
  mode?: 'physical' | 'remote' | 'hybrid';
}

export interface MeetingPlanned {
  group: GroupCode;
  /** The meeting's number in the group; never used again. */
  ordinal: Ordinal;
  held: Sitting;
  /** Label by which documents cite its report, verbatim. */
  citationLabel?: Line;
  documentSeries?: Identifier;
  /** Backfill only: the state in which it enters the record. */
  state?: 'opened' | 'closed' | 'written-up' | 'cancelled';
}

export interface MeetingRescheduled {
  held: Sitting;
}

export interface AgendaSet {
  items: { number: Identifier; title: Text }[];
}

/** Who chaired, where it is known: the person, or the words of the record. */
export interface ChairRecorded {
  person?: Person;
  as?: Line;
}

/** A count as the record gives it, of what and of which category. A newer one for the same replaces it. */
export interface CountRecorded {
  of: 'participants' | 'contributions' | 'delegations' | 'documents';
  category?: Line;
  count: QualifiedCount;
}

/** What was said under an item of the agenda. */
export interface NarrativeRecorded {
  item: Identifier;
  text: Text;
}

/** The meeting's report is issued; its outcomes are issued with it. */
export interface MeetingWrittenUp {
  document?: Identifier;
}

export interface MeetingEvents extends CorrectionEvents, ContributionEvents, OutcomeEvents {
  'meeting-planned': MeetingPlanned;
  'meeting-rescheduled': MeetingRescheduled;
  'meeting-cancelled': Nothing;
  'meeting-opened': Nothing;
  'meeting-closed': Nothing;
  'meeting-written-up': MeetingWrittenUp;
  'meeting-reopened': Nothing;
  'agenda-set': AgendaSet;
  'chair-recorded': ChairRecorded;
  'count-recorded': CountRecorded;
  'narrative-recorded': NarrativeRecorded;
}

export const meetingCommands = {
  'plan-meeting': 'meeting-planned',
  'reschedule-meeting': 'meeting-rescheduled',
  'cancel-meeting': 'meeting-cancelled',
  'open-meeting': 'meeting-opened',
  'close-meeting': 'meeting-closed',
  'write-up-meeting': 'meeting-written-up',
  'reopen-meeting': 'meeting-reopened',
  'set-agenda': 'agenda-set',
  'record-chair': 'chair-recorded',
  'record-count': 'count-recorded',
  'record-narrative': 'narrative-recorded',
  ...contributionCommands,
  ...outcomeCommands,
} as const satisfies Record<string, keyof MeetingEvents>;
