import type { Coverage, MeetingState, Ordinal, Uuid } from '@acta/domain';
import { type GroupRecord, type Period, meetingsIn, resolvePeriod } from '@acta/projections';
import type { CoverageName } from '../phrases/phrases.js';
import { UnknownCoverage } from './context.js';

/** What a report covers, found in the record. */
export interface Covered {
  covers: Coverage;
  name: CoverageName;
  /** In order; the cancelled and the merely planned among them. */
  meetings: readonly (readonly [Ordinal, MeetingState])[];
  period?: Period;
  /** The events that the coverage itself rests on: the sessions, or the meetings. */
  restsOn: Uuid[];
}

/**
 * @throws UnknownCoverage where the coverage is neither meetings nor a period of sessions that the calendar holds
 */
export function coveredBy(record: GroupRecord, covers: Coverage): Covered {
  const { period } = covers;
  if (period === undefined) return coveredMeetings(record, covers, covers.meetings ?? []);
  const resolved = resolvePeriod(record.calendar, period.from, period.to);
  if (resolved === undefined)
    throw new UnknownCoverage(
      `the period ${period.from}..${period.to} is not known: the calendar must hold both sessions; ` +
        `it holds ${[...record.calendar.sessions.keys()].join(', ') || 'none'}`,
    );
  if (resolved.start >= resolved.end)
    throw new UnknownCoverage(
      `the period ${period.from}..${period.to} would end (${resolved.end}) before it starts (${resolved.start}); ` +
        'name the earlier session first',
    );
  const sessions = [period.from, period.to].map((code) => record.calendar.sessions.get(code)?.event);
  return {
    covers,
    name: { ...period, starts: resolved.start, ends: resolved.end },
    meetings: pick(record, meetingsDuring(record, resolved)),
    period: resolved,
    restsOn: sessions.filter((event) => event !== undefined),
  };
}

function coveredMeetings(record: GroupRecord, covers: Coverage, ordinals: readonly Ordinal[]): Covered {
  const meetings = pick(
    record,
    [...ordinals].sort((a, b) => a - b),
  );
  const restsOn = meetings.flatMap(([, { sitting }]) => (sitting === undefined ? [] : [sitting.event]));
  return { covers, name: { meetings: [...ordinals].sort((a, b) => a - b) }, meetings, restsOn };
}

function pick(record: GroupRecord, ordinals: readonly Ordinal[]): (readonly [Ordinal, MeetingState])[] {
  return ordinals.flatMap((ordinal) => {
    const meeting = record.meetings.get(ordinal);
    return meeting === undefined ? [] : [[ordinal, meeting] as const];
  });
}

/** As `meetingsIn`, by the same rule of days, with those cancelled or only planned: a reader asks after them too. */
function meetingsDuring(record: GroupRecord, period: Period): Ordinal[] {
  const meetings = [...record.meetings].map(
    ([ordinal, state]) => [ordinal, { ...state, status: 'closed' as const }] as const,
  );
  return meetingsIn({ meetings: new Map(meetings) }, period);
}

/** Whether a meeting took place, as far as the record says. */
export function wasHeld({ status }: MeetingState): boolean {
  switch (status) {
    case 'unknown':
    case 'planned':
    case 'cancelled':
      return false;
    case 'opened':
    case 'closed':
    case 'written-up':
    case 'reopened':
      return true;
  }
}
