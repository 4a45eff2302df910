import { describe, expect, it } from '@jest/globals';
import { type GivenEvent, backfilled, given, idOf } from '@acta/testing';
import type { MeetingEvents } from './events.js';

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

const plan: MeetingEvents['meeting-planned'] = {
  group: 'CWG-COP',
  ordinal: 15,
  held: { from: '2019-09-26', to: '2019-09-27', place: 'Geneva' },
};

const planned: GivenEvent<'meeting'> = { type: 'meeting-planned', data: plan, effectiveAt: '2019-06-01' };
const opened: GivenEvent<'meeting'> = { type: 'meeting-opened', data: {}, effectiveAt: '2019-09-26' };
const closed: GivenEvent<'meeting'> = { type: 'meeting-closed', data: {}, effectiveAt: '2019-09-27' };
const writtenUp: GivenEvent<'meeting'> = {
  type: 'meeting-written-up',
  data: { document: 'C20/57-E' },
  effectiveAt: '2020-03-03',
};

describe('a meeting', () => {
  it('is planned, opened, closed, written up and reopened for correction', () => {
    const after = given('meeting')
      .among(group)
      .when({ type: 'plan-meeting', data: plan, effectiveAt: '2019-06-01' })
      .thenWrites('meeting-planned')
      .when({ type: 'reschedule-meeting', data: { held: { from: '2019-09-26' } }, effectiveAt: '2019-07' })
      .thenWrites('meeting-rescheduled')
      .when({ type: 'open-meeting', data: {}, effectiveAt: '2019-09-26' })
      .thenWrites('meeting-opened')
      .when({ type: 'close-meeting', data: {}, effectiveAt: '2019-09-26' })
      .thenWrites('meeting-closed')
      .when({ type: 'write-up-meeting', data: { document: 'C20/57-E' }, effectiveAt: '2020-03-03' })
      .thenWrites('meeting-written-up')
      .when({ type: 'reopen-meeting', data: {}, reason: 'a delegation was left out' })
      .thenWrites('meeting-reopened')
      .when({ type: 'write-up-meeting', data: { document: 'C20/57(Rev.1)-E' } })
      .thenWrites('meeting-written-up');
    expect(after.stream).toBe('meeting-CWG-COP-15');
    expect(after.state.writtenUp?.value.document).toBe('C20/57(Rev.1)-E');
    expect(['2019-06-30', '2019-09-26', '2020-12-31'].map((day) => after.stateOn(day).status)).toEqual([
      'planned',
      'closed',
      'written-up',
    ]);
  });

  it('takes each step from the step before it only', () => {
    given('meeting', planned)
      .when({ type: 'close-meeting', data: {} })
      .thenRefused('wrong-state', '/stream')
      .when({ type: 'write-up-meeting', data: {} })
      .thenRefused('wrong-state', '/stream')
      .when({ type: 'reopen-meeting', data: {}, reason })
      .thenRefused('wrong-state', '/stream');
    const open = given('meeting', planned, opened);
    open.when({ type: 'open-meeting', data: {} }).thenRefused('wrong-state', '/stream');
    open.when({ type: 'cancel-meeting', data: {} }).thenRefused('wrong-state', '/stream');
    open
      .when({ type: 'reschedule-meeting', data: { held: { from: '2019-09-28' } } })
      .thenRefused('wrong-state', '/stream');
  });

  it('needs its group, established at that moment', () => {
    given('meeting').when({ type: 'plan-meeting', data: plan }).thenRefused('unknown-group', '/data/group');
    const among = given('meeting').among(
      group.and({ type: 'group-terminated', data: {}, effectiveAt: '2022-10-14' }),
    );
    among
      .when({ type: 'plan-meeting', data: plan, effectiveAt: '2009-06-18' })
      .thenRefused('unknown-group', '/data/group');
    among.when({ type: 'plan-meeting', data: plan }).thenRefused('group-terminated', '/data/group');
    among.when({ type: 'plan-meeting', data: plan, effectiveAt: '2009-06-19' }).thenWrites('meeting-planned');
  });

  it('is not redated to a moment at which its group does not exist', () => {
    given('meeting', planned)
      .among(group)
      .when({ type: 'redate-act', data: { act: idOf(1), effectiveAt: '2009-06-18' }, reason })
      .thenRefused('unknown-group', '/data/effectiveAt')
      .when({ type: 'redate-act', data: { act: idOf(1), effectiveAt: '2009-06-19' }, reason })
      .thenWrites('act-redated');
  });

  it('has one number, never used again', () => {
    given('meeting', planned)
      .among(group)
      .when({ type: 'plan-meeting', data: { ...plan, held: { from: '2020' } } })
      .thenRefused('duplicate-number', '/data/ordinal')
      .when({ type: 'plan-meeting', data: plan, effectiveAt: '2019-06-01' })
      .thenNothing()
      .when({ type: 'cancel-meeting', data: {} })
      .thenWrites('meeting-cancelled')
      .when({ type: 'plan-meeting', data: plan })
      .thenRefused('duplicate-number', '/data/ordinal');
  });

  it('has no act before it is planned or after it is cancelled', () => {
    given('meeting').when({ type: 'open-meeting', data: {} }).thenRefused('unknown-meeting', '/stream');
    given('meeting', planned)
      .when({ type: 'record-chair', data: { as: 'the Chair' }, effectiveAt: '2019-05-31' })
      .thenRefused('unknown-meeting', '/stream')
      .when({ type: 'cancel-meeting', data: {}, effectiveAt: '2019-09-01' })
      .thenWrites('meeting-cancelled')
      .when({ type: 'open-meeting', data: {}, effectiveAt: '2019-09-26' })
      .thenRefused('meeting-cancelled', '/stream');
  });

  it('cancelled in error, opens once the cancellation is voided', () => {
    given('meeting', planned, { type: 'meeting-cancelled', data: {}, effectiveAt: '2019-09-01' })
      .when({ type: 'void-act', data: { act: idOf(2) }, reason })
      .thenWrites('act-voided')
      .when({ type: 'open-meeting', data: {}, effectiveAt: '2019-09-26' })
      .thenWrites('meeting-opened');
  });

  it('does not end before it starts', () => {
    const held = { from: '2019-09-26', to: '2019-09-25' };
    given('meeting')
      .among(group)
      .when({ type: 'plan-meeting', data: { ...plan, held } })
      .thenRefused('reversed-range', '/data/held/to')
      .when({ type: 'plan-meeting', data: { ...plan, held: { from: '2019-09-26', to: '2019-09' } } })
      .thenWrites('meeting-planned')
      .when({ type: 'reschedule-meeting', data: { held } })
      .thenRefused('reversed-range', '/data/held/to');
  });

  it('is reopened with a reason', () => {
    given('meeting', planned, opened, closed, writtenUp)
      .when({ type: 'reopen-meeting', data: {} })
      .thenRefused('reason-required', '/reason');
  });

  it.each(['opened', 'closed', 'written-up', 'cancelled'] as const)(
    'backfilled, enters as %s, with provenance',
    (state) => {
      const among = given('meeting').among(group);
      const command = { type: 'plan-meeting', data: { ...plan, state }, effectiveAt: '2019-09-26' } as const;
      const { backfill, provenance } = backfilled;
      among.when(command).thenRefused('backfill-only', '/data/state');
      among.when({ ...command, backfill }).thenRefused('backfill-only', '/data/state');
      among.when({ ...command, provenance }).thenRefused('backfill-only', '/data/state');
      expect(among.when({ ...command, ...backfilled }).thenWrites('meeting-planned').state.status).toBe(
        state,
      );
    },
  );

  it('keeps agenda, chair, counts and narrative, each newer one in place of the older', () => {
    const count = (n: number, category?: string): MeetingEvents['count-recorded'] => ({
      of: 'participants',
      ...(category === undefined ? {} : { category }),
      count: { count: n, qualifier: 'more-than', asWorded: `more than ${String(n)}` },
    });
    const { state } = given('meeting', planned, opened)
      .when({ type: 'set-agenda', data: { items: [{ number: '1', title: english('Opening') }] } })
      .thenWrites('agenda-set')
      .when({ type: 'record-chair', data: { as: 'the Chair' } })
      .thenWrites('chair-recorded')
      .when({ type: 'record-count', data: count(150) })
      .thenWrites('count-recorded')
      .when({ type: 'record-count', data: count(100) })
      .thenWrites('count-recorded')
      .when({ type: 'record-count', data: count(60, 'remote') })
      .thenWrites('count-recorded')
      .when({ type: 'record-narrative', data: { item: '1', text: english('The Chair opened the meeting.') } })
      .thenWrites('narrative-recorded')
      .when({ type: 'record-narrative', data: { item: '1', text: english('The Chair opened the meeting.') } })
      .thenNothing();
    expect([...state.counts].map(([key, { value }]) => [key, value.count.count])).toEqual([
      ['participants', 100],
      ['participants/remote', 60],
    ]);
    expect(state.narrative.size).toBe(1);
  });

  it('refuses an agenda with an item twice, and a chair of whom nothing is said', () => {
    const item = { number: '1', title: english('Opening') };
    given('meeting', planned)
      .when({ type: 'set-agenda', data: { items: [item, item] } })
      .thenRefused('duplicate-item', '/data/items')
      .when({ type: 'record-chair', data: {} })
      .thenRefused('nothing-said', '/data');
  });
});

