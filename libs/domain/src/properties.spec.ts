import { describe, expect, it } from '@jest/globals';
import { type PlannedCommand, Rehearsal, commandSequence, deciderOf, historyOf } from '@acta/testing';
import fc from 'fast-check';
import { commandTypes } from './catalogue.js';
import { chronology, isCorrection } from './kernel/chronology.js';
import type { Recorded } from './kernel/event.js';
import { fold } from './kernel/history.js';

const RUNS = { numRuns: 80 };

/** Every command of the sequence performed, and what is to be checked after each that wrote. */
function rehearse(
  planned: readonly PlannedCommand[],
  afterEach: (rehearsal: Rehearsal, written: Recorded) => void = () => undefined,
): Rehearsal {
  const rehearsal = new Rehearsal();
  for (const command of planned) {
    const performed = rehearsal.perform(command);
    if (performed?.verdict.admitted === true) afterEach(rehearsal, performed.candidate);
  }
  return rehearsal;
}

const typeOf = (rehearsal: Rehearsal, id: string) =>
  rehearsal.events.find(({ metadata }) => metadata.id === id)?.type ?? 'unknown';

const entriesOf = (rehearsal: Rehearsal, stream: string, asOf = Infinity) =>
  rehearsal.events.filter((event) => event.stream === stream && event.position <= asOf);

/**
 * DESIGN, section 3, read naively: who voids whom by following each voiding, dates by looking for the newest redating,
 * days by looking at every act placed before. It shares no code with the chronology but the decider's evolve.
 */
function reference(stream: string, entries: readonly Recorded[], at: number): unknown {
  const correctionsOfAct = (id: string, type: string) =>
    entries.filter(
      (e) => e.type === type && (e.data as { act: string }).act === id && !isVoided(e.metadata.id),
    );
  const isVoided = (id: string): boolean => correctionsOfAct(id, 'act-voided').length > 0;
  const placed: { key: number; event: Recorded; on: string | undefined; revision: number }[] = [];
  for (const event of entries) {
    const { id, effectiveAt } = event.metadata;
    if (isCorrection(event) || isVoided(id)) continue;
    const redating = correctionsOfAct(id, 'act-redated').at(-1);
    const on = redating === undefined ? effectiveAt : (redating.data as { effectiveAt: string }).effectiveAt;
    let key = event.recordedAt;
    if (on !== undefined) {
      const within = placed.map((other) => other.key).filter((k) => new Date(k).toISOString().startsWith(on));
      key = on.includes('T') ? Date.parse(on) : Math.max(Date.parse(on), ...within);
    }
    placed.push({ key, event, on, revision: (redating ?? event).revision });
  }
  placed.sort((a, b) => (a.key === b.key ? a.event.position - b.event.position : a.key - b.key));
  const decider = deciderOf(stream);
  const state = decider.initial();
  for (const { key, event, on, revision } of placed) {
    const { metadata, type, data, position, recordedAt } = event;
    const act = { id: metadata.id, type, data, position, revision, key, recordedAt, metadata };
    if (key <= at) decider.evolve(state, on === undefined ? act : { ...act, on });
  }
  return state;
}

