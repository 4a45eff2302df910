import type { GroupCode, SubjectId } from '@acta/domain';
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
