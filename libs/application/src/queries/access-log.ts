import { type GroupCode, type SubjectId, instantOf } from '@acta/domain';
import { renderCsv } from '@acta/reporting';
import type { Access } from '../access/access.js';
import type { Principal } from '../access/principal.js';
import type { AccessLog, AccessPage, AccessRecord } from '../ports/access-log.js';
import { dateOf } from './point.js';

/** What an auditor asks of the access log. Absent filters let everything through. */
export interface AccessAsk {
  kind?: AccessRecord['kind'];
  subject?: SubjectId;
  /** Absent, it takes a role in all groups. */
  group?: GroupCode;
  /** Dates or instants, both inclusive: a date is all of its day, UTC. */
  from?: string;
  to?: string;
  /** Page size. */
  limit: number;
  after?: string;
}

/** A page of the access log, newest first. @throws Forbidden, Invalid */
export function findAccess(
  { access, accessLog }: { access: Access; accessLog: AccessLog },
  principal: Principal,
  { from, to, ...filters }: AccessAsk,
): AccessPage {
  access.require(principal, 'read-access-log', filters.group);
  return accessLog.find({
    ...filters,
    ...(from === undefined ? {} : { from: dateOf('/from', from).start }),
    ...(to === undefined ? {} : { to: dateOf('/to', to).end }),
  });
}

const COLUMNS = ['at', 'kind', 'subject', 'acting as', 'group', 'act', 'resource', 'position'] as const;

/**
 * All that is found in the access log as CSV without formulas, newest first: a page at a time, so that a long log is never
 * held whole.
 * @param pageAfter gives the page after a cursor; the first where there is none
 */
export async function* accessCsv(
  pageAfter: (after: string | undefined) => Promise<AccessPage>,
): AsyncGenerator<string, void> {
  let { items, next } = await pageAfter(undefined);
  yield renderCsv(COLUMNS, items.map(rowOf));
  while (next !== undefined) {
    ({ items, next } = await pageAfter(next));
    yield renderCsv(undefined, items.map(rowOf));
  }
}

function rowOf({ at, kind, subject, role, group, act, resource, position }: AccessRecord) {
  return [instantOf(at), kind, subject, role, group, act, resource, position];
}
