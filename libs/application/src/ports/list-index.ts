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

/** New versions of one subject as of a position: they replace all that the index held open for it. */
export interface SubjectVersions {
  subject: string;
  position: number;
  versions: readonly Omit<ListedVersion, 'fromPosition' | 'toPosition'>[];
}

export interface ListQuery {
  /** Position that the answer stands on. */
  asOf: number;
  /** Moment in force, milliseconds since the epoch. */
  at: number;
  group?: GroupCode;
  kind?: SubjectKind;
  meeting?: number;
  state?: string;
  country?: string;
  /** Only subjects that await something whose deadline is before this moment. */
  overdueAt?: number;
  /** Full-text query: words, all of which must occur; a phrase in double quotes; a prefix ends in an asterisk. */
  search?: string;
  limit: number;
  /** Continue after this subject: the `next` of the page before. */
  after?: string;
}

export interface ListPage {
  items: ListedVersion[];
  /** Give it as `after` for the next page; absent on the last one. */
  next?: string;
}

/**
 * Lists and full-text search: the only things materialised. Can be thrown away and rebuilt from the journal, so
 * durability is not asked of it; but `apply` is atomic, cursor included.
 */
export interface ListIndex {
  /** Position up to which the journal has been applied. */
  cursor(): number;
  /** Applies the changes of the journal up to `cursor`, in order of position. */
  apply(changes: readonly SubjectVersions[], cursor: number): void;
  /** Ordered by subject; by rank where `search` is given. @throws BadSearch */
  find(query: ListQuery): ListPage;
  /** Empties the index and sets the cursor to 0. */
  clear(): void;
  close(): void;
}

/** A full-text query that cannot be read. */
export class BadSearch extends Error {
  override readonly name = 'BadSearch';
}
