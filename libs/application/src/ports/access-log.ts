import type { GroupCode, Role, SubjectId } from '@acta/domain';

/** One act of access that an auditor may ask about: a denial, a read of something restricted, an export. */
export interface AccessRecord {
  /** The server's clock, milliseconds since the epoch. */
  at: number;
  kind: 'denied' | 'restricted-read' | 'export';
  /** Who asked; absent: somebody who did not say who they are. */
  subject?: SubjectId;
  /** In which capacity it was allowed. */
  role?: Role;
  group?: GroupCode;
  /** The act of the policy that was asked for, for example read-states. */
  act: string;
  /** What it was about, for example CWG-COP/meetings/18/contributions/CWG-COP-18/3; never a personal field. */
  resource: string;
  /** Journal position that the answer stood on. */
  position?: number;
}

export interface AccessQuery {
  kind?: AccessRecord['kind'];
  subject?: SubjectId;
  group?: GroupCode;
  /** Milliseconds since the epoch, both inclusive. */
  from?: number;
  to?: number;
  limit: number;
  /** Continue after this one: the `next` of the page before. */
  after?: string;
}

export interface AccessPage {
  items: AccessRecord[];
  /** Absent on the last page. */
  next?: string;
}

/**
 * Who was refused, who read what is restricted, who exported. Not part of the record: it proves nothing, it tells. Several
 * processes may note in one log.
 */
export interface AccessLog {
  /** Notes it soon, without keeping the caller waiting; noted before `find` answers and before `close` resolves. */
  note(record: AccessRecord): void;
  /** Newest first: the last noted comes before those noted earlier. @throws Invalid for an `after` that is no `next` */
  find(query: AccessQuery): AccessPage;
  close(): Promise<void>;
}