describe('over random histories', () => {
  it('a history kept current equals one built anew from the same entries', () => {
    fc.assert(
      fc.property(commandSequence(), (planned) => {
        rehearse(planned, (rehearsal, { stream }) => {
          const kept = rehearsal.history(stream);
          const anew = historyOf(stream, entriesOf(rehearsal, stream));
          expect(kept.state).toEqual(anew.state);
          expect(kept.revision).toBe(anew.revision);
        });
      }),
      RUNS,
    );
  });

  it('a command given twice changes nothing the second time, kept current or built anew', () => {
    fc.assert(
      fc.property(commandSequence(), (planned) => {
        rehearse(planned, (rehearsal, { stream, type, data, metadata }) => {
          const { effectiveAt, reason, provenance, backfill } = metadata;
          const again = rehearsal.candidate(stream, {
            type,
            data: structuredClone(data),
            ...(effectiveAt === undefined ? {} : { effectiveAt }),
            ...(reason === undefined ? {} : { reason }),
            ...(provenance === undefined ? {} : { provenance }),
            ...(backfill === undefined ? {} : { backfill }),
          });
          expect(rehearsal.judge(again)).toEqual({ admitted: false });
          const anew = historyOf(stream, entriesOf(rehearsal, stream));
          expect(anew.judge(again, (at) => rehearsal.othersAt(at))).toEqual({ admitted: false });
        });
      }),
      RUNS,
    );
  });

  it('what is admitted leaves every act of its stream admissible in its place', () => {
    fc.assert(
      fc.property(commandSequence(), (planned) => {
        rehearse(planned, (rehearsal, { stream }) => {
          const decider = deciderOf(stream);
          const state = decider.initial();
          for (const act of chronology<Record<string, unknown>>(entriesOf(rehearsal, stream))) {
            expect(decider.admit(state, act)).toBeUndefined();
            decider.evolve(state, act);
          }
        });
      }),
      RUNS,
    );
  });

  it('judging writes nothing: the state is the same after a verdict as before it', () => {
    fc.assert(
      fc.property(commandSequence(), (planned) => {
        const rehearsal = new Rehearsal();
        for (const command of planned) {
          const before = new Map(
            [...rehearsal.histories].map(([stream, { state }]) => [stream, structuredClone(state)]),
          );
          const performed = rehearsal.perform(command);
          if (performed?.verdict.admitted === true) continue;
          for (const [stream, state] of before) expect(rehearsal.history(stream).state).toEqual(state);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('the fold at any (asOf, at) equals a naive fold of the same events', () => {
    fc.assert(
      fc.property(
        commandSequence(),
        fc.array(fc.tuple(fc.nat(), fc.nat()), { minLength: 10, maxLength: 10 }),
        (planned, points) => {
          const rehearsal = rehearse(planned);
          const moments = rehearsal.events.map(({ metadata, recordedAt }) =>
            metadata.effectiveAt === undefined ? recordedAt : Date.parse(metadata.effectiveAt),
          );
          for (const [a, b] of points) {
            const asOf = a % (rehearsal.events.length + 1);
            const at = (moments[b % moments.length] ?? 0) + ([0, -1, 1, 86_400_000][b % 4] ?? 0);
            for (const stream of rehearsal.histories.keys()) {
              const entries = entriesOf(rehearsal, stream, asOf);
              const naive = reference(stream, entries, at);
              expect(fold(deciderOf(stream), chronology(entries), at)).toEqual(naive);
              expect(historyOf(stream, entries).stateAt(at)).toEqual(naive);
            }
          }
        },
      ),
      RUNS,
    );
  });

  it('what is asked as of a position is not changed by what is recorded later', () => {
    fc.assert(
      fc.property(commandSequence(), fc.nat(), (planned, n) => {
        const seen = new Map<string, unknown>();
        const asOf = n % 20;
        const rehearsal = rehearse(planned, (log, { position }) => {
          if (position === asOf)
            for (const [stream, { state }] of log.histories) seen.set(stream, structuredClone(state));
        });
        for (const [stream, state] of seen)
          expect(fold(deciderOf(stream), chronology(entriesOf(rehearsal, stream, asOf)))).toEqual(state);
      }),
      RUNS,
    );
  });
});

describe('the random histories', () => {
  it('are mostly written, hold every kind of command but erasure, and are refused for many reasons', () => {
    const tally = { given: 0, written: 0, nothing: 0, backdated: 0 };
    const types = new Map<string, number>();
    const corrected = new Set<string>();
    const rules = new Set<string>();
    for (const planned of fc.sample(commandSequence(), { numRuns: 300, seed: 1 })) {
      const rehearsal = new Rehearsal();
      for (const command of planned) {
        const performed = rehearsal.perform(command);
        tally.given++;
        if (performed === undefined) continue;
        const { verdict } = performed;
        if (verdict.admitted) {
          tally.written++;
          types.set(command.type, (types.get(command.type) ?? 0) + 1);
          if (isCorrection(performed.candidate))
            corrected.add(typeOf(rehearsal, performed.candidate.data.act));
          if (command.effectiveAt !== undefined) tally.backdated++;
        } else if (verdict.refusal === undefined) tally.nothing++;
        else rules.add(verdict.refusal.rule);
      }
    }
    expect(tally.written / tally.given).toBeGreaterThan(0.6);
    expect(tally.backdated / tally.written).toBeGreaterThan(0.4);
    expect(tally.nothing).toBeGreaterThan(0);
    expect(commandTypes.filter((type) => !types.has(type))).toEqual(['erase-person']);
    expect([...corrected]).toEqual(
      expect.arrayContaining(['act-voided', 'act-redated', 'outcome-recorded', 'meeting-planned']),
    );
    expect(rules.size).toBeGreaterThan(10);
  });
});
