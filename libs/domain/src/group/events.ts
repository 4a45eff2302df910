import type { CorrectionEvents } from '../kernel/corrections.js';
import type {
  Count,
  Day,
  GroupCode,
  Identifier,
  Instrument,
  Line,
  Person,
  SessionCode,
  Text,
} from '../kernel/values.js';
import type { Role } from '../kernel/metadata.js';

/** The group exists. */
export interface GroupEstablished {
  group: GroupCode;
  acronym: Line;
  name: Text;
  /** The body that it works for, for example "Council". */
  parent?: Line;
  by?: Instrument;
}

/** From now on the group bears these names. Its code never changes. */
export interface GroupRenamed {
  acronym: Line;
  name: Text;
}

/** Who may take part, in the words of the record. */
export interface ParticipationSet {
  openTo: Line[];
}

/** An instrument of the group's mandate was adopted, revised or abrogated. One history for each (body, kind, number). */
export interface MandateAmended {
  change: 'adopted' | 'revised' | 'abrogated';
  instrument: Instrument;
  title?: Text;
}

/** A numbered clause of the terms of reference. */
export interface Clause {
  number: Identifier;
  text: Text;
  translations?: Text[];
}

/** The terms of reference, whole, as from now. What changed is seen against the version before. */
export interface TermsOfReferenceSet {
  /** For example "2009". */
  version: Identifier;
  by?: Instrument;
  clauses: Clause[];
}

/** Someone holds an office of the group from a day to a day. */
export interface OfficerAppointed {
  /** Names this appointment within the group, for example chair-2019. */
  appointment: Identifier;
  office: Extract<Role, 'chair' | 'vice-chair' | 'secretariat'>;
  person: Person;
  administration?: Line;
  region?: Line;
  from: Day;
  to?: Day;
}

/** The appointment ends on this day. */
export interface OfficerReleased {
  appointment: Identifier;
  to: Day;
}

/** The group's own rules for its contributions. */
export interface WorkingMethodsSet {
  /** Calendar days before the opening by which contributions should arrive. */
  contributionDeadlineDays?: Count;
  /** Calendar days before the opening by which documents are posted. */
  postingDays?: Count;
  /** Whether whoever changes something over the API must say which state of it they saw (If-Match). */
  changesNameWhatTheySaw?: boolean;
  source?: Line;
}

/** The group goes on for another period. */
export interface GroupRenewed {
  by?: Instrument;
  session?: SessionCode;
  note?: Line;
}

/**
 * A subject's reference within its group, for example meetings/15/outcomes/3, meetings/18/contributions/CWG-COP-18/2,
 * liaison-statements/o-1 or reports/four-year/PP-18..PP-22.
 * @pattern ^(meetings/[1-9][0-9]{0,9}/(outcomes/[1-9][0-9]{0,9}|contributions/.+)|liaison-statements/[oi]-[1-9][0-9]{0,9}|reports/(meeting|annual|four-year)/[A-Z0-9.+-]+)$
 * @maxLength 200
 */
export type SubjectRef = string;

/** What a subject has to do with the terms of reference. The newest link of a subject holds. */
export interface ClausesLinked {
  ref: SubjectRef;
  /** Numbers of clauses in force. Empty: none of them, on purpose. */
  clauses: Identifier[];
}

/** The group has ended. */
export interface GroupTerminated {
  by?: Instrument;
  session?: SessionCode;
}

export interface GroupEvents extends CorrectionEvents {
  'group-established': GroupEstablished;
  'group-renamed': GroupRenamed;
  'participation-set': ParticipationSet;
  'mandate-amended': MandateAmended;
  'terms-of-reference-set': TermsOfReferenceSet;
  'officer-appointed': OfficerAppointed;
  'officer-released': OfficerReleased;
  'working-methods-set': WorkingMethodsSet;
  'group-renewed': GroupRenewed;
  'clauses-linked': ClausesLinked;
  'group-terminated': GroupTerminated;
}

/** Command → the event that it asks for, with the same data. */
export const groupCommands = {
  'establish-group': 'group-established',
  'rename-group': 'group-renamed',
  'set-participation': 'participation-set',
  'amend-mandate': 'mandate-amended',
  'set-terms-of-reference': 'terms-of-reference-set',
  'appoint-officer': 'officer-appointed',
  'release-officer': 'officer-released',
  'set-working-methods': 'working-methods-set',
  'renew-group': 'group-renewed',
  'link-to-clauses': 'clauses-linked',
  'terminate-group': 'group-terminated',
} as const satisfies Record<string, keyof GroupEvents>;
