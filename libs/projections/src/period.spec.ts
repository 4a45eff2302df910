import { describe, expect, it } from '@jest/globals';
import { meetingsIn, resolvePeriod } from './period.js';
import { Log } from './spec-support/log.js';

function calendar(): Log {
  const log = new Log();
  const sessions = [
    ['PP-14', '2014-10-20', '2014-11-07'],
    ['PP-18', '2018-10-29', '2018-11-16'],
    ['PP-22', '2022-09-26', undefined],
    ['PP-26', '2026-11-09', undefined],
  ] as const;
  for (const [session, opens, closes] of sessions)
    log.add('calendar', 'session-entered', {
      session,
      kind: 'plenipotentiary',
      title: session,
      opens,
      ...(closes === undefined ? {} : { closes }),
    });
  return log;
}

function meetingsHeld(...held: [from: string, state?: 'closed' | 'cancelled'][]): Log {
  const log = calendar();
  held.forEach(([from, state], i) => {
    const ordinal = i + 1;
    log.add(`meeting-CWG-COP-${ordinal}`, 'meeting-planned', {
      group: 'CWG-COP',
      ordinal,
      held: { from },
      ...(state === undefined ? {} : { state }),
    });
  });
  return log;
}

function during(log: Log, from: string, to: string): number[] | undefined {
  const record = log.record();
  const period = resolvePeriod(record.calendar, from, to);
  return period === undefined ? undefined : meetingsIn(record, period);
}

describe('a period', () => {
  it('runs from the close of one session to the opening of the next', () => {
    expect(resolvePeriod(calendar().record().calendar, 'PP-18', 'PP-22')).toMatchObject({
      start: '2018-11-16',
      end: '2022-09-26',
    });
  });

  it('runs from the opening where no close is recorded', () => {
    expect(resolvePeriod(calendar().record().calendar, 'PP-22', 'PP-26')?.start).toBe('2022-09-26');
  });

  it('is not known while the calendar lacks a session', () => {
    expect(resolvePeriod(calendar().record().calendar, 'PP-18', 'PP-30')).toBeUndefined();
  });

  it('holds the meetings that began in it, its first day among its days and its end not', () => {
    const log = meetingsHeld(
      ['2018-11-15', 'closed'],
      ['2018-11-16', 'closed'],
      ['2022-09-25T10:00:00.000Z', 'closed'],
      ['2022-09-26', 'closed'],
    );
    expect(during(log, 'PP-18', 'PP-22')).toEqual([2, 3]);
  });

  it('leaves out meetings that are cancelled or only planned', () => {
    expect(
      during(meetingsHeld(['2019', 'cancelled'], ['2020'], ['2021', 'closed']), 'PP-18', 'PP-22'),
    ).toEqual([3]);
  });

  it('holds a meeting that is known to the month or the year once', () => {
    const log = meetingsHeld(
      ['2018', 'closed'],
      ['2018-10', 'closed'],
      ['2018-11', 'closed'],
      ['2022', 'closed'],
    );
    expect(during(log, 'PP-14', 'PP-18')).toEqual([1, 2]);
    expect(during(log, 'PP-18', 'PP-22')).toEqual([3, 4]);
    expect(during(log, 'PP-22', 'PP-26')).toEqual([]);
  });
});
