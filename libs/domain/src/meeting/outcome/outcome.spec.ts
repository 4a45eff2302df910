import { describe, expect, it } from '@jest/globals';
import { type GivenEvent, backfilled, given, idOf } from '@acta/testing';
import type { OutcomeRecorded } from './events.js';

const english = (text: string) => ({ language: 'en', text });
const reason = 'the delegation was named wrongly';

const outcome: OutcomeRecorded = {
  ordinal: 1,
  text: english('The Chair encouraged Member States to share their experience.'),
  attribution: { as: 'The Chair', kind: 'chair' },
  verb: { as: 'encouraged', code: 'encouraged' },
};

const planned: GivenEvent<'meeting'> = {
  type: 'meeting-planned',
  data: { group: 'CWG-COP', ordinal: 15, held: { from: '2019-09-26' } },
  effectiveAt: '2019-06-01',
};
const opened: GivenEvent<'meeting'> = { type: 'meeting-opened', data: {}, effectiveAt: '2019-09-26' };
const recordedOutcome: GivenEvent<'meeting'> = {
  type: 'outcome-recorded',
  data: outcome,
  effectiveAt: '2019-09-26',
};
const closed: GivenEvent<'meeting'> = { type: 'meeting-closed', data: {}, effectiveAt: '2019-09-27' };
const writtenUp: GivenEvent<'meeting'> = { type: 'meeting-written-up', data: {}, effectiveAt: '2020-03-03' };

const open = given('meeting', planned, opened);
const issued = given('meeting', planned, opened, recordedOutcome, closed, writtenUp);

