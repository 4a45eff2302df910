import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Reader, showLiaisonStatement, showMeeting, showOutcome } from '@acta/application';
import { momentOf } from '@acta/domain';
import { type Acta, openActa } from '@acta/runtime';
import { ForwardClock, act } from '../support/acting.js';
import { importSample } from '../support/sample.js';
import { type Temporary, temporaryFolder } from '../support/temporary.js';

const FIFTEENTH = { group: 'CWG-COP', meeting: 15 };
const DAY = 86_400_000;

describe('a view that is asked for again', () => {
  let clock: ForwardClock;
  let temporary: Temporary;
  let acta: Acta;
  beforeEach(async () => {
    clock = new ForwardClock(momentOf('2026-03-02T09:00:00.000Z').start);
    temporary = temporaryFolder();
    acta = await openActa(temporary.config, { mode: 'write', clock: clock.read });
    await importSample(acta);
  });
  afterEach(async () => {
    await acta.close();
    temporary.remove();
  });

  const meeting = (parts: Parameters<typeof showMeeting>[0] = acta, when = {}) =>
    showMeeting(parts, FIFTEENTH, when).value;
  /** The same question to a reader that has kept nothing. */
  const anew = () => ({ ...acta, reader: new Reader(acta.journal, acta.clock, acta.log) });

  it('is the one that was made, until its record changes; then it is as if it were made anew', async () => {
    const first = meeting();
    expect(meeting()).toBe(first);
    await act(acta, {
      type: 'cancel-session',
      stream: 'calendar',
      data: { session: 'PP-10' },
      reason: 'a test',
    });
    const { ordinal } = first.outcomes[0] ?? { ordinal: 0 };
    const data = { ordinal, class: 'editorial', text: { language: 'en', text: 'Said otherwise.' } };
    const authority = { by: 'the Chair' };
    await act(acta, { type: 'amend-outcome', stream: 'meeting-CWG-COP-15', data, authority, reason: 'so' });
    const second = meeting();
    expect(second.outcomes[0]?.text.text).toBe('Said otherwise.');
    expect(second).toEqual(meeting(anew()));
    expect(meeting(acta, { asOf: '44' })).toEqual(first);
    expect(meeting()).toEqual(second);
  });

  it('is made anew for another moment, and for each part', () => {
    const now = meeting();
    expect(meeting(acta, { at: '2019-12-31' }).status).not.toBe(undefined);
    expect(meeting(acta, { at: '2019-12-31' })).not.toBe(now);
    const outcomes = [1, 2].map(
      (ordinal) => showOutcome(acta, { ...FIFTEENTH, ordinal }, {}).value.text.text,
    );
    expect(new Set(outcomes).size).toBe(2);
  });

  it('tells on the next day what is overdue by then', async () => {
    const purpose = { code: 'action', as: 'for action' };
    await act(acta, {
      type: 'draft-liaison-statement',
      data: {
        group: 'CWG-COP',
        ordinal: 9,
        addressees: [{ name: 'Study Group 17', purpose, deadline: '2026-03-02' }],
        from: 'CWG-COP',
        subject: { language: 'en', text: 'A question' },
        body: { language: 'en', text: 'What is known of it?' },
      },
    });
    const stream = 'liaison-CWG-COP-o-9';
    await act(acta, { type: 'approve-liaison-statement', stream, data: { by: 'the group' } });
    await act(acta, { type: 'send-liaison-statement', stream, data: {} });
    const isOverdue = () =>
      showLiaisonStatement(acta, { group: 'CWG-COP', id: 'CWG-COP-o-9' }, {}).value.overdue;
    expect([isOverdue(), isOverdue()]).toEqual([false, false]);
    clock.advance(DAY);
    expect(isOverdue()).toBe(true);
  });

  it('does not name a person who was erased since', async () => {
    const subject = '00000000-0000-4000-8000-00000000000a';
    const person = { subject, name: 'Somebody Who Was Chairing' };
    await act(acta, {
      type: 'record-chair',
      stream: 'meeting-CWG-COP-15',
      data: { person },
      reason: 'known',
    });
    expect(JSON.stringify([meeting(), meeting()])).toContain(person.name);
    await act(acta, { type: 'erase-person', data: { subject } });
    expect(JSON.stringify(meeting())).not.toContain(person.name);
  });
});
