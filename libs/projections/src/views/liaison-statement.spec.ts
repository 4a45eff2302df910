import { describe, expect, it } from '@jest/globals';
import type { ActaEvents, Addressee } from '@acta/domain';
import { Log, en, nameOf } from '../spec-support/log.js';
import { liaisonStatementView } from './liaison-statement.js';

const OUT = 'liaison-CWG-COP-o-1';
const IN = 'liaison-CWG-COP-i-1';
const action: Addressee = { name: 'ITU-D', purpose: { code: 'action' }, deadline: '2020-03-01' };

function sent(...addressees: Addressee[]): Log {
  const log = new Log();
  log.add(OUT, 'liaison-statement-drafted', { group: 'CWG-COP', ordinal: 1, addressees });
  log.add(OUT, 'liaison-statement-approved', { by: 'the Chair' });
  log.add(OUT, 'liaison-statement-sent', {});
  return log;
}

function view(log: Log, day = '2020-03-02', id = 'CWG-COP-o-1') {
  return liaisonStatementView(log.record(), id, day, nameOf);
}

function standing(log: Log, day?: string) {
  return view(log, day)?.addressees.map(({ state, due, overdue }) => [state, due, overdue]);
}

function answer(log: Log, response: Omit<ActaEvents['liaison-response-recorded'], 'addressee'>): Log {
  log.add(OUT, 'liaison-response-recorded', { addressee: 'ITU-D', ...response });
  return log;
}

function incoming(log: Log, from: string, stream = IN): Log {
  const addressees = [{ name: 'CWG-COP' }];
  log.add(stream, 'liaison-statement-received', {
    group: 'CWG-COP',
    ordinal: 1,
    from,
    addressees,
    inReplyTo: 'CWG-COP-o-1',
  });
  return log;
}

describe('what became of a liaison statement', () => {
  it('is no reply recorded, where nothing was asked and nothing came', () => {
    expect(standing(sent({ name: 'ITU-D', purpose: { code: 'information' } }, { name: 'B' }))).toEqual([
      ['no-reply-recorded', undefined, false],
      ['no-reply-recorded', undefined, false],
    ]);
  });

  it('is awaited where something was asked, and overdue the day after it is due', () => {
    expect(standing(sent(action), '2020-03-01')).toEqual([['awaited', '2020-03-01', false]]);
    expect(standing(sent(action), '2020-03-02')).toEqual([['awaited', '2020-03-01', true]]);
    expect(standing(sent({ name: 'ITU-D', purpose: { code: 'comment' } }))).toEqual([
      ['awaited', undefined, false],
    ]);
  });

  it('is told for each addressee apart', () => {
    const log = sent(action, { ...action, name: 'ITU-T' });
    answer(log, { response: 'action-taken' });
    expect(standing(log)).toEqual([
      ['action-taken', '2020-03-01', false],
      ['awaited', '2020-03-01', true],
    ]);
    expect(view(log)?.overdue).toBe(true);
  });

  it('is still awaited once acknowledged, and until the extended day', () => {
    const log = answer(sent(action), { response: 'acknowledged' });
    expect(standing(log)).toEqual([['acknowledged', '2020-03-01', true]]);
    answer(log, { response: 'extension-agreed', deadline: '2020-06-30' });
    expect(standing(log, '2020-06-30')).toEqual([['extension-agreed', '2020-06-30', false]]);
    expect(standing(log, '2020-07-01')).toEqual([['extension-agreed', '2020-06-30', true]]);
  });

  it('is settled by a refusal, whatever is acknowledged later', () => {
    const log = answer(sent(action), { response: 'declined', words: en('No mandate.') });
    answer(log, { response: 'acknowledged' });
    expect(standing(log)).toEqual([['declined', '2020-03-01', false]]);
    expect(view(log)?.addressees[0]?.responses).toMatchObject([
      { response: 'declined' },
      { response: 'acknowledged' },
    ]);
  });

  it('is replied, where a statement received from that addressee answers it', () => {
    const log = incoming(sent(action, { ...action, name: 'ITU-T' }), 'ITU-T');
    expect(standing(log)).toEqual([
      ['awaited', '2020-03-01', true],
      ['replied', '2020-03-01', false],
    ]);
    expect(view(log)).toMatchObject({ replies: ['CWG-COP-i-1'], addressees: [{}, { reply: 'CWG-COP-i-1' }] });
  });

  it('is what the response says, where the reply is named by the response', () => {
    const log = answer(incoming(sent(action), 'ITU-D'), { response: 'acknowledged', reply: 'CWG-COP-i-1' });
    expect(standing(log)).toEqual([['acknowledged', '2020-03-01', true]]);
    expect(view(log)?.addressees[0]?.reply).toBe('CWG-COP-i-1');
  });

  it('is nothing until it is sent, and once it is withdrawn', () => {
    const log = new Log();
    log.add(OUT, 'liaison-statement-drafted', { group: 'CWG-COP', ordinal: 1, addressees: [action] });
    expect(standing(log)).toEqual([[undefined, '2020-03-01', false]]);
    const withdrawn = sent(action);
    withdrawn.add(OUT, 'liaison-statement-withdrawn', {}, { reason: 'sent twice' });
    expect(standing(withdrawn)).toEqual([[undefined, '2020-03-01', false]]);
  });
});