describe('an outcome', () => {
  it('is provisional, revised freely, and issued with its meeting', () => {
    const after = open
      .when({ type: 'record-outcome', data: outcome, effectiveAt: '2019-09-26' })
      .thenWrites('outcome-recorded')
      .when({ type: 'record-outcome', data: outcome, effectiveAt: '2019-09-26' })
      .thenNothing()
      .when({
        type: 'revise-outcome',
        data: { ordinal: 1, text: english('Reworded.') },
        effectiveAt: '2019-10-01',
      })
      .thenWrites('outcome-revised')
      .and({ ...closed, effectiveAt: '2019-10-02' }, writtenUp);
    expect(after.stateOn('2020-03-02').outcomes.get(1)?.status).toBe('provisional');
    expect(after.state.outcomes.get(1)).toMatchObject({
      status: 'issued',
      content: { text: english('Reworded.'), verb: { as: 'encouraged' } },
      events: [3, 4, 6].map(idOf),
      revision: 5,
    });
  });

  it('is amended after issue, openly: with a reason, and as known before', () => {
    issued
      .when({ type: 'revise-outcome', data: { ordinal: 1, text: english('Reworded.') } })
      .thenRefused('wrong-state', '/data/ordinal');
    const amendment = {
      type: 'amend-outcome',
      data: {
        ordinal: 1,
        class: 'substantive',
        text: english('Amended.'),
        approvedBy: 'the sixteenth meeting',
      },
      effectiveAt: '2020-02-04',
    } as const;
    issued.when({ ...amendment, reason }).thenRefused('wrong-state', '/data/ordinal');
    const later = { ...amendment, effectiveAt: '2020-06-01' };
    issued.when(later).thenRefused('reason-required', '/reason');
    const after = issued
      .when({ ...later, reason, authority: { by: 'the sixteenth meeting' } })
      .thenWrites('outcome-amended');
    expect(after.state.outcomes.get(1)).toMatchObject({
      status: 'issued',
      content: { text: english('Amended.') },
      amendments: [
        {
          on: '2020-06-01',
          value: {
            class: 'substantive',
            reason,
            approvedBy: 'the sixteenth meeting',
            authority: { by: 'the sixteenth meeting' },
          },
        },
      ],
    });
    expect(after.stateOn('2020-05-31').outcomes.get(1)?.content.text).toEqual(outcome.text);
  });

  it('amended as of an earlier moment, shows the amendment that took effect last', () => {
    const amend = (text: string, effectiveAt: string) =>
      ({
        type: 'amend-outcome',
        data: { ordinal: 1, class: 'editorial', text: english(text) },
        effectiveAt,
        reason,
      }) as const;
    const after = issued
      .when(amend('of 2021', '2021-01-01'))
      .thenWrites('outcome-amended')
      .when(amend('of 2020', '2020-06-01'))
      .thenWrites('outcome-amended');
    expect(after.stateOn('2020-12-31').outcomes.get(1)?.content.text.text).toBe('of 2020');
    expect(after.state.outcomes.get(1)?.content.text.text).toBe('of 2021');
  });

  it('has a number of its own, never used again', () => {
    const another = { ...outcome, text: english('Another.') };
    const there = open.and(recordedOutcome);
    there.when({ type: 'record-outcome', data: another }).thenRefused('duplicate-number', '/data/ordinal');
    there
      .when({ type: 'record-outcome', data: another, effectiveAt: '2019-09-26T00:00:00Z' })
      .thenRefused('duplicate-number', '/data/ordinal');
    there.when({ type: 'record-outcome', data: { ...another, ordinal: 2 } }).thenWrites('outcome-recorded');
    const rescinded = issued.and(
      { type: 'meeting-reopened', data: {}, reason },
      { type: 'outcome-rescinded', data: { ordinal: 1 }, reason },
    );
    rescinded
      .when({ type: 'record-outcome', data: another })
      .thenRefused('duplicate-number', '/data/ordinal');
  });

  it('entered in error is voided, and reinstated by voiding that', () => {
    const voided = issued.when({ type: 'void-act', data: { act: idOf(3) }, reason }).thenWrites('act-voided');
    expect(voided.state.outcomes.size).toBe(0);
    const back = voided.when({ type: 'void-act', data: { act: idOf(6) }, reason }).thenWrites('act-voided');
    expect(back.state.outcomes).toEqual(issued.state.outcomes);
  });

  it('on which an amendment rests is not voided, nor redated after it', () => {
    const amended = issued.and({
      type: 'outcome-amended',
      data: { ordinal: 1, class: 'editorial' },
      effectiveAt: '2020-06-01',
      reason,
    });
    amended
      .when({ type: 'void-act', data: { act: idOf(3) }, reason })
      .thenRefused('contradicts-later-act', '/data/act');
    amended
      .when({ type: 'void-act', data: { act: idOf(5) }, reason })
      .thenRefused('contradicts-later-act', '/data/act');
    amended
      .when({ type: 'redate-act', data: { act: idOf(5), effectiveAt: '2020-06-02' }, reason })
      .thenRefused('contradicts-later-act', '/data/effectiveAt');
    amended
      .when({ type: 'redate-act', data: { act: idOf(5), effectiveAt: '2020-05-31' }, reason })
      .thenWrites('act-redated');
  });

  it('is recorded while its meeting is open, closed or reopened; written up, by backfill only', () => {
    const second = { ...outcome, ordinal: 2 };
    given('meeting', planned)
      .when({ type: 'record-outcome', data: outcome })
      .thenRefused('wrong-state', '/stream');
    open.and(closed).when({ type: 'record-outcome', data: outcome }).thenWrites('outcome-recorded');
    issued.when({ type: 'record-outcome', data: second }).thenRefused('wrong-state', '/stream');
    issued
      .and({ type: 'meeting-reopened', data: {}, reason })
      .when({ type: 'record-outcome', data: second })
      .thenWrites('outcome-recorded');
    const entered = { type: 'record-outcome', data: { ...second, state: 'issued' } } as const;
    issued.when(entered).thenRefused('backfill-only', '/data/state');
    const after = issued.when({ ...entered, ...backfilled }).thenWrites('outcome-recorded');
    expect(after.state.outcomes.get(2)?.status).toBe('issued');
  });

  it('is superseded by another that exists, rescinded, and followed up', () => {
    const supersede = (meeting: number, ordinal: number) =>
      ({ type: 'supersede-outcome', data: { ordinal: 1, by: { meeting, ordinal } }, reason }) as const;
    issued.when(supersede(15, 1)).thenRefused('supersedes-itself', '/data/by');
    issued.when(supersede(15, 2)).thenRefused('unknown-outcome', '/data/by');
    issued.when(supersede(16, 1)).thenRefused('unknown-outcome', '/data/by');
    const sixteenth = given(
      'meeting',
      {
        type: 'meeting-planned',
        data: { group: 'CWG-COP', ordinal: 16, held: { from: '2020-02-04' }, state: 'closed' },
        effectiveAt: '2020-02-04',
        ...backfilled,
      },
      { type: 'outcome-recorded', data: outcome, effectiveAt: '2020-02-04' },
    );
    const { reason: _reason, ...unreasoned } = supersede(16, 1);
    const among = issued.among(sixteenth);
    among.when(unreasoned).thenRefused('reason-required', '/reason');
    const after = among.when(supersede(16, 1)).thenWrites('outcome-superseded');
    expect(after.state.outcomes.get(1)).toMatchObject({
      status: 'superseded',
      supersededBy: { meeting: 16, ordinal: 1 },
    });
    after
      .when({ type: 'rescind-outcome', data: { ordinal: 1 }, reason })
      .thenRefused('wrong-state', '/data/ordinal');
    after
      .when({ type: 'follow-up-outcome', data: { ordinal: 1, followUp: english('Done.') } })
      .thenWrites('outcome-followed-up');
    issued.when({ type: 'rescind-outcome', data: { ordinal: 1 } }).thenRefused('reason-required', '/reason');
    issued.when({ type: 'rescind-outcome', data: { ordinal: 1 }, reason }).thenWrites('outcome-rescinded');
    issued
      .when({ type: 'rescind-outcome', data: { ordinal: 9 }, reason })
      .thenRefused('unknown-outcome', '/data/ordinal');
  });

  it.each([
    ['recorded', open, { type: 'record-outcome', data: outcome }],
    ['revised', open.and(recordedOutcome), { type: 'revise-outcome', data: { ordinal: 1 } }],
    ['amended', issued, { type: 'amend-outcome', data: { ordinal: 1, class: 'editorial' }, reason }],
  ] as const)('%s, is linked to contributions and liaison statements that exist', (_, meeting, command) => {
    const linked = (links: OutcomeRecorded['links']) =>
      meeting.when({ ...command, data: { ...command.data, links } } as Parameters<typeof meeting.when>[0]);
    linked({ contributions: ['CWG-COP-15/1'] }).thenRefused(
      'unknown-contribution',
      '/data/links/contributions',
    );
    linked({ liaisonStatements: ['CWG-COP-o-1'] }).thenRefused(
      'unknown-liaison-statement',
      '/data/links/liaisonStatements',
    );
    linked({ clauses: ['1.1'] });
  });

  it('of a day, rests on a liaison statement of some hour of that day', () => {
    const statement = given('liaison', {
      type: 'liaison-statement-drafted',
      data: { group: 'CWG-COP', ordinal: 1, addressees: [{ name: 'ITU-D' }] },
      effectiveAt: '2019-09-26T15:00:00.000Z',
    });
    const linking = { ...outcome, links: { liaisonStatements: ['CWG-COP-o-1'] } };
    open
      .among(statement)
      .when({ type: 'record-outcome', data: linking, effectiveAt: '2019-09-26' })
      .thenWrites('outcome-recorded');
  });
});
