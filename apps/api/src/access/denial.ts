import type { AccessRecord, Act } from '@acta/application';
import { type GroupCode, groupOf, streamOf } from '@acta/domain';
import type { Acta } from '@acta/runtime';
import type { FastifyRequest } from 'fastify';

/** Notes for auditors that somebody was refused. What they sent is not in it, save a group's code. */
export function noteDenial(
  { accessLog, clock }: Pick<Acta, 'accessLog' | 'clock'>,
  { method, routeOptions, principal: { subject } }: FastifyRequest,
  act: Act,
  group: GroupCode | undefined,
): void {
  const denial: AccessRecord = {
    at: clock(),
    kind: 'denied',
    act,
    resource: `${method} ${routeOptions.url ?? ''}`,
  };
  accessLog.note({
    ...denial,
    ...(subject === undefined ? {} : { subject }),
    ...(group === undefined || !isCode(group) ? {} : { group }),
  });
}

function isCode(text: string): boolean {
  return groupOf(streamOf.group(text)) === text;
}
