import { describe, expect, it } from '@jest/globals';
import { type GivenEvent, backfilled, given, idOf } from '@acta/testing';
import type { Issue, ReportDrafted } from './events.js';

const english = (text: string) => ({ language: 'en', text });
const reason = 'entered in error';

const group = given('group', {
  type: 'group-established',
  data: {
    group: 'CWG-COP',
    acronym: 'CWG-COP',
    name: english('Council Working Group on Child Online Protection'),
  },
  effectiveAt: '2009-06-19',
});
const meeting = given('meeting', {
  type: 'meeting-planned',
  data: { group: 'CWG-COP', ordinal: 15, held: { from: '2019-09-26' } },
  effectiveAt: '2019-09-01',
});
const session = (code: string, opens: string): GivenEvent<'calendar'> => ({
  type: 'session-entered',
  data: { session: code, kind: 'plenipotentiary', title: code, opens },
});
const calendar = given('calendar', session('PP-18', '2018-10-29'), session('PP-22', '2022-09-26'));

const draft: ReportDrafted = {
  group: 'CWG-COP',
  kind: 'four-year',
  covers: { period: { from: 'PP-18', to: 'PP-22' } },
  title: english('Final report'),
};
const issue: Issue = {
  position: 12,
  at: '2022-08-01T00:00:00.000Z',
  language: 'en',
  audience: 'public',
  rendererVersion: '1',
  renditions: [],
};

const drafted: GivenEvent<'report'> = { type: 'report-drafted', data: draft, effectiveAt: '2022-06-01' };
const adopted: GivenEvent<'report'> = { type: 'report-adopted', data: {}, effectiveAt: '2022-07-01' };
const submitted: GivenEvent<'report'> = {
  type: 'report-submitted',
  data: { to: 'Council', issue },
  effectiveAt: '2022-08-01',
};