describe("a correction of a meeting's record", () => {
  const held = given('meeting', planned, opened, closed, writtenUp);

  it('needs a reason, and an act of this meeting', () => {
    held.when({ type: 'void-act', data: { act: idOf(4) } }).thenRefused('reason-required', '/reason');
    held
      .when({ type: 'redate-act', data: { act: idOf(4), effectiveAt: '2020-03-04' } })
      .thenRefused('reason-required', '/reason');
    held.when({ type: 'void-act', data: { act: idOf(99) }, reason }).thenRefused('unknown-act', '/data/act');
  });

  it('voids an act on which no other rests', () => {
    held
      .when({ type: 'void-act', data: { act: idOf(2) }, reason })
      .thenRefused('contradicts-later-act', '/data/act');
    const after = held.when({ type: 'void-act', data: { act: idOf(4) }, reason }).thenWrites('act-voided');
    expect(after.state.status).toBe('closed');
  });

  it('can itself be voided, which reinstates the act, and that again', () => {
    const once = held
      .when({ type: 'void-act', data: { act: idOf(4) }, reason })
      .thenWrites('act-voided')
      .when({ type: 'void-act', data: { act: idOf(4) }, reason })
      .thenNothing();
    const twice = once.when({ type: 'void-act', data: { act: idOf(5) }, reason }).thenWrites('act-voided');
    expect(twice.state.status).toBe('written-up');
    const thrice = twice.when({ type: 'void-act', data: { act: idOf(6) }, reason }).thenWrites('act-voided');
    expect(thrice.state.status).toBe('closed');
    expect(
      twice.when({ type: 'void-act', data: { act: idOf(4) }, reason }).thenWrites('act-voided').state.status,
    ).toBe('closed');
  });

  it('does not reinstate an act that what happened since rules out', () => {
    held
      .when({ type: 'void-act', data: { act: idOf(4) }, reason })
      .thenWrites('act-voided')
      .when({ type: 'write-up-meeting', data: {}, effectiveAt: '2020-03-10' })
      .thenWrites('meeting-written-up')
      .when({ type: 'void-act', data: { act: idOf(5) }, reason })
      .thenRefused('contradicts-later-act', '/data/act');
  });

  it('redates an act within what it depends on and what depends on it', () => {
    const redate = (effectiveAt: string) =>
      held.when({ type: 'redate-act', data: { act: idOf(3), effectiveAt }, reason });
    redate('2019-09-25').thenRefused('contradicts-later-act', '/data/effectiveAt');
    redate('2020-03-04').thenRefused('contradicts-later-act', '/data/effectiveAt');
    const after = redate('2019-10-01').thenWrites('act-redated');
    expect(after.stateOn('2019-09-30').status).toBe('opened');
    expect(held.stateOn('2019-09-30').status).toBe('closed');
    after
      .when({ type: 'redate-act', data: { act: idOf(3), effectiveAt: '2019-10-01' }, reason })
      .thenNothing()
      .when({ type: 'redate-act', data: { act: idOf(3), effectiveAt: '2019-10-02' }, reason })
      .thenWrites('act-redated');
  });

  it('to the date that an act has already changes nothing', () => {
    held
      .when({ type: 'redate-act', data: { act: idOf(3), effectiveAt: '2019-09-27' }, reason })
      .thenNothing();
  });

  it('of a date can be voided: the date before it holds again', () => {
    const after = held
      .when({ type: 'redate-act', data: { act: idOf(3), effectiveAt: '2019-10-01' }, reason })
      .thenWrites('act-redated')
      .when({ type: 'redate-act', data: { act: idOf(3), effectiveAt: '2019-10-02' }, reason })
      .thenWrites('act-redated')
      .when({ type: 'void-act', data: { act: idOf(6) }, reason })
      .thenWrites('act-voided');
    expect(after.stateOn('2019-09-30').status).toBe('opened');
    expect(after.stateOn('2019-10-01').status).toBe('closed');
    const back = after.when({ type: 'void-act', data: { act: idOf(5) }, reason }).thenWrites('act-voided');
    expect(back.stateOn('2019-09-27').status).toBe('closed');
  });

  it('has no date of its own to correct', () => {
    held
      .when({ type: 'void-act', data: { act: idOf(4) }, reason })
      .thenWrites('act-voided')
      .when({ type: 'redate-act', data: { act: idOf(5), effectiveAt: '2020' }, reason })
      .thenRefused('not-redatable', '/data/act');
  });

  it('gives a voided act another date, which holds if it is reinstated', () => {
    const after = held
      .when({ type: 'void-act', data: { act: idOf(4) }, reason })
      .thenWrites('act-voided')
      .when({ type: 'redate-act', data: { act: idOf(4), effectiveAt: '2020-04-01' }, reason })
      .thenWrites('act-redated');
    expect(after.state.status).toBe('closed');
    const back = after.when({ type: 'void-act', data: { act: idOf(5) }, reason }).thenWrites('act-voided');
    expect(back.stateOn('2020-03-31').status).toBe('closed');
    expect(back.state.status).toBe('written-up');
  });

  it('holds from when it was recorded, whatever moment is asked about', () => {
    const after = held.when({ type: 'void-act', data: { act: idOf(4) }, reason }).thenWrites('act-voided');
    expect(after.stateOn('2020-12-31').status).toBe('closed');
    expect(held.stateOn('2020-12-31').status).toBe('written-up');
  });
});

