import { describe, expect, it } from '@jest/globals';
import { type InquiryOptions, type Inquiry, investigate } from './investigation.js';
import { foldStream } from './record.js';
import { Log, MEETING, en } from './spec-support/log.js';

const GROUP = 'group-CWG-COP';

/** Everything is recorded on 5 January 2026, by actor-1 as the secretariat. */
function recorded(): Log {
  const log = new Log();
  log.add(GROUP, 'group-established', { group: 'CWG-COP', acronym: 'CWG-COP', name: en('Group') });
  const office = { appointment: 's-1', office: 'secretariat' as const, from: '2020-01-01', to: '2025-12-31' };
  log.add(GROUP, 'officer-appointed', { ...office, person: { subject: 'actor-1', name: 'sealed' } });
  log.add(MEETING, 'outcome-recorded', { ordinal: 1, text: en('Noted.') }, { effectiveAt: '2025-12-01' });
  log.add(MEETING, 'outcome-amended', { ordinal: 1, class: 'editorial', text: en('Noted it.') });
  log.add(
    MEETING,
    'outcome-amended',
    { ordinal: 1, class: 'substantive', text: en('Decided.'), approvedBy: 'The Chair of the group' },
    { authority: { by: 'the meeting' } },
  );
  const evidence = { document: 'CWG-COP-18/7', paragraph: '2' };
  log.add(
    MEETING,
    'outcome-amended',
    { ordinal: 1, class: 'substantive', text: en('Agreed.') },
    { authority: { by: 'the meeting', evidence } },
  );
  log.add(MEETING, 'act-voided', { act: 'event-6' }, { reason: 'entered in error' });
  log.addUnreadable(MEETING, 'unknown type');
  return log;
}

function found(inquiry: Inquiry, options: InquiryOptions = {}, log = recorded()) {
  const streams = log.streams();
  const group = foldStream('group', log.of(GROUP));
  const all = investigate(inquiry, { streams, group }, { order: 'recording', ...options });
  return all.map(({ act, ...why }) => [Number(act.position), why]);
}

describe('an investigation', () => {
  it('finds what somebody recorded, and what names them', () => {
    expect(found('person', { person: 'actor-1', positions: { from: 4, to: 5 } })).toEqual([
      [4, { as: 'actor' }],
      [5, { as: 'actor' }],
    ]);
    expect(found('person', { named: 'the chair' })).toEqual([[5, { as: 'named' }]]);
    expect(found('person', { person: 'somebody' })).toEqual([]);
  });

  it('finds what was recorded long after it took effect', () => {
    expect(found('late')).toEqual([[3, { daysLate: 34 }]]);
    expect(found('late', { days: 34 })).toEqual([]);
  });

  it('finds amendments and corrections that name no authority, or none with evidence', () => {
    expect(found('without-evidence')).toEqual([
      [4, { missing: 'authority' }],
      [5, { missing: 'evidence' }],
      [7, { missing: 'authority' }],
    ]);
  });

  it('finds the acts of somebody whose term had ended, and of nobody whose term had not', () => {
    const term = { appointment: 's-1', from: '2020-01-01', to: '2025-12-31' };
    expect(found('after-term').map(([position]) => position)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(found('after-term')[0]).toEqual([1, { term }]);
    const renewed = recorded();
    const office = { appointment: 's-2', office: 'secretariat' as const, from: '2026-01-05' };
    renewed.add(GROUP, 'officer-appointed', { ...office, person: { subject: 'actor-1', name: 'sealed' } });
    expect(found('after-term', {}, renewed)).toEqual([]);
  });
});