describe('a report', () => {
  it('is drafted, revised, adopted, submitted, noted, transmitted and decided on', () => {
    const after = given('report')
      .among(group, meeting, calendar)
      .when({ type: 'draft-report', data: draft, effectiveAt: '2022-06-01' })
      .thenWrites('report-drafted')
      .when({ type: 'revise-report', data: { forum: 'Council 2022' }, effectiveAt: '2022-06-02' })
      .thenWrites('report-revised')
      .when({ type: 'adopt-report', data: { by: 'the eighteenth meeting' }, effectiveAt: '2022-07-01' })
      .thenWrites('report-adopted')
      .when({ type: 'submit-report', data: { to: 'Council', issue }, effectiveAt: '2022-08-01' })
      .thenWrites('report-submitted')
      .when({ type: 'note-report', data: { by: 'Council', session: 'C-22' }, effectiveAt: '2022-09-24' })
      .thenWrites('report-noted')
      .when({ type: 'transmit-report', data: { by: 'Council', to: 'PP-22' }, effectiveAt: '2022-09-24' })
      .thenWrites('report-transmitted')
      .when({ type: 'issue-corrigendum', data: { number: 'Corr.1', text: english('read 2019') } })
      .thenWrites('corrigendum-issued')
      .when({ type: 'decide-on-report', data: { by: 'PP-22', decision: 'maintain' } })
      .thenWrites('report-decided');
    expect(after.stream).toBe('report-CWG-COP-four-year-PP-18..PP-22');
    expect(after.state).toMatchObject({
      status: 'decided',
      content: { title: english('Final report'), forum: 'Council 2022' },
      decided: { value: { decision: 'maintain' } },
    });
    expect(after.state.contentFrom).toEqual(
      new Map([
        ['title', idOf(1)],
        ['forum', idOf(2)],
      ]),
    );
    expect(after.stateOn('2022-09-23').status).toBe('submitted');
  });

  it('takes each step from the step before it only; adopted, it is not revised', () => {
    const there = given('report', drafted);
    for (const command of [
      { type: 'submit-report', data: { to: 'Council', issue } },
      { type: 'note-report', data: { by: 'Council' } },
      { type: 'transmit-report', data: { by: 'Council', to: 'PP-22' } },
      { type: 'decide-on-report', data: { by: 'PP-22', decision: 'maintain' } },
      { type: 'issue-corrigendum', data: { number: 'Corr.1', text: english('read 2019') } },
    ] as const)
      there.when(command).thenRefused('wrong-state', '/stream');
    there.and(adopted).when({ type: 'revise-report', data: {} }).thenRefused('wrong-state', '/stream');
    given('report').when({ type: 'adopt-report', data: {} }).thenRefused('unknown-report', '/stream');
  });

  it('is one for each kind and coverage', () => {
    given('report', drafted)
      .among(group, calendar)
      .when({ type: 'draft-report', data: draft, effectiveAt: '2022-06-01' })
      .thenNothing()
      .when({ type: 'draft-report', data: { ...draft, title: english('Another') } })
      .thenRefused('report-exists', '/data/covers');
  });

  it.each([
    ['neither meetings nor a period', {}, '/data/covers'],
    ['both', { meetings: [15], period: { from: 'PP-18', to: 'PP-22' } }, '/data/covers'],
    ['no meeting', { meetings: [] }, '/data/covers/meetings'],
    ['a meeting twice', { meetings: [15, 15] }, '/data/covers/meetings'],
  ])('covers meetings or a period: %s is refused', (_, covers, field) => {
    given('report')
      .among(group, meeting, calendar)
      .when({ type: 'draft-report', data: { ...draft, covers } })
      .thenRefused('coverage-required', field);
  });

  it('covers what is in the record, of a group that is', () => {
    const covering = (covers: ReportDrafted['covers']) =>
      ({ type: 'draft-report', data: { ...draft, covers }, effectiveAt: '2022-06-01' }) as const;
    given('report')
      .when(covering({ meetings: [15] }))
      .thenRefused('unknown-group', '/data/group');
    const among = given('report').among(group, meeting, calendar);
    among.when(covering({ meetings: [15, 16] })).thenRefused('unknown-meeting', '/data/covers/meetings');
    among.when(covering({ meetings: [15] })).thenWrites('report-drafted');
    among
      .when({ ...covering({ meetings: [15] }), effectiveAt: '2019-08-31' })
      .thenRefused('unknown-meeting', '/data/covers/meetings');
    among
      .when(covering({ period: { from: 'PP-14', to: 'PP-18' } }))
      .thenRefused('unknown-session', '/data/covers/period');
    among
      .when(covering({ period: { from: 'PP-22', to: 'PP-18' } }))
      .thenRefused('reversed-range', '/data/covers/period');
    among
      .when(covering({ period: { from: 'PP-18', to: 'PP-18' } }))
      .thenRefused('reversed-range', '/data/covers/period');
  });

  it('numbers each recommendation once, and places each paragraph', () => {
    const recommendation = { number: '3.1', kind: 'recommendation', text: english('to go on') } as const;
    const text = english('The meeting was opened.');
    const there = given('report', drafted);
    there
      .when({ type: 'revise-report', data: { recommendations: [recommendation, recommendation] } })
      .thenRefused('duplicate-number', '/data/recommendations');
    there
      .when({
        type: 'revise-report',
        data: {
          paragraphs: [
            { section: 'summary', text },
            { section: 'meeting', text },
          ],
        },
      })
      .thenRefused('meeting-required', '/data/paragraphs/1/meeting');
    there
      .when({ type: 'revise-report', data: { paragraphs: [{ section: 'summary', meeting: 15, text }] } })
      .thenRefused('meeting-required', '/data/paragraphs/0/meeting');
    there
      .when({ type: 'revise-report', data: { paragraphs: [{ section: 'meeting', meeting: 15, text }] } })
      .thenWrites('report-revised');
  });

  it('is frozen when it is submitted; a backfilled submission is not', () => {
    const there = given('report', drafted, adopted);
    there
      .when({ type: 'submit-report', data: { to: 'Council' } })
      .thenRefused('issue-required', '/data/issue');
    there
      .when({ type: 'submit-report', data: { to: 'Council' }, ...backfilled })
      .thenWrites('report-submitted');
  });

  it('has each corrigendum once', () => {
    const corrigendum = { number: 'Corr.1', text: english('read 2019') };
    given('report', drafted, adopted, submitted)
      .when({ type: 'issue-corrigendum', data: corrigendum })
      .thenWrites('corrigendum-issued')
      .when({ type: 'issue-corrigendum', data: corrigendum })
      .thenNothing()
      .when({ type: 'issue-corrigendum', data: { ...corrigendum, text: english('read 2020') } })
      .thenRefused('duplicate-number', '/data/number');
  });

  it.each(['adopted', 'submitted', 'noted', 'transmitted'] as const)(
    'backfilled, enters as %s, with provenance',
    (state) => {
      const among = given('report').among(group, calendar);
      const command = { type: 'draft-report', data: { ...draft, state } } as const;
      among.when(command).thenRefused('backfill-only', '/data/state');
      expect(among.when({ ...command, ...backfilled }).thenWrites('report-drafted').state.status).toBe(state);
    },
  );

  it('adopted in error, can be revised once the adoption is voided', () => {
    given('report', drafted, adopted)
      .when({ type: 'void-act', data: { act: idOf(2) }, reason })
      .thenWrites('act-voided')
      .when({ type: 'revise-report', data: { forum: 'Council 2022' } })
      .thenWrites('report-revised');
    given('report', drafted, adopted, submitted)
      .when({ type: 'void-act', data: { act: idOf(2) }, reason })
      .thenRefused('contradicts-later-act', '/data/act')
      .when({ type: 'redate-act', data: { act: idOf(2), effectiveAt: '2022-08-02' }, reason })
      .thenRefused('contradicts-later-act', '/data/effectiveAt');
  });
});
