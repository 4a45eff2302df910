import { type SubjectVersions, refOfStream } from '@acta/projections';
import { streamOf } from '@acta/domain';
import type { AccessLog } from '../ports/access-log.js';
import type { Clock } from '../ports/clock.js';
import type { Journal } from '../ports/event-store.js';
import { type Access, readingActs } from './access.js';
import type { Classifications } from './classifications.js';
import type { Principal } from './principal.js';
import type { RestrictedRead } from './viewer.js';

export interface NotingParts {
  access: Access;
  accessLog: Pick<AccessLog, 'note'>;
  clock: Clock;
  journal: Pick<Journal, 'head'>;
}

/**
 * Notes for auditors, of one answer, each restricted thing that it was made from. It may say less than it was made from,
 * never more: what is noted as read may not be shown in it.
 */
export function notingReads(
  { access, accessLog, clock, journal }: NotingParts,
  principal: Principal,
): (read: RestrictedRead) => void {
  const noted = new Set<string>();
  return ({ group, stream, path, classification }) => {
    const ref = refOfStream(stream);
    const resource = path === '' ? ref : `${ref}/${path}`;
    if (noted.has(resource)) return;
    noted.add(resource);
    const act = readingActs[classification];
    const judgement = access.judge(principal, act, group);
    const role = judgement.allowed ? judgement.actingAs?.role : undefined;
    accessLog.note({
      at: clock(),
      kind: 'restricted-read',
      act,
      group,
      resource,
      position: journal.head().position,
      ...(principal.subject === undefined ? {} : { subject: principal.subject }),
      ...(role === undefined ? {} : { role }),
    });
  };
}

type Listed = Pick<SubjectVersions['versions'][number], 'kind' | 'group' | 'meeting' | 'number' | 'subject'>;

/** What is restricted among the subjects of a list, which is not made by reading their streams. */
export function restrictedAmong(
  listed: readonly Listed[],
  classifications: Classifications,
): RestrictedRead[] {
  return listed.flatMap(({ kind, group, meeting, number, subject }) => {
    const inMeeting = kind === 'contribution' && meeting !== undefined;
    if (!inMeeting && kind !== 'liaison-statement') return [];
    const stream = inMeeting ? streamOf.meeting(group, meeting) : streamOfStatement(group, subject);
    const path = inMeeting ? `contributions/${number}` : '';
    const restriction = classifications.in(stream).get(path);
    return restriction === undefined ? [] : [{ group, stream, path, ...restriction }];
  });
}

/** The stream of a liaison statement, by its reference, for example CWG-COP/liaison-statements/o-1. */
function streamOfStatement(group: string, ref: string): string {
  return `liaison-${group}-${ref.slice(ref.lastIndexOf('/') + 1)}`;
}
