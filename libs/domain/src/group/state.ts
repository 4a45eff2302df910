import type { Held } from '../kernel/held.js';
import type { Touched } from '../kernel/touched.js';
import type { RecordedBy } from '../kernel/metadata.js';
import type { GroupCode, Line, Text } from '../kernel/values.js';
import type {
  ClausesLinked,
  GroupEstablished,
  GroupRenewed,
  GroupTerminated,
  MandateAmended,
  OfficerAppointed,
  ParticipationSet,
  SubjectRef,
  TermsOfReferenceSet,
  WorkingMethodsSet,
} from './events.js';

/** A link to clauses, with who made it. */
export interface ClauseLink extends ClausesLinked, RecordedBy {}

export interface GroupState extends Touched {
  status: 'unknown' | 'established' | 'terminated';
  code?: GroupCode;
  parent?: Line;
  /** Newest last; the last one holds. */
  names: Held<{ acronym: Line; name: Text }>[];
  participation?: Held<ParticipationSet>;
  /** Instruments in force, by (body, kind, number), with the revision that holds. */
  mandate: Map<string, Held<MandateAmended>>;
  /** Every version so far, newest last. */
  termsOfReference: Held<TermsOfReferenceSet>[];
  /** By subject: its newest link. */
  clauseLinks: Map<SubjectRef, Held<ClauseLink>>;
  /** Every appointment so far; `to` is set once it is known when it ends. */
  officers: Map<string, Held<OfficerAppointed>>;
  /** Newest last; the last one holds. */
  workingMethods: Held<WorkingMethodsSet>[];
  renewals: Held<GroupRenewed>[];
  established?: Held<GroupEstablished>;
  terminated?: Held<GroupTerminated>;
}

export function initialGroup(): GroupState {
  return {
    status: 'unknown',
    revision: -1,
    names: [],
    mandate: new Map(),
    termsOfReference: [],
    clauseLinks: new Map(),
    officers: new Map(),
    workingMethods: [],
    renewals: [],
  };
}
