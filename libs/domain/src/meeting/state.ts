import type { Held } from '../kernel/held.js';
import type { Touched } from '../kernel/touched.js';
import type { GroupCode, Identifier, Line, Ordinal } from '../kernel/values.js';
import type { Contributions } from './contribution/state.js';
import type { AgendaSet, ChairRecorded, CountRecorded, NarrativeRecorded, Sitting } from './events.js';
import type { Outcomes } from './outcome/state.js';

export type MeetingStatus =
  'unknown' | 'planned' | 'opened' | 'closed' | 'written-up' | 'reopened' | 'cancelled';

/** `revision`: of the meeting's own events; its contributions and outcomes have their own. */
export interface MeetingState extends Touched {
  status: MeetingStatus;
  group?: GroupCode;
  ordinal?: Ordinal;
  sitting?: Held<Sitting>;
  citationLabel?: Line;
  documentSeries?: Identifier;
  agenda?: Held<AgendaSet>;
  chair?: Held<ChairRecorded>;
  /** By what is counted and category. */
  counts: Map<string, Held<CountRecorded>>;
  /** By agenda item. */
  narrative: Map<Identifier, Held<NarrativeRecorded>>;
  /** When it was written up, and as which document. */
  writtenUp?: Held<{ document?: Identifier }>;
  contributions: Contributions;
  /** Numbers of contributions and of their revisions: one set, none of which is used twice. */
  documentNumbers: Set<Identifier>;
  outcomes: Outcomes;
}

export function initialMeeting(): MeetingState {
  return {
    status: 'unknown',
    revision: -1,
    counts: new Map(),
    narrative: new Map(),
    contributions: new Map(),
    documentNumbers: new Set(),
    outcomes: new Map(),
  };
}
