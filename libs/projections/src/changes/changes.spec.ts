import { describe, expect, it } from '@jest/globals';
import { momentOf } from '@acta/domain';
import fc from 'fast-check';
import {
  type Step,
  Log,
  MEETING,
  START,
  en,
  nameOf,
  stepInLiaison,
  stepInMeeting,
} from '../spec-support/log.js';
import type { EntriesByStream } from '../record.js';
import { type ChangedSubject, type ChangesAxis, changesSince } from './changes.js';
import { flatState } from '../flat-state.js';

const step = fc.record({ kind: fc.nat(), n: fc.nat(), date: fc.nat(), target: fc.nat() });
const steps = fc.array(step, { minLength: 1, maxLength: 25 });
const axes = fc.constantFrom<ChangesAxis>('at', 'as-of', 'both');
const MOMENTS = ['2018', '2019-09-25', '2019-09-26', '2020', '2026-01-05', '2027', '2031'].map(
  (date) => momentOf(date).end,
);
const moment = fc.oneof(
  fc.constantFrom(...MOMENTS),
  fc.nat({ max: 25 }).map((minutes) => START + minutes * 60_000),
);

function logOf(history: readonly Step[]): Log {
  const log = new Log();
  for (const each of history) (each.n % 2 === 0 ? stepInMeeting : stepInLiaison)(log, each);
  return log;
}

type Flat = Map<string, unknown>;

/** Every field of every subject at a point. */
function stateAt(streams: EntriesByStream, at: number): Flat {
  const all: Flat = new Map();
  for (const [stream, entries] of streams)
    for (const [ref, fields] of flatState(stream, entries, { at, nameOf }))
      for (const [field, value] of fields) all.set(`${ref} ${field}`, value);
  return all;
}

function applied(state: Flat, changes: readonly ChangedSubject[]): Flat {
  const result = new Map(state);
  for (const { ref, fields } of changes)
    for (const { field, before, after } of fields) {
      expect(result.get(`${ref} ${field}`)).toEqual(before);
      if (after === undefined) result.delete(`${ref} ${field}`);
      else result.set(`${ref} ${field}`, after);
    }
  return result;
}

describe('what changed since a point', () => {
  it('gives the state at the second, applied to the state at the first; and nothing without an act', () => {
    fc.assert(
      fc.property(steps, fc.nat(), moment, moment, axes, (history, cut, one, other, axis) => {
        const log = logOf(history);
        const position = cut % (log.entries.length + 1);
        const [at, to] = axis === 'as-of' ? [one, other] : [Math.min(one, other), Math.max(one, other)];
        const changes = changesSince(log.streams(), { position, at, axis }, { at: to, nameOf });
        const from = stateAt(
          axis === 'at' ? log.streams() : log.streams(position),
          axis === 'as-of' ? to : at,
        );
        expect(applied(from, changes)).toEqual(stateAt(log.streams(), to));
        for (const { acts } of changes) expect(acts.length).toBeGreaterThan(0);
        expect(new Set(changes.map(({ ref }) => ref)).size).toBe(changes.length);
      }),
      { numRuns: 1000 },
    );
  });

  it('lists every act that was recorded since, on a subject that it changed or that others changed back', () => {
    fc.assert(
      fc.property(steps, fc.nat(), (history, cut) => {
        const log = logOf(history);
        const position = cut % (log.entries.length + 1);
        const changes = changesSince(
          log.streams(),
          { position, at: 0, axis: 'as-of' },
          { at: Infinity, nameOf },
        );
        const told = new Set(changes.flatMap(({ acts }) => acts.map(({ act }) => Number(act.position))));
        const since = log.entries.map((entry) => entry.position).filter((each) => each > position);
        expect([...told].sort((a, b) => a - b)).toEqual(since);
      }),
    );
  });

  it('tells late, backdated and corrected acts from news', () => {
    const log = new Log();
    const at = { effectiveAt: '2019-09-26' } as const;
    const outcome = (ordinal: number) =>
      ({ ordinal, text: en(`outcome ${ordinal}`), state: 'issued' }) as const;
    log.add(MEETING, 'meeting-planned', { group: 'CWG-COP', ordinal: 15, held: { from: '2019-09-26' } }, at);
    log.add(MEETING, 'outcome-recorded', outcome(1), at);
    const mistake = log.add(MEETING, 'outcome-recorded', outcome(2), at);
    const wrongDate = log.add(MEETING, 'outcome-recorded', outcome(3), at);
    log.add(MEETING, 'outcome-followed-up', { ordinal: 1, followUp: en('done') }, { effectiveAt: '2031' });
    const position = log.entries.length;
    log.add(MEETING, 'outcome-recorded', outcome(4), at);
    log.add(
      MEETING,
      'outcome-amended',
      { ordinal: 1, class: 'editorial', text: en('One') },
      {
        effectiveAt: '2019-10-01',
      },
    );
    log.add(MEETING, 'act-voided', { act: mistake }, { reason: 'entered twice' });
    log.add(MEETING, 'act-redated', { act: wrongDate, effectiveAt: '2019-09-27' }, { reason: 'second day' });
    log.add(MEETING, 'outcome-recorded', outcome(5));
    const since = { position, at: START + position * 60_000, axis: 'both' } as const;
    const changes = changesSince(log.streams(), since, { at: momentOf('2032').end, nameOf });
    expect(
      changes.map(({ ref, acts }) => [
        ref.slice('CWG-COP/meetings/15/'.length),
        acts.map(({ kind }) => kind),
      ]),
    ).toEqual([
      ['outcomes/1', ['backdated', 'came-into-force']],
      ['outcomes/2', ['voided']],
      ['outcomes/3', ['redated']],
      ['outcomes/4', ['late']],
      ['outcomes/5', ['news']],
    ]);
    expect(changes[0]?.fields).toContainEqual({ field: 'text/text', before: 'outcome 1', after: 'One' });
  });

  it('lists acts that cancel out, with no fields', () => {
    const log = new Log();
    log.add(MEETING, 'meeting-planned', { group: 'CWG-COP', ordinal: 15, held: { from: '2019-09-26' } });
    const act = log.add(MEETING, 'outcome-recorded', { ordinal: 1, text: en('nothing') });
    log.add(MEETING, 'act-voided', { act }, { reason: 'entered in error' });
    const changes = changesSince(
      log.streams(),
      { position: 1, at: START, axis: 'as-of' },
      { at: Infinity, nameOf },
    );
    expect(changes.map(({ ref, fields, acts }) => [ref, fields, acts.length])).toEqual([
      ['CWG-COP/meetings/15/outcomes/1', [], 2],
    ]);
  });
});
