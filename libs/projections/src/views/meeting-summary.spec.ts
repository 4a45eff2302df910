import { describe, expect, it } from '@jest/globals';
import { Log, MEETING, en, nameOf } from '../spec-support/log.js';
import { meetingSummary } from './meeting-summary.js';
import { outcomeView } from './outcome.js';
import { reportView } from './report.js';

const DAY = '2026-06-30';
const FOUR_YEAR = 'report-CWG-COP-four-year-PP-18..PP-22';

function written(): Log {
  const log = new Log();
  for (const [session, opens, closes] of [
    ['PP-18', '2018-10-29', '2018-11-16'],
    ['PP-22', '2022-09-26', '2022-10-14'],
  ] as const)
    log.add('calendar', 'session-entered', {
      session,
      kind: 'plenipotentiary',
      title: session,
      opens,
      closes,
    });
  log.add(
    MEETING,
    'meeting-planned',
    {
      group: 'CWG-COP',
      ordinal: 15,
      held: { from: '2019-09-26', place: 'Geneva' },
      citationLabel: 'CWG Report-19 – Council 15',
      state: 'closed',
    },
    { effectiveAt: '2019-09-26' },
  );
  log.add(MEETING, 'agenda-set', {
    items: [
      { number: '2', title: en('Contributions') },
      { number: '1', title: en('Opening') },
    ],
  });
  for (const item of ['3', '1', '2'])
    log.add(MEETING, 'narrative-recorded', { item, text: en(`Item ${item}.`) });
  log.add(MEETING, 'chair-recorded', { person: { subject: 'person-1', name: 'A. Chair' }, as: 'the Chair' });
  log.add(MEETING, 'count-recorded', {
    of: 'participants',
    count: { count: 150, qualifier: 'more-than', asWorded: 'more than 150' },
  });
  for (const number of ['CWG-COP-15/10', 'CWG-COP-15/9'])
    log.add(MEETING, 'contribution-submitted', { number, title: en(number), sources: [{ name: 'A' }] });
  for (const ordinal of [2, 1])
    log.add(MEETING, 'outcome-recorded', {
      ordinal,
      text: en(`Outcome ${ordinal}.`),
      attribution: { as: 'The Chair', kind: 'chair' },
      verb: { as: 'encouraged', code: 'encouraged' },
      links: { liaisonStatements: ['CWG-COP-o-1', 'CWG-COP-o-9'] },
    });
  for (const [ordinal, ordinalInMeeting] of [
    [1, 2],
    [2, 1],
  ] as const)
    log.add(`liaison-CWG-COP-o-${ordinal}`, 'liaison-statement-drafted', {
      group: 'CWG-COP',
      ordinal,
      meeting: 15,
      ordinalInMeeting,
      addressees: [{ name: 'ITU-D' }],
      state: 'sent',
    });
  log.add(MEETING, 'meeting-written-up', { document: 'C20/57-E' });
  return log;
}

describe('the summary of a meeting', () => {
  it('shows what the record holds, as it gives it', () => {
    expect(meetingSummary(written().record(), 15, DAY, nameOf)).toMatchObject({
      ref: 'CWG-COP/meetings/15',
      ordinal: 15,
      status: 'written-up',
      sitting: {
        from: { date: '2019-09-26', precision: 'day' },
        place: 'Geneva',
        basis: { event: 'event-3' },
      },
      citationLabel: 'CWG Report-19 – Council 15',
      chair: { person: { subject: 'person-1', name: 'A. Chair' }, as: 'the Chair' },
      counts: [
        { of: 'participants', count: { count: 150, qualifier: 'more-than', asWorded: 'more than 150' } },
      ],
      writtenUp: { document: 'C20/57-E' },
    });
  });

  it('puts outcomes, contributions, statements and narrative in their own orders', () => {
    const summary = meetingSummary(written().record(), 15, DAY, nameOf);
    expect(summary?.outcomes.map(({ ordinal }) => ordinal)).toEqual([1, 2]);
    expect(summary?.contributions.map(({ number }) => number)).toEqual(['CWG-COP-15/9', 'CWG-COP-15/10']);
    expect(summary?.liaisonStatements.map(({ id }) => id)).toEqual(['CWG-COP-o-2', 'CWG-COP-o-1']);
    expect(summary?.narrative.map(({ item }) => item)).toEqual(['2', '1', '3']);
  });

  it('leaves absent what the record does not hold', () => {
    const log = new Log();
    log.add(MEETING, 'meeting-planned', { group: 'CWG-COP', ordinal: 15, held: { from: '2019' } });
    const summary = meetingSummary(log.record(), 15, DAY, nameOf);
    expect(Object.keys(summary ?? {}).sort()).toEqual([
      'contributions',
      'counts',
      'etag',
      'group',
      'liaisonStatements',
      'narrative',
      'ordinal',
      'outcomes',
      'ref',
      'reports',
      'sitting',
      'status',
    ]);
    expect(meetingSummary(log.record(), 16, DAY, nameOf)).toBeUndefined();
  });

  it('is plain JSON', () => {
    const summary = meetingSummary(written().record(), 15, DAY, nameOf);
    expect(JSON.parse(JSON.stringify(summary))).toEqual(summary);
  });

  it('names the reports that cover it, by meeting or by period', () => {
    const log = written();
    log.add('report-CWG-COP-annual-15+16', 'report-drafted', {
      group: 'CWG-COP',
      kind: 'annual',
      covers: { meetings: [16, 15] },
    });
    log.add('report-CWG-COP-annual-16', 'report-drafted', {
      group: 'CWG-COP',
      kind: 'annual',
      covers: { meetings: [16] },
    });
    log.add(FOUR_YEAR, 'report-drafted', {
      group: 'CWG-COP',
      kind: 'four-year',
      covers: { period: { from: 'PP-18', to: 'PP-22' } },
      documentNumber: 'C22/15',
    });
    expect(meetingSummary(log.record(), 15, DAY, nameOf)?.reports).toEqual([
      { id: 'CWG-COP-annual-15+16', kind: 'annual', status: 'drafted' },
      {
        id: 'CWG-COP-four-year-PP-18..PP-22',
        kind: 'four-year',
        status: 'drafted',
        documentNumber: 'C22/15',
      },
    ]);
  });
});

