import type { GroupCode } from '@acta/domain';
import type { ListedVersion, SubjectKind, SubjectVersions } from '@acta/projections';

export type { ListedVersion, SubjectKind, SubjectVersions };

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

/**
 * Some subjects listed anew, past positions included: what the index's readers may see of them has changed. Every version
 * of the subject `ref`, and of those whose references start with it and a slash, is forgotten first.
 */
export interface Relisting {
  /** The position at which that became known. */
  position: number;
  ref: string;
  /** Of all positions up to then, in order. */
  changes: readonly SubjectVersions[];
}

export type ListChange = SubjectVersions | Relisting;

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
  /** Applies the changes of the journal up to `cursor`, in the order given, which is that of position. */
  apply(changes: readonly ListChange[], cursor: number): void;
  /** Ordered by subject, the numbers in it as numbers; by rank where `search` is given. @throws BadSearch */
  find(query: ListQuery): ListPage;
  /** Empties the index and sets the cursor to 0. */
  clear(): void;
  close(): void;
}

/** A full-text query that cannot be read. */
export class BadSearch extends Error {
  override readonly name = 'BadSearch';
}