describe('a written-up meeting', () => {
  const held = given('meeting', planned, opened, closed, writtenUp);
  const counting = {
    type: 'record-count',
    data: { of: 'participants', count: { count: 150, qualifier: 'more-than' } },
  } as const;

  it('changes openly: with a reason, or by backfill', () => {
    held.when(counting).thenRefused('reason-required', '/reason');
    held.when({ ...counting, reason: 'counted again' }).thenWrites('count-recorded');
    held.when({ ...counting, ...backfilled }).thenWrites('count-recorded');
  });

  it('issues what is backfilled into it', () => {
    const after = held
      .when({ type: 'record-outcome', data: { ordinal: 1, text: english('Noted.') }, ...backfilled })
      .thenWrites('outcome-recorded');
    expect(after.state.outcomes.get(1)?.status).toBe('issued');
  });
});

describe('a backdated act', () => {
  it('is judged on the past, and does not contradict what took effect later', () => {
    const held = given('meeting', planned, opened, closed);
    held
      .when({ type: 'reschedule-meeting', data: { held: { from: '2019-09-26' } }, effectiveAt: '2019-09-01' })
      .thenWrites('meeting-rescheduled');
    held
      .when({ type: 'cancel-meeting', data: {}, effectiveAt: '2019-09-01' })
      .thenRefused('contradicts-later-act', '/effectiveAt');
    held
      .when({ type: 'close-meeting', data: {}, effectiveAt: '2019-09-01' })
      .thenRefused('wrong-state', '/stream');
  });

  it('of the same day comes after those recorded before it', () => {
    given('meeting', planned)
      .when({ type: 'open-meeting', data: {}, effectiveAt: '2019-09-26' })
      .thenWrites('meeting-opened')
      .when({ type: 'close-meeting', data: {}, effectiveAt: '2019-09-26' })
      .thenWrites('meeting-closed')
      .when({ type: 'write-up-meeting', data: {}, effectiveAt: '2019-09' })
      .thenWrites('meeting-written-up');
  });
});
