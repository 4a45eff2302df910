import { describe, expect, it } from '@jest/globals';
import { chronology } from '@acta/domain';
import fc from 'fast-check';
import { Log, MEETING, MINUTE, START, en, stepInMeeting } from './spec-support/log.js';
import { type TimelineAct, type TimelineItem, timeline } from './timeline.js';

const GROUP = 'group-CWG-COP';

function corrected(): Log {
  const log = new Log();
  log.add(
    GROUP,
    'group-established',
    { group: 'CWG-COP', acronym: 'CWG-COP', name: en('Group') },
    { effectiveAt: '2009', datedBy: 'no-later-than', backfill: true, provenance: { document: 'facts' } },
  );
  log.add(
    MEETING,
    'meeting-planned',
    { group: 'CWG-COP', ordinal: 15, held: { from: '2019-09-26' }, state: 'closed' },
    { effectiveAt: '2019-09-26' },
  );
  log.add(MEETING, 'outcome-recorded', { ordinal: 3, text: en('Noted.') }, { effectiveAt: '2020' });
  log.add(
    MEETING,
    'outcome-recorded',
    { ordinal: 4, text: en('Noted twice.') },
    { effectiveAt: '2019-09-26' },
  );
  log.add(MEETING, 'act-redated', { act: 'event-3', effectiveAt: '2019-09-26' }, { reason: 'misread' });
  log.add(MEETING, 'act-voided', { act: 'event-4' }, { reason: 'entered twice' });
  log.add('calendar', 'session-entered', {
    session: 'PP-22',
    kind: 'plenipotentiary',
    title: 'PP',
    opens: '2022-09-26',
  });
  log.addUnreadable('report-CWG-COP-annual-15', 'unknown type "report-dreamt"');
  return log;
}

function act(items: readonly TimelineItem[], position: number): TimelineAct {
  const found = items.find((item) => item.position === String(position));
  if (found === undefined || 'unreadable' in found) throw new Error(`no act at position ${position}`);
  return found;
}

function positions(items: readonly TimelineItem[]): number[] {
  return items.map(({ position }) => Number(position));
}

describe('the timeline of a group', () => {
  it('shows who acted, when, in which capacity, why and from what source', () => {
    const items = timeline(corrected().streams());
    expect(act(items, 1)).toEqual({
      position: '1',
      id: 'event-1',
      recordedAt: '2026-01-05T09:01:00.000Z',
      effective: {
        date: '2009',
        precision: 'year',
        datedBy: 'no-later-than',
        moment: '2009-01-01T00:00:00.000Z',
      },
      stream: GROUP,
      ref: 'CWG-COP',
      type: 'group-established',
      actor: 'actor-1',
      assurance: 'asserted',
      actingAs: { role: 'secretariat' },
      provenance: { document: 'facts' },
      backfill: true,
    });
  });

  it('shows what was redated and voided, by which act and why, and keeps both in their places', () => {
    const items = timeline(corrected().streams());
    expect(act(items, 3)).toMatchObject({
      ref: 'CWG-COP/meetings/15/outcomes/3',
      effective: { date: '2019-09-26', precision: 'day' },
      redated: { by: '5', from: '2020', to: '2019-09-26', reason: 'misread' },
    });
    expect(act(items, 4)).toMatchObject({ voided: { by: '6', reason: 'entered twice' } });
    expect(act(items, 6)).toMatchObject({
      ref: 'CWG-COP/meetings/15/outcomes/4',
      corrects: { id: 'event-4', position: '4' },
      reason: 'entered twice',
    });
  });

  it('shows what was known before a correction as it was known', () => {
    const items = timeline(corrected().streams(4));
    expect(act(items, 3)).not.toHaveProperty('redated');
    expect(act(items, 3).effective.date).toBe('2020');
    expect(act(items, 4)).not.toHaveProperty('voided');
  });

  it('shows what cannot be read as such, and leaves the calendar out', () => {
    const items = timeline(corrected().streams());
    expect(positions(items)).not.toContain(7);
    expect(items.find(({ position }) => position === '8')).toEqual({
      position: '8',
      recordedAt: '2026-01-05T09:08:00.000Z',
      stream: 'report-CWG-COP-annual-15',
      ref: 'CWG-COP/reports/annual/15',
      unreadable: 'unknown type "report-dreamt"',
    });
  });

  it('is ordered by effect, or by recording', () => {
    const log = corrected();
    log.add(GROUP, 'group-renewed', {}, { effectiveAt: '2010' });
    expect(positions(timeline(log.streams()))).toEqual([1, 9, 2, 3, 4, 5, 6, 8]);
    expect(positions(timeline(log.streams(), { order: 'recording' }))).toEqual([1, 2, 3, 4, 5, 6, 8, 9]);
  });

  it('is filtered by a range of either axis, both ends included', () => {
    const streams = corrected().streams();
    expect(positions(timeline(streams, { positions: { from: 2, to: 4 } }))).toEqual([2, 3, 4]);
    const day = Date.UTC(2019, 8, 26);
    expect(positions(timeline(streams, { effective: { from: day, to: day } }))).toEqual([2, 3, 4]);
    expect(positions(timeline(streams, { effective: { from: START + 6 * MINUTE } }))).toEqual([6, 8]);
  });

  it('gives each act the moment by which folds order it', () => {
    const step = fc.record({ kind: fc.nat(), n: fc.nat(), date: fc.nat(), target: fc.nat() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (history) => {
        const log = new Log();
        for (const each of history) stepInMeeting(log, each);
        const acts = timeline(log.streams()).filter(
          (item): item is TimelineAct =>
            !('unreadable' in item) && item.voided === undefined && item.corrects === undefined,
        );
        expect(acts.map(({ position, effective }) => [position, effective.moment])).toEqual(
          chronology(log.of(MEETING)).map(({ position, key }) => [
            String(position),
            new Date(key).toISOString(),
          ]),
        );
      }),
      { numRuns: 300 },
    );
  });
});
