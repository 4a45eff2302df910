import { describe, expect, it } from '@jest/globals';
import { type Entry, parseStream } from '@acta/domain';
import fc from 'fast-check';
import { foldStream } from './record.js';
import { type Change, type ReplayedAct, replay } from './replay.js';
import { flatFields, slices } from './slices.js';
import { refAt } from './subjects.js';
import { type Step, Log, MEETING, en, nameOf, stepInLiaison, stepInMeeting } from './spec-support/log.js';

const step = fc.record({ kind: fc.nat(), n: fc.nat(), date: fc.nat(), target: fc.nat() });
const steps = fc.array(step, { maxLength: 25 });
const orders = fc.constantFrom('effect' as const, 'recording' as const);

function logOf(history: readonly Step[]): Log {
  const log = new Log();
  for (const each of history) (each.n % 2 === 0 ? stepInMeeting : stepInLiaison)(log, each);
  return log;
}

/** Every field of every subject at the end, read from a fold of everything. */
function atTheEnd(streams: ReadonlyMap<string, readonly Entry[]>): Map<string, unknown> {
  const fields = new Map<string, unknown>();
  const take = (stream: string, path: string, slice: object) => {
    for (const [field, value] of flatFields(slice)) fields.set(`${refAt(stream, path)} ${field}`, value);
  };
  for (const [stream, entries] of streams) {
    if (parseStream(stream)?.aggregate === 'meeting') {
      const state = foldStream('meeting', entries);
      for (const path of slices.meeting.paths(state))
        take(stream, path, slices.meeting.fields(state, path, nameOf));
    } else {
      const state = foldStream('liaison', entries);
      for (const path of slices.liaison.paths(state))
        take(stream, path, slices.liaison.fields(state, path, nameOf));
    }
  }
  return fields;
}

/** What the changes amount to, each one's before compared with what the ones before it left. */
function accumulated(acts: Iterable<ReplayedAct>): Map<string, unknown> {
  const fields = new Map<string, unknown>();
  for (const { changes } of acts)
    for (const { ref, field, before, after } of changes) {
      expect(fields.get(`${ref} ${field}`)).toEqual(before);
      if (after === undefined) fields.delete(`${ref} ${field}`);
      else fields.set(`${ref} ${field}`, after);
    }
  return fields;
}

