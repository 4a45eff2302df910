import { describe, expect, it } from '@jest/globals';
import { type GivenEvent, backfilled, given, idOf } from '@acta/testing';
import type { LiaisonReceived } from './events.js';

const english = (text: string) => ({ language: 'en', text });
const reason = 'the meeting asked for it';

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
  data: { group: 'CWG-COP', ordinal: 16, held: { from: '2020-02-04' } },
  effectiveAt: '2020-01-10',
});

const draft: LiaisonReceived = {
  group: 'CWG-COP',
  ordinal: 1,
  meeting: 16,
  addressees: [
    { name: 'ITU-T Study Group 17', purpose: { code: 'action' }, deadline: '2020-06-01' },
    { name: 'ITU-D Study Group 1', purpose: { code: 'information' } },
  ],
  subject: english('Child online protection'),
};

const drafted: GivenEvent<'liaison'> = {
  type: 'liaison-statement-drafted',
  data: draft,
  effectiveAt: '2020-02-04',
};
const approved: GivenEvent<'liaison'> = {
  type: 'liaison-statement-approved',
  data: { by: 'the sixteenth meeting' },
  effectiveAt: '2020-02-05',
};
const sent: GivenEvent<'liaison'> = { type: 'liaison-statement-sent', data: {}, effectiveAt: '2020-02-06' };

