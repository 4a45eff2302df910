import { describe, expect, it } from '@jest/globals';
import { type GivenEvent, given, idOf } from '@acta/testing';
import type { SessionEntered } from './events.js';

const entry: SessionEntered = {
  session: 'PP-18',
  kind: 'plenipotentiary',
  title: 'Plenipotentiary Conference 2018',
  opens: '2018-10-29',
  closes: '2018-11-16',
  place: 'Dubai',
};
const dubai: GivenEvent<'calendar'> = { type: 'session-entered', data: entry };

describe('the calendar', () => {
  it('enters, revises and cancels sessions', () => {
    const after = given('calendar', dubai)
      .when({
        type: 'enter-session',
        data: { session: 'C-20', kind: 'council', title: 'Council 2020', opens: '2020-06-09' },
      })
      .thenWrites('session-entered')
      .when({ type: 'revise-session', data: { session: 'PP-18', place: 'Dubai, United Arab Emirates' } })
      .thenWrites('session-revised')
      .when({ type: 'cancel-session', data: { session: 'C-20' } })
      .thenWrites('session-cancelled');
    expect(
      [...after.state.sessions.values()].map(({ value }) => [value.session, value.opens, value.place]),
    ).toEqual([['PP-18', '2018-10-29', 'Dubai, United Arab Emirates']]);
  });

  it('holds a session once; cancelled, it can be entered anew', () => {
    given('calendar', dubai)
      .when({ type: 'enter-session', data: entry })
      .thenNothing()
      .when({ type: 'enter-session', data: { ...entry, opens: '2018-10-30' } })
      .thenRefused('duplicate-session', '/data/session')
      .when({ type: 'cancel-session', data: { session: 'PP-18' } })
      .thenWrites('session-cancelled')
      .when({ type: 'enter-session', data: entry })
      .thenWrites('session-entered');
  });

  it('refuses a session that would close before it opens, and one that it does not know', () => {
    given('calendar', dubai)
      .when({ type: 'revise-session', data: { session: 'PP-18', closes: '2018-10-28' } })
      .thenRefused('reversed-range', '/data/closes')
      .when({ type: 'revise-session', data: { session: 'PP-18', opens: '2018-11-17' } })
      .thenRefused('reversed-range', '/data/opens')
      .when({
        type: 'enter-session',
        data: {
          session: 'PP-22',
          kind: 'plenipotentiary',
          title: 'PP-22',
          opens: '2022-09-26',
          closes: '2022-09-25',
        },
      })
      .thenRefused('reversed-range', '/data/closes')
      .when({ type: 'revise-session', data: { session: 'PP-22', opens: '2022-09-26' } })
      .thenRefused('unknown-session', '/data/session')
      .when({ type: 'cancel-session', data: { session: 'PP-22' } })
      .thenRefused('unknown-session', '/data/session');
  });

  it('keeps the entry on which a revision rests', () => {
    given('calendar', dubai, { type: 'session-revised', data: { session: 'PP-18', place: 'Dubai' } })
      .when({ type: 'void-act', data: { act: idOf(1) }, reason: 'entered in error' })
      .thenRefused('contradicts-later-act', '/data/act')
      .when({ type: 'void-act', data: { act: idOf(2) }, reason: 'entered in error' })
      .thenWrites('act-voided')
      .when({ type: 'void-act', data: { act: idOf(1) }, reason: 'entered in error' })
      .thenWrites('act-voided');
  });
});
