import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { history, streamOfSubject } from './history.js';
import { replay } from './replay.js';
import { isAbout, placeOf, refAt } from './subjects.js';
import { Log, MEETING, en, nameOf, stepInMeeting } from './spec-support/log.js';

const OUTCOME = 'CWG-COP/meetings/15/outcomes/1';

function written(): Log {
  const log = new Log();
  log.add(MEETING, 'meeting-planned', { group: 'CWG-COP', ordinal: 15, held: { from: '2019-09-26' } });
  log.add(MEETING, 'outcome-recorded', { ordinal: 1, text: en('Noted.') });
  log.add(MEETING, 'outcome-recorded', { ordinal: 11, text: en('Another.') });
  log.add(MEETING, 'meeting-written-up', {});
  log.add(
    MEETING,
    'outcome-amended',
    { ordinal: 1, class: 'substantive', text: en('Decided.'), approvedBy: 'the sixteenth meeting' },
    { reason: 'so', authority: { by: 'the sixteenth meeting' } },
  );
  log.add(MEETING, 'act-voided', { act: 'event-5' }, { reason: 'entered in error' });
  return log;
}

describe('a history', () => {
  it('has every act about the subject, and what else changed it; not those about others', () => {
    const steps = history(written().streams(), OUTCOME, { nameOf });
    expect(steps.map(({ act }) => act.type)).toEqual([
      'outcome-recorded',
      'meeting-written-up',
      'outcome-amended',
      'act-voided',
    ]);
    expect(steps[1]?.changes).toEqual([
      expect.objectContaining({ field: 'status', before: 'provisional', after: 'issued' }),
    ]);
    expect(steps[2]?.act).toMatchObject({
      class: 'substantive',
      approvedBy: 'the sixteenth meeting',
      authority: { by: 'the sixteenth meeting' },
      reason: 'so',
      voided: { by: '6', reason: 'entered in error' },
    });
    expect(steps[2]?.changes).toContainEqual({
      ref: OUTCOME,
      field: 'text/text',
      before: 'Noted.',
      after: 'Decided.',
    });
    expect(steps[3]?.changes).toContainEqual({
      ref: OUTCOME,
      field: 'text/text',
      before: 'Decided.',
      after: 'Noted.',
    });
  });

  it('of a meeting is that of all its parts, and empty for what there is not', () => {
    expect(history(written().streams(), 'CWG-COP/meetings/15', { nameOf })).toHaveLength(6);
    expect(history(written().streams(), 'CWG-COP/meetings/15/outcomes/9', { nameOf })).toEqual([]);
  });

  it('leaves out no act about the subject and no change of it, over random meetings', () => {
    const step = fc.record({ kind: fc.nat(63), n: fc.nat(9), date: fc.nat(9), target: fc.nat(30) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const log = new Log();
        for (const each of steps) stepInMeeting(log, each);
        const found = history(log.streams(), OUTCOME, { nameOf });
        const all = [...replay(log.streams(), { order: 'recording', nameOf })];
        expect(found.map(({ act }) => act.position)).toEqual(
          all
            .filter(
              ({ act, changes }) =>
                isAbout(act.ref, OUTCOME) || changes.some(({ ref }) => isAbout(ref, OUTCOME)),
            )
            .map(({ act }) => act.position),
        );
      }),
    );
  });
});

describe('a reference', () => {
  it.each([
    ['CWG-COP/meetings/15/outcomes/3', 'meeting-CWG-COP-15', 'outcomes/3'],
    ['CWG-COP/meetings/18/contributions/CWG-COP-18/3', 'meeting-CWG-COP-18', 'contributions/CWG-COP-18/3'],
    ['CWG-COP/meetings/15', 'meeting-CWG-COP-15', ''],
    ['CWG-COP/liaison-statements/o-1/responses/SG2', 'liaison-CWG-COP-o-1', 'responses/SG2'],
    ['CWG-COP/reports/four-year/PP-18..PP-22', 'report-CWG-COP-four-year-PP-18..PP-22', ''],
    ['CWG-COP/mandate/Council Resolution 1306', 'group-CWG-COP', 'mandate/Council Resolution 1306'],
    ['CWG-COP', 'group-CWG-COP', ''],
  ])('%s is in a stream and at a path, and is made of them', (ref, stream, path) => {
    expect(placeOf(ref)).toEqual({ stream, path });
    expect(refAt(stream, path)).toBe(ref);
  });

  it.each(['', 'cwg', 'CWG-COP/meetings/0', 'CWG-COP/meetings/x', 'CWG-COP/reports/weekly/1', '/a', 'A b'])(
    '%j is none',
    (text) => {
      expect(placeOf(text)).toBeUndefined();
    },
  );

  it('tells the one stream of its history; of a group, all', () => {
    expect(['CWG-COP', 'CWG-COP/terms-of-reference', OUTCOME].map(streamOfSubject)).toEqual([
      undefined,
      'group-CWG-COP',
      MEETING,
    ]);
  });
});
