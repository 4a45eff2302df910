import type { GroupCode } from '@acta/domain';

/** The kinds of subject that lists and search know. */
export type SubjectKind = 'meeting' | 'contribution' | 'outcome' | 'liaison-statement' | 'report';

/** What a list shows of a subject, and what it can be filtered and searched by. */
export interface ListedSubject {
  /** Reference, for example CWG-COP/meetings/15/outcomes/3. */
  subject: string;
  kind: SubjectKind;
  group: GroupCode;
  /** Ordinal of its meeting, where it has one. */
  meeting?: number;
  /** Its number as people write it: an ordinal, a document number. */
  number: string;
  /** State in its life, for example "issued". */
  state: string;
  title: string;
  /** Countries of its sources. */
  countries: readonly string[];
  /** Last millisecond of the earliest deadline that awaits something; absent where nothing is awaited. */
  deadline?: number;
  /** Everything of it that can be searched; no personal field. */
  text: string;
}

/**
 * A listed subject as it was in force over an interval of effect, as the record held it over an interval of positions.
 * Both are half-open; absent upper bounds are open.
 */
export interface ListedVersion extends ListedSubject {
  /** First position at which the record holds this version. */
  fromPosition: number;
  /** First position at which it no longer does. */
  toPosition?: number;
  /** First millisecond at which it is in force. */
  fromEffective: number;
  /** First millisecond at which it no longer is. */
  toEffective?: number;
}

/** A version of a subject as of the position at which it is listed. */
export type VersionInForce = Omit<ListedVersion, 'fromPosition' | 'toPosition'>;

/** New versions of one subject as of a position: they replace all that the index held open for it. */
export interface SubjectVersions {
  subject: string;
  position: number;
  /** In order, each in force until the next; none where the subject is no longer in the record. */
  versions: readonly VersionInForce[];
}