describe('an incoming statement', () => {
  function received(...names: string[]): Log {
    const log = new Log();
    const addressees = names.map((name) => ({ ...action, name }));
    log.add(IN, 'liaison-statement-received', { group: 'CWG-COP', ordinal: 1, addressees });
    log.add(OUT, 'liaison-statement-drafted', {
      group: 'CWG-COP',
      ordinal: 1,
      addressees: [{ name: 'ITU-D' }],
      inReplyTo: 'CWG-COP-i-1',
    });
    return log;
  }

  it('is settled by a reply once that is sent, and not by a draft', () => {
    const log = received('the Working Group');
    expect(view(log, '2020-03-02', 'CWG-COP-i-1')).toMatchObject({ overdue: true, replies: [] });
    log.add(OUT, 'liaison-statement-approved', { by: 'the Chair' });
    log.add(OUT, 'liaison-statement-sent', {});
    const settled = view(log, '2020-03-02', 'CWG-COP-i-1');
    expect(settled).toMatchObject({
      overdue: false,
      settledBy: 'CWG-COP-o-1',
      addressees: [{ state: 'replied' }],
    });
  });

  it("shows the reply as the group's own, where others are addressed too", () => {
    const log = received('CWG-COP', 'ITU-T');
    log.add(OUT, 'liaison-statement-approved', { by: 'the Chair' });
    log.add(OUT, 'liaison-statement-sent', {});
    const settled = view(log, '2020-03-02', 'CWG-COP-i-1');
    expect(settled?.addressees.map(({ state, overdue }) => [state, overdue])).toEqual([
      ['replied', false],
      ['awaited', false],
    ]);
  });
});

describe('the view of a liaison statement', () => {
  it('shows what it says, its place, and contacts by name', () => {
    const log = new Log();
    log.add(
      OUT,
      'liaison-statement-drafted',
      {
        group: 'CWG-COP',
        ordinal: 1,
        meeting: 15,
        ordinalInMeeting: 2,
        addressees: [{ name: 'ITU-D', purpose: { as: 'to inform delegations' } }],
        subject: en('Guidelines'),
        contacts: [{ subject: 'person-1', name: 'B. Contact', email: 'sealed' }],
        state: 'sent',
      },
      { effectiveAt: '2019-09-26', datedBy: 'meeting' },
    );
    expect(view(log)).toMatchObject({
      ref: 'CWG-COP/liaison-statements/o-1',
      id: 'CWG-COP-o-1',
      status: 'sent',
      meeting: 15,
      ordinalInMeeting: 2,
      addressees: [{ purpose: { as: 'to inform delegations' }, state: 'no-reply-recorded' }],
      subject: en('Guidelines'),
      contacts: [{ subject: 'person-1', name: 'B. Contact' }],
      sent: { date: '2019-09-26', datedBy: 'meeting', precision: 'day' },
      questions: [],
    });
    expect(JSON.stringify(view(log))).not.toContain('sealed');
  });

  it('is absent for an unknown id', () => {
    expect(view(new Log())).toBeUndefined();
  });
});
