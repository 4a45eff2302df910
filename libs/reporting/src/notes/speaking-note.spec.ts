import { describe, expect, it } from '@jest/globals';
import type { ChangedSubject, ChangingAct, TimelineAct } from '@acta/projections';
import { speakingNote } from './speaking-note.js';
import { subjectName } from './subject-names.js';

const OUTCOME = 'CWG-COP/meetings/15/outcomes/3';
const ACT: TimelineAct = {
  position: '45',
  id: 'event-45',
  recordedAt: '2026-01-05T09:45:00.000Z',
  effective: { date: '2019-10-01', precision: 'day', moment: '2019-10-01T00:00:00.000Z' },
  stream: 'meeting-CWG-COP-15',
  ref: OUTCOME,
  type: 'outcome-amended',
  actor: 'actor-1',
  assurance: 'asserted',
  actingAs: { role: 'secretariat' },
};

function note(acts: ChangingAct[], fields: ChangedSubject['fields'] = [], ref = OUTCOME): string {
  return speakingNote({
    group: 'CWG-COP',
    since: { named: 'position 44', axis: 'both', position: 44, at: Date.UTC(2026, 0, 5, 9, 44) },
    point: { position: 50, at: Date.UTC(2026, 0, 6) - 1, settled: true },
    changes: [{ ref, acts, fields }],
  });
}

describe('a speaking note', () => {
  it('says what was done to what, when, on whose authority and why, in the record’s words', () => {
    const act = { ...ACT, reason: 'less was agreed', authority: { by: 'the Chair' } };
    const fields = [{ field: 'text/text', before: 'It shall.', after: 'It may.' }];
    expect(note([{ kind: 'backdated', act: { ...act, class: 'substantive' } }], fields).split('\n')).toEqual([
      'CWG-COP: what changed since position 44',
      '',
      'Outcome 3 of the fifteenth meeting was amended in substance on 1 October 2019, on the authority of the Chair, because: less was agreed. It was backdated: recorded on 5 January 2026.',
      'The text read: “It shall.”',
      'The text reads: “It may.”',
      '',
      'Told is what the record took, or took effect, after position 44 and 5 January 2026 at 09:44:00 UTC, up to position 50 (settled), in force at the end of 5 January 2026.',
      '',
    ]);
  });

  it('tells corrections, acts that cancel out, and what changed with something else', () => {
    const voiding = {
      ...ACT,
      type: 'act-voided',
      corrects: { id: 'event-12', position: '12' },
      reason: 'twice',
    };
    expect(note([{ kind: 'voided', act: voiding }])).toContain(
      'had an act voided as entered in error (position 12) on 1 October 2019, because: twice.\nWhat it says is the same as before.',
    );
    const redating = { ...voiding, type: 'act-redated' };
    expect(note([{ kind: 'redated', act: redating, date: '2019-09' }])).toContain(
      'had the date of an act corrected (position 12) to September 2019 on',
    );
    const writing = { ...ACT, type: 'meeting-written-up', ref: 'CWG-COP/meetings/15' };
    expect(
      note([{ kind: 'news', act: writing }], [{ field: 'status', before: 'provisional', after: 'issued' }]),
    ).toContain(
      'The fifteenth meeting was written up on 1 October 2019.\nWith this, outcome 3 of the fifteenth meeting changed.\nIt was provisional, and is issued.',
    );
  });

  it('invents no date for a fact of the past that has none', () => {
    const effective = {
      date: ACT.recordedAt,
      precision: 'instant',
      datedBy: 'recording',
      moment: ACT.recordedAt,
    } as const;
    expect(note([{ kind: 'news', act: { ...ACT, effective, backfill: true } }])).toContain(
      'was amended on a date that is not in the record.',
    );
    expect(note([{ kind: 'news', act: { ...ACT, effective } }])).toContain('was amended on 5 January 2026.');
  });

  it('keeps recorded text on its line, whatever is in it', () => {
    const act = { ...ACT, reason: 'a\nb\u0007c\u2028d' };
    const text = note([{ kind: 'news', act }], [{ field: 'text/text', after: '\n\nTold is a lie\n' }]);
    expect(text).toContain('because: a b\ufffdc d.\nThe text reads: “Told is a lie”\n');
  });

  it.each([
    ['CWG-COP', 'The group'],
    ['CWG-COP/terms-of-reference', 'The terms of reference'],
    ['CWG-COP/mandate/PP Resolution 179', 'The mandate under PP Resolution 179'],
    ['CWG-COP/clause-links/meetings/15/outcomes/3', 'Outcome 3 of the fifteenth meeting'],
    ['CWG-COP/officers/chair-2018', 'The appointment chair-2018'],
    ['CWG-COP/meetings/22', 'The twenty-second meeting'],
    ['CWG-COP/meetings/18/contributions/CWG-COP-18/3', 'Contribution CWG-COP-18/3 to the eighteenth meeting'],
    ['CWG-COP/meetings/18/counts/participants', 'The count of participants of the eighteenth meeting'],
    ['CWG-COP/meetings/18/narrative/2', 'The narrative of item 2 of the eighteenth meeting'],
    ['CWG-COP/meetings/18/agenda', 'The agenda of the eighteenth meeting'],
    ['CWG-COP/liaison-statements/o-1', 'Outgoing liaison statement 1'],
    ['CWG-COP/liaison-statements/i-2/responses/SG2', 'The response of SG2 to incoming liaison statement 2'],
    ['CWG-COP/reports/four-year/PP-18..PP-22', 'The four-year report for PP-18..PP-22'],
    ['CWG-COP/reports/annual/15+16/corrigenda/1', 'Corrigendum 1 to the annual report for 15+16'],
  ])('names %s', (ref, name) => {
    expect(subjectName(ref)).toBe(name);
  });
});
