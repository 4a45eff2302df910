import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { flatState } from './flat-state.js';
import { type ReplayedAct, replay } from './replay.js';
import { replayStep } from './replay-step.js';
import { type Step, Log, nameOf, stepInLiaison, stepInMeeting } from './spec-support/log.js';
import { timeline } from './timeline.js';

const step = fc.record({ kind: fc.nat(), n: fc.nat(), date: fc.nat(), target: fc.nat() });
const steps = fc.array(step, { maxLength: 20 });
const orders = fc.constantFrom('effect' as const, 'recording' as const);
const subjects = fc.constantFrom(undefined, 'CWG-COP/meetings/15', 'CWG-COP/meetings/15/outcomes/1');

function logOf(history: readonly Step[]): Log {
  const log = new Log();
  for (const each of history) (each.n % 2 === 0 ? stepInMeeting : stepInLiaison)(log, each);
  return log;
}

describe('one step of a replay', () => {
  it('is the act that the replay gives there, beside those that the replay gives before and after', () => {
    fc.assert(
      fc.property(steps, orders, subjects, (history, order, subject) => {
        const streams = logOf(history).streams();
        const options = { order, nameOf, ...(subject === undefined ? {} : { subject }) };
        const all: ReplayedAct[] = [...replay(streams, options)];
        const found = all.map(({ act }) => replayStep(streams, Number(act.position), options)?.step);
        expect(found.map((each) => ({ act: each?.act, changes: each?.changes }))).toEqual(all);
        expect(found.map((each) => each?.next)).toEqual(
          [...all.slice(1).map(({ act }) => act.position), undefined].slice(0, all.length),
        );
        expect(found.map((each) => each?.previous)).toEqual(
          [undefined, ...all.map(({ act }) => act.position)].slice(0, all.length),
        );
      }),
      { numRuns: 200 },
    );
  });

  it('has the streams before and after it, which differ by what it changed', () => {
    fc.assert(
      fc.property(steps, orders, (history, order) => {
        const streams = logOf(history).streams();
        for (const { act, changes } of replay(streams, { order, nameOf })) {
          const found = replayStep(streams, Number(act.position), { order, nameOf });
          const state = (side: 'before' | 'after') =>
            flatState(act.stream, found?.[side].get(act.stream) ?? [], { at: Infinity, nameOf });
          for (const { ref, field, before, after } of changes) {
            expect(state('before').get(ref)?.get(field)).toEqual(before);
            expect(state('after').get(ref)?.get(field)).toEqual(after);
          }
        }
        expect(replayStep(streams, 100_000, { order, nameOf })).toBeUndefined();
      }),
      { numRuns: 200 },
    );
  });
});

describe('a selection', () => {
  it('shows the acts on a subject or a part of it, and by an actor, in both directions', () => {
    fc.assert(
      fc.property(steps, subjects, orders, (history, subject, order) => {
        const streams = logOf(history).streams();
        const options = { order, nameOf, ...(subject === undefined ? {} : { subject }) };
        const all = [...replay(streams, { order, nameOf })];
        const about = all.filter(
          ({ act }) => subject === undefined || act.ref === subject || act.ref.startsWith(`${subject}/`),
        );
        expect([...replay(streams, options)]).toEqual(about);
        expect([...replay(streams, { ...options, direction: 'backwards' })]).toEqual([...about].reverse());
        expect([...replay(streams, { ...options, actor: 'nobody' })]).toEqual([]);
        const listed = timeline(streams, options);
        expect(timeline(streams, { ...options, direction: 'backwards', actor: 'actor-1' })).toEqual(
          listed.filter((act) => !('unreadable' in act)).reverse(),
        );
      }),
      { numRuns: 200 },
    );
  });
});