describe('the view of an outcome', () => {
  it('shows its words, amendments with why and by whom, and what became of it', () => {
    const log = written();
    log.add(
      MEETING,
      'outcome-amended',
      { ordinal: 1, class: 'editorial', text: en('Outcome one.'), approvedBy: 'the Chair' },
      { reason: 'misspelt', authority: { by: 'the sixteenth meeting' } },
    );
    log.add(MEETING, 'outcome-followed-up', { ordinal: 1, followUp: en('Done.') });
    log.add(
      MEETING,
      'outcome-superseded',
      { ordinal: 1, by: { meeting: 16, ordinal: 4 } },
      { reason: 'renewed' },
    );
    const view = outcomeView(log.record(), { meeting: 15, ordinal: 1 }, DAY, nameOf);
    expect(view).toMatchObject({
      ref: 'CWG-COP/meetings/15/outcomes/1',
      text: en('Outcome one.'),
      attribution: { as: 'The Chair' },
      status: 'superseded',
      amendments: [
        {
          class: 'editorial',
          reason: 'misspelt',
          approvedBy: 'the Chair',
          authority: { by: 'the sixteenth meeting' },
        },
      ],
      followUps: [{ text: 'Done.', basis: { datedBy: 'recording' } }],
      supersededBy: { ref: 'CWG-COP/meetings/16/outcomes/4' },
      ended: { reason: 'renewed', basis: { datedBy: 'recording' } },
      translations: [],
    });
    expect(view?.liaisonStatements.map(({ id }) => id)).toEqual(['CWG-COP-o-1']);
  });

  it('shows no follow-up as none', () => {
    const view = outcomeView(written().record(), { meeting: 15, ordinal: 2 }, DAY, nameOf);
    expect(view).toMatchObject({ status: 'issued', followUps: [], amendments: [] });
    expect(outcomeView(written().record(), { meeting: 15, ordinal: 3 }, DAY, nameOf)).toBeUndefined();
  });
});

describe('the view of a report', () => {
  function submitted(): Log {
    const log = written();
    log.add(FOUR_YEAR, 'report-drafted', {
      group: 'CWG-COP',
      kind: 'four-year',
      covers: { period: { from: 'PP-18', to: 'PP-22' } },
      title: en('Final report'),
      recommendations: [{ number: '3.1', kind: 'recommendation', text: en('Continue.') }],
    });
    log.add(FOUR_YEAR, 'report-adopted', { by: 'the eighteenth meeting' });
    log.add(FOUR_YEAR, 'report-submitted', {
      to: 'Council',
      documentNumber: 'C22/58-E',
      issue: {
        position: 30,
        at: '2022-01-31T00:00:00.000Z',
        language: 'en',
        audience: 'public',
        rendererVersion: '1',
        renditions: [],
      },
    });
    return log;
  }

  it('shows what it covers in meetings, and its number as submitted', () => {
    expect(reportView(submitted().record(), 'CWG-COP-four-year-PP-18..PP-22')).toMatchObject({
      ref: 'CWG-COP/reports/four-year/PP-18..PP-22',
      status: 'submitted',
      covers: {
        meetings: [15],
        period: { from: 'PP-18', to: 'PP-22', start: '2018-11-16', end: '2022-09-26' },
      },
      documentNumber: {
        number: 'C22/58-E',
        parsed: { series: 'C', session: '22', number: 58, language: 'E' },
      },
      adopted: { by: 'the eighteenth meeting' },
      submitted: { to: 'Council', issue: { position: '30' } },
      recommendations: [{ number: '3.1' }],
      paragraphs: [],
      corrigenda: [],
    });
  });

  it('shows its fate and its corrigenda', () => {
    const log = submitted();
    log.add(FOUR_YEAR, 'corrigendum-issued', { number: 'Corr.1', text: en('For "a" read "b".') });
    log.add(FOUR_YEAR, 'report-noted', { by: 'Council 2022', documentNumber: 'C22/58' });
    log.add(FOUR_YEAR, 'report-transmitted', { by: 'Council 2022', to: 'PP-22' });
    log.add(FOUR_YEAR, 'report-decided', { by: 'PP-22', decision: 'maintain' });
    expect(reportView(log.record(), 'CWG-COP-four-year-PP-18..PP-22')).toMatchObject({
      status: 'decided',
      noted: { by: 'Council 2022', documentNumber: 'C22/58' },
      transmitted: { to: 'PP-22' },
      decided: { by: 'PP-22', decision: 'maintain' },
      corrigenda: [{ number: 'Corr.1' }],
    });
  });

  it('covers no meeting that can be told while the calendar lacks a session', () => {
    const log = new Log();
    log.add(FOUR_YEAR, 'report-drafted', {
      group: 'CWG-COP',
      kind: 'four-year',
      covers: { period: { from: 'PP-18', to: 'PP-22' } },
    });
    expect(reportView(log.record(), 'CWG-COP-four-year-PP-18..PP-22')?.covers).toEqual({
      meetings: [],
      period: { from: 'PP-18', to: 'PP-22' },
    });
    expect(reportView(log.record(), 'other')).toBeUndefined();
  });
});