describe('a replay', () => {
  it('tells every change: what each act leaves is what the next one finds, and all of it what the record holds', () => {
    fc.assert(
      fc.property(steps, orders, (history, order) => {
        const streams = logOf(history).streams();
        expect(accumulated(replay(streams, { order, nameOf }))).toEqual(atTheEnd(streams));
      }),
      { numRuns: 500 },
    );
  });

  it('gives the steps of a range as a whole replay does', () => {
    fc.assert(
      fc.property(steps, orders, fc.nat({ max: 25 }), fc.nat({ max: 25 }), (history, order, from, to) => {
        const streams = logOf(history).streams();
        const whole = [...replay(streams, { order, nameOf })];
        const within = whole.filter(
          ({ act: { position } }) => Number(position) >= from && Number(position) <= to,
        );
        expect([...replay(streams, { order, nameOf, positions: { from, to } })]).toEqual(within);
      }),
      { numRuns: 100 },
    );
  });

  it('shows the one field that a revision changes', () => {
    expect(changesAt(amended(), '3')).toEqual([
      {
        ref: 'CWG-COP/meetings/15/outcomes/1',
        field: 'text/text',
        before: 'Noted.',
        after: 'Noted with thanks.',
      },
    ]);
  });

  it('shows each outcome that a write-up issues', () => {
    expect(changesAt(amended(), '4')).toEqual([
      { ref: 'CWG-COP/meetings/15', field: 'status', before: 'closed', after: 'written-up' },
      { ref: 'CWG-COP/meetings/15', field: 'writtenUp/basis', after: '2026-01-05T09:04:00.000Z' },
      { ref: 'CWG-COP/meetings/15/outcomes/1', field: 'status', before: 'provisional', after: 'issued' },
    ]);
  });

  it('goes by effect, dates and voids as now known; or by recording, where corrections are steps of their own', () => {
    const log = amended();
    log.add(MEETING, 'act-voided', { act: 'event-3' }, { reason: 'not agreed' });
    expect(replayed(log, 'effect')).toEqual(['1', '2', '4']);
    expect(replayed(log, 'recording')).toEqual(['1', '2', '3', '4', '5']);
    expect(changesAt(log, '5', 'recording')).toEqual([
      {
        ref: 'CWG-COP/meetings/15/outcomes/1',
        field: 'text/text',
        before: 'Noted with thanks.',
        after: 'Noted.',
      },
    ]);
  });

  it('shows, by recording, what a backdated act undoes of what was recorded before it', () => {
    const log = new Log();
    log.add(MEETING, 'meeting-written-up', {}, { effectiveAt: '2019' });
    log.add(MEETING, 'outcome-recorded', { ordinal: 1, text: en('Noted.') });
    log.add(MEETING, 'meeting-opened', {}, { effectiveAt: '2020-02-04' });
    expect(changesAt(log, '3', 'recording')).toContainEqual({
      ref: 'CWG-COP/meetings/15/outcomes/1',
      field: 'status',
      before: 'issued',
      after: 'provisional',
    });
  });

  it('gives a step that changes nothing for what cannot be read, by recording', () => {
    const log = amended();
    log.addUnreadable(MEETING, 'bad bytes');
    expect([...replay(log.streams(), { order: 'recording', nameOf })].at(-1)).toMatchObject({
      act: { unreadable: 'bad bytes' },
      changes: [],
    });
    expect(replayed(log, 'effect')).toEqual(['1', '2', '3', '4']);
  });

  it("follows a group's mandate, terms of reference, officers and reports", () => {
    const log = new Log();
    const instrument = { body: 'PP', kind: 'Resolution' as const, number: '179' };
    const clause = (text: string) => ({ version: text, clauses: [{ number: '1.1', text: en(text) }] });
    const person = { subject: 'person-1', name: 'A. Chair' };
    const group = 'group-CWG-COP';
    log.add(group, 'group-established', { group: 'CWG-COP', acronym: 'WG-CP', name: en('Group') });
    log.add(group, 'mandate-amended', { change: 'adopted', instrument });
    log.add(group, 'mandate-amended', {
      change: 'revised',
      instrument: { ...instrument, revision: 'Rev. Dubai, 2018' },
    });
    log.add(group, 'terms-of-reference-set', clause('old'));
    log.add(group, 'terms-of-reference-set', clause('new'));
    log.add(group, 'officer-appointed', { appointment: 'c', office: 'chair', person, from: '2015-01-01' });
    log.add(group, 'officer-released', { appointment: 'c', to: '2016-12-31' });
    const report = 'report-CWG-COP-annual-15';
    log.add(report, 'report-drafted', { group: 'CWG-COP', kind: 'annual', covers: { meetings: [15] } });
    log.add(report, 'report-adopted', { by: 'the sixteenth meeting' });
    expect(changesAt(log, '3')).toContainEqual({
      ref: 'CWG-COP/mandate/PP Resolution 179',
      field: 'instrument/revision',
      after: 'Rev. Dubai, 2018',
    });
    expect(changesAt(log, '5')).toContainEqual({
      ref: 'CWG-COP/terms-of-reference',
      field: 'clauses/1.1/text/text',
      before: 'old',
      after: 'new',
    });
    expect(changesAt(log, '6')).toContainEqual({
      ref: 'CWG-COP/officers/c',
      field: 'person/name',
      after: 'A. Chair',
    });
    expect(changesAt(log, '7')).toEqual([{ ref: 'CWG-COP/officers/c', field: 'to', after: '2016-12-31' }]);
    expect(changesAt(log, '9')).toContainEqual({
      ref: 'CWG-COP/reports/annual/15',
      field: 'status',
      before: 'drafted',
      after: 'adopted',
    });
  });
});

function amended(): Log {
  const log = new Log();
  log.add(MEETING, 'meeting-planned', {
    group: 'CWG-COP',
    ordinal: 15,
    held: { from: '2019-09-26' },
    state: 'closed',
  });
  log.add(MEETING, 'outcome-recorded', { ordinal: 1, text: en('Noted.') });
  log.add(MEETING, 'outcome-revised', { ordinal: 1, text: en('Noted with thanks.') });
  log.add(MEETING, 'meeting-written-up', {});
  return log;
}

function replayed(log: Log, order: 'effect' | 'recording'): string[] {
  return [...replay(log.streams(), { order, nameOf })].map(({ act }) => act.position);
}

function changesAt(log: Log, position: string, order: 'effect' | 'recording' = 'effect'): readonly Change[] {
  for (const { act, changes } of replay(log.streams(), { order, nameOf }))
    if (act.position === position) return changes;
  throw new Error(`no step at position ${position}`);
}