describe('a liaison statement', () => {
  it('is drafted, revised, approved, sent and answered by each addressee', () => {
    const after = given('liaison')
      .among(group, meeting)
      .when({ type: 'draft-liaison-statement', data: draft, effectiveAt: '2020-02-04' })
      .thenWrites('liaison-statement-drafted')
      .when({
        type: 'revise-liaison-statement',
        data: { subject: english('Reworded') },
        effectiveAt: '2020-02-04',
      })
      .thenWrites('liaison-statement-revised')
      .when({ type: 'approve-liaison-statement', data: { by: 'the meeting' }, effectiveAt: '2020-02-05' })
      .thenWrites('liaison-statement-approved')
      .when({ type: 'send-liaison-statement', data: {}, effectiveAt: '2020-02-06' })
      .thenWrites('liaison-statement-sent')
      .when({
        type: 'record-liaison-response',
        data: { addressee: 'ITU-T Study Group 17', response: 'acknowledged' },
        effectiveAt: '2020-03-01',
      })
      .thenWrites('liaison-response-recorded')
      .when({
        type: 'record-liaison-response',
        data: { addressee: 'ITU-T Study Group 17', response: 'action-taken', reply: 'CWG-COP-i-1' },
        effectiveAt: '2020-05-01',
      })
      .thenWrites('liaison-response-recorded');
    expect(after.stream).toBe('liaison-CWG-COP-o-1');
    expect(after.state).toMatchObject({
      status: 'sent',
      direction: 'outgoing',
      place: { group: 'CWG-COP', ordinal: 1, meeting: 16 },
      content: { subject: english('Reworded'), addressees: draft.addressees },
    });
    expect(after.state.responses.get('ITU-T Study Group 17')?.map(({ value }) => value.response)).toEqual([
      'acknowledged',
      'action-taken',
    ]);
    expect(after.state.responses.has('ITU-D Study Group 1')).toBe(false);
  });

  it('takes each step from the step before it only', () => {
    const outgoing = given('liaison', drafted);
    outgoing.when({ type: 'send-liaison-statement', data: {} }).thenRefused('wrong-state', '/stream');
    outgoing
      .when({
        type: 'record-liaison-response',
        data: { addressee: 'ITU-D Study Group 1', response: 'acknowledged' },
      })
      .thenRefused('wrong-state', '/stream');
    outgoing
      .when({ type: 'reinstate-liaison-statement', data: {}, reason })
      .thenRefused('wrong-state', '/stream');
    outgoing
      .and(approved)
      .when({ type: 'revise-liaison-statement', data: { from: 'the Chair' } })
      .thenRefused('wrong-state', '/stream');
    given('liaison')
      .when({ type: 'send-liaison-statement', data: {} })
      .thenRefused('unknown-liaison-statement', '/stream');
  });

  it('is withdrawn and reinstated with a reason, and returns to where it was', () => {
    const out = given('liaison', drafted, approved, sent);
    out.when({ type: 'withdraw-liaison-statement', data: {} }).thenRefused('reason-required', '/reason');
    const withdrawn = out
      .when({ type: 'withdraw-liaison-statement', data: {}, reason })
      .thenWrites('liaison-statement-withdrawn');
    expect(withdrawn.state.status).toBe('withdrawn');
    withdrawn
      .when({ type: 'reinstate-liaison-statement', data: {} })
      .thenRefused('reason-required', '/reason');
    const back = withdrawn
      .when({ type: 'reinstate-liaison-statement', data: {}, reason })
      .thenWrites('liaison-statement-reinstated');
    expect(back.state.status).toBe('sent');
    back
      .when({ type: 'withdraw-liaison-statement', data: {}, reason })
      .thenWrites('liaison-statement-withdrawn');
  });

  it('has a number of its own in its series, never used again', () => {
    given('liaison', drafted)
      .among(group, meeting)
      .when({ type: 'draft-liaison-statement', data: draft, effectiveAt: '2020-02-04' })
      .thenNothing()
      .when({ type: 'draft-liaison-statement', data: { ...draft, subject: english('Another') } })
      .thenRefused('duplicate-number', '/data/ordinal')
      .when({ type: 'withdraw-liaison-statement', data: {}, reason })
      .thenWrites('liaison-statement-withdrawn')
      .when({ type: 'draft-liaison-statement', data: draft })
      .thenRefused('duplicate-number', '/data/ordinal');
  });

  it('needs its group and its meeting at that moment', () => {
    const command = { type: 'draft-liaison-statement', data: draft, effectiveAt: '2020-02-04' } as const;
    given('liaison').when(command).thenRefused('unknown-group', '/data/group');
    given('liaison').among(group).when(command).thenRefused('unknown-meeting', '/data/meeting');
    const among = given('liaison').among(group, meeting);
    among.when({ ...command, effectiveAt: '2020-01-09' }).thenRefused('unknown-meeting', '/data/meeting');
    given('liaison')
      .among(group.and({ type: 'group-terminated', data: {}, effectiveAt: '2020-01-20' }), meeting)
      .when(command)
      .thenRefused('unknown-group', '/data/group');
    given('liaison', drafted)
      .among(group, meeting)
      .when({ type: 'redate-act', data: { act: idOf(1), effectiveAt: '2020-01-09' }, reason })
      .thenRefused('unknown-meeting', '/data/effectiveAt');
  });

  it('is addressed to at least one, each once', () => {
    const among = given('liaison').among(group, meeting);
    const [first] = draft.addressees as [LiaisonReceived['addressees'][0]];
    among
      .when({ type: 'draft-liaison-statement', data: { ...draft, addressees: [] } })
      .thenRefused('addressee-required', '/data/addressees');
    among
      .when({ type: 'draft-liaison-statement', data: { ...draft, addressees: [first, first] } })
      .thenRefused('duplicate-addressee', '/data/addressees');
    given('liaison', drafted)
      .when({ type: 'revise-liaison-statement', data: { addressees: [first, first] } })
      .thenRefused('duplicate-addressee', '/data/addressees');
  });

  it('is answered by those that it addresses, with what an answer needs', () => {
    const out = given('liaison', drafted, approved, sent);
    const respond = (addressee: string, response: 'declined' | 'extension-agreed', more = {}) =>
      out.when({ type: 'record-liaison-response', data: { addressee, response, ...more } });
    respond('ITU-R', 'declined').thenRefused('unknown-addressee', '/data/addressee');
    respond('ITU-D Study Group 1', 'declined').thenRefused('reason-required', '/data/words');
    respond('ITU-D Study Group 1', 'declined', { words: english('not in our remit') }).thenWrites(
      'liaison-response-recorded',
    );
    respond('ITU-D Study Group 1', 'extension-agreed').thenRefused('deadline-required', '/data/deadline');
    respond('ITU-D Study Group 1', 'extension-agreed', { deadline: '2020-09-01' }).thenWrites(
      'liaison-response-recorded',
    );
  });

  it('received, is in the incoming series and can be answered', () => {
    const after = given('liaison')
      .among(group, meeting)
      .when({ type: 'receive-liaison-statement', data: draft })
      .thenWrites('liaison-statement-received');
    expect(after.stream).toBe('liaison-CWG-COP-i-1');
    expect(after.state).toMatchObject({ status: 'received', direction: 'incoming' });
    after
      .when({ type: 'approve-liaison-statement', data: { by: 'us' } })
      .thenRefused('wrong-state', '/stream');
    after
      .when({
        type: 'record-liaison-response',
        data: { addressee: 'ITU-D Study Group 1', response: 'acknowledged' },
      })
      .thenWrites('liaison-response-recorded');
  });

  it.each(['approved', 'sent', 'withdrawn'] as const)(
    'backfilled, enters as %s, with provenance',
    (state) => {
      const among = given('liaison').among(group, meeting);
      const command = { type: 'draft-liaison-statement', data: { ...draft, state } } as const;
      among.when(command).thenRefused('backfill-only', '/data/state');
      const after = among.when({ ...command, ...backfilled }).thenWrites('liaison-statement-drafted');
      expect(after.state.status).toBe(state);
    },
  );

  it('is classified at any time, and public until then', () => {
    const classify = { type: 'classify-liaison-statement', data: { classification: 'members' } } as const;
    given('liaison').when(classify).thenRefused('unknown-liaison-statement', '/stream');
    const out = given('liaison', drafted, approved, sent);
    expect(out.state.classification).toBe('public');
    out.when({ ...classify, effectiveAt: '2020-02-04' }).thenRefused('not-dated', '/effectiveAt');
    expect(out.when(classify).thenWrites('liaison-statement-classified').state.classification).toBe(
      'members',
    );
  });

  it('approved or sent in error, is corrected from the last act back', () => {
    const out = given('liaison', drafted, approved, sent);
    out
      .when({ type: 'void-act', data: { act: idOf(2) }, reason })
      .thenRefused('contradicts-later-act', '/data/act');
    out
      .when({ type: 'redate-act', data: { act: idOf(3), effectiveAt: '2020-02-04' }, reason })
      .thenRefused('contradicts-later-act', '/data/effectiveAt');
    const after = out
      .when({ type: 'void-act', data: { act: idOf(3) }, reason })
      .thenWrites('act-voided')
      .when({ type: 'void-act', data: { act: idOf(2) }, reason })
      .thenWrites('act-voided');
    expect(after.state.status).toBe('drafted');
  });
});
