import { type CalendarState, type Day, type Ordinal, type SessionCode, momentOf } from '@acta/domain';
import type { GroupRecord } from './record.js';

/** The days between two sessions of the calendar, half-open: `end` is the first day that is not in it. */
export interface Period {
  start: Day;
  end: Day;
  /** The day on which the session that it follows opened; absent, `start`. It places what is known to the month only. */
  opened?: Day;
}

/**
 * The period between two sessions: from the close of the first (its opening, where no close is recorded) to the opening
 * of the second. Undefined where the calendar does not hold both.
 */
export function resolvePeriod(
  calendar: CalendarState,
  from: SessionCode,
  to: SessionCode,
): Period | undefined {
  const first = calendar.sessions.get(from)?.value;
  const second = calendar.sessions.get(to)?.value;
  if (first === undefined || second === undefined) return undefined;
  return { start: first.closes ?? first.opens, end: second.opens, opened: first.opens };
}

/**
 * Ordinals of the meetings held in the period, in order; those cancelled, or no more than planned, are left out. A
 * meeting belongs by the day on which it began. One known to the month or the year belongs by the first day that it
 * may have begun on, and where that lies in the session before the period, to the period: so it belongs to exactly one.
 */
export function meetingsIn(record: Pick<GroupRecord, 'meetings'>, period: Period): Ordinal[] {
  const start = momentOf(period.start).start;
  const opened = period.opened === undefined ? start : Math.min(start, momentOf(period.opened).start);
  const end = momentOf(period.end).start;
  const ordinals: Ordinal[] = [];
  for (const [ordinal, { sitting, status }] of record.meetings) {
    if (sitting === undefined || status === 'planned' || status === 'cancelled') continue;
    const began = momentOf(sitting.value.from);
    if (began.start >= opened && began.end >= start && began.start < end) ordinals.push(ordinal);
  }
  return ordinals;
}
