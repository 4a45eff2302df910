import { type Moment, parseMoment } from '@acta/domain';
import type { Point } from '@acta/projections';
import { invalid } from '../faults.js';
import type { Clock } from '../ports/clock.js';
import type { Journal } from '../ports/event-store.js';

/**
 * Which state of the record is asked for. `asOf`: what the record held: a position (digits alone), a month, a day or an
 * instant. `at`: what was in force: a year, month, day or instant. A date is the end of that day, month or year, UTC.
 */
export interface When {
  asOf?: string | undefined;
  at?: string | undefined;
}

const POSITION = /^\d{1,16}$/;

/**
 * Resolves what is asked to the point that the answer stands on.
 *
 * Without `asOf` it is the journal's head. Without `at` it is the moment of `asOf`, where one was given, so that an
 * answer for a position never changes; otherwise now, by the server's clock, and never before the newest event.
 * @throws Invalid for a position beyond the head or text that is no date
 */
export function resolvePoint(
  journal: Pick<Journal, 'head' | 'positionAt' | 'recordedAt'>,
  clock: Clock,
  { asOf, at }: When,
): Point {
  const head = journal.head();
  const inForce = at === undefined ? undefined : dateOf('/at', at).end;
  if (asOf === undefined)
    return { position: head.position, at: inForce ?? Math.max(clock(), head.recordedAt), settled: false };
  if (POSITION.test(asOf)) {
    const position = Number(asOf);
    if (position > head.position)
      throw invalid(
        'beyond-head',
        `position ${asOf} is beyond the newest, which is ${String(head.position)}`,
        '/asOf',
      );
    return { position, at: inForce ?? (position === 0 ? 0 : journal.recordedAt(position)), settled: true };
  }
  const { end } = dateOf('/asOf', asOf);
  return { position: journal.positionAt(end), at: inForce ?? end, settled: head.recordedAt > end };
}

/** Reads a date that somebody gave. @throws Invalid */
export function dateOf(field: string, text: string): Moment {
  const moment = parseMoment(text);
  if (moment === undefined)
    throw invalid(
      'wrong-form',
      `"${text.slice(0, 100)}" is no date that exists; give YYYY-MM-DD, YYYY-MM or an instant in UTC ending in Z, or ${field === '/asOf' ? 'a position' : 'a year'}`,
      field,
    );
  return moment;
}
