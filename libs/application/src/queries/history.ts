import { type GroupCode, groupOf } from '@acta/domain';
import { type HistoryStep, history, placeOf, streamOfSubject } from '@acta/projections';
import { NotFound, invalid } from '../faults.js';
import type { When } from './point.js';
import type { Answer } from './reader.js';
import type { ViewParts } from './views.js';

/** Whose history, and as the record held it when. */
export interface HistoryAsk {
  group: GroupCode;
  /** A reference within the group, for example CWG-COP/meetings/15/outcomes/3. */
  subject: string;
  /** What the record held; `at` leaves out what took effect later. */
  when: When;
}

/**
 * Each step of a subject's history, in the order of recording, with what it changed.
 * @throws NotFound where nothing was done to it by then; Invalid
 */
export function showHistory({ reader, nameOf }: ViewParts, ask: HistoryAsk): Answer<HistoryStep[]> {
  const { group, subject, when } = ask;
  const place = placeOf(subject);
  if (place === undefined || groupOf(place.stream) !== group)
    throw invalid(
      'unknown-subject',
      `"${subject.slice(0, 100)}" names nothing of ${group}; give a reference such as ${group}/meetings/15/outcomes/3`,
      '/subject',
    );
  const point = reader.point(when);
  const own = streamOfSubject(subject);
  const streams =
    own === undefined
      ? reader.group(group, point.position)
      : new Map([[own, reader.stream(own, point.position)]]);
  const steps = history(streams, subject, { nameOf });
  const known = when.at === undefined ? steps : steps.filter(({ act }) => tookEffectBy(act, point.at));
  if (known.length > 0) return { point, value: known };
  throw new NotFound(`nothing was done to ${subject} at position ${String(point.position)}`);
}

function tookEffectBy({ effective }: HistoryStep['act'], at: number): boolean {
  return Date.parse(effective.moment) <= at;
}
