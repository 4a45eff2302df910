import type { Day, GroupCode, Role, SubjectId } from '@acta/domain';

/** A role that somebody was given, in one group or in all of them, for a term. */
export interface Grant {
  role: Role;
  /** Absent: in every group, and in what belongs to no group. */
  group?: GroupCode;
  /** First and last day, UTC; absent: open. */
  from?: Day;
  to?: Day;
}

/** Who asks. Set by an edge from what it has proved, never from what the request says of itself. */
export interface Principal {
  /** Absent: somebody who did not say who they are. */
  subject?: SubjectId;
  /** `asserted`: whoever holds the data folder, on its command line; `authenticated`: a token proved it. */
  assurance: 'asserted' | 'authenticated';
  grants: readonly Grant[];
  /**
   * Whether the grants may name a chair or a vice-chair whom the record does not know. Only the development issuer's may:
   * elsewhere an office is held by whom the record appoints.
   */
  claimsOffices?: boolean;
  /** When what proved it expires, milliseconds since the epoch; absent: it does not. */
  expires?: number;
}

/** Who did not say who they are. */
export const anybody: Principal = { assurance: 'authenticated', grants: [] };

/** Whoever holds the data folder: no rule of access binds them, since they could write to its files as well. */
export function holderOfTheFolder(subject: SubjectId): Principal & { subject: SubjectId } {
  return { subject, assurance: 'asserted', grants: [{ role: 'secretariat' }] };
}
