import { describe, expect, it } from '@jest/globals';
import { Log, MEETING, en } from '../spec-support/log.js';
import { contributionView } from './contribution.js';
import { meetingSummary } from './meeting-summary.js';

const NUMBER = 'CWG-COP-15/3';

function planned(from = '2019-09-26', rule: { days?: number; since?: string } = {}): Log {
  const log = new Log();
  log.add('group-CWG-COP', 'group-established', { group: 'CWG-COP', acronym: 'CWG-COP', name: en('Group') });
  log.add(
    'group-CWG-COP',
    'working-methods-set',
    rule.days === undefined ? {} : { contributionDeadlineDays: rule.days },
    { effectiveAt: rule.since ?? '2014' },
  );
  log.add(
    MEETING,
    'meeting-planned',
    { group: 'CWG-COP', ordinal: 15, held: { from } },
    { effectiveAt: '2019' },
  );
  return log;
}

function submitted(log: Log, details: Parameters<Log['add']>[3], carriedOverFrom?: number) {
  log.add(
    MEETING,
    'contribution-submitted',
    {
      number: NUMBER,
      title: en('Title'),
      sources: [{ name: 'Kingdom of Saudi Arabia', country: 'SA' }],
      ...(carriedOverFrom === undefined ? {} : { carriedOverFrom }),
    },
    details,
  );
  return contributionView(log.record(), 15, NUMBER);
}

describe('the view of a contribution', () => {
  it('shows what was submitted, what its number says, and what became of it', () => {
    const log = planned();
    submitted(log, { effectiveAt: '2019-09-01' });
    log.add(MEETING, 'contribution-revised', {
      number: NUMBER,
      revisedAs: `${NUMBER} Rev.1`,
      title: en('Better'),
    });
    log.add(MEETING, 'contribution-presented', { number: NUMBER, by: 'the delegate' });
    log.add(MEETING, 'contribution-disposed-of', { number: NUMBER, disposal: 'noted' });
    for (const ordinal of [2, 1])
      log.add(MEETING, 'outcome-recorded', {
        ordinal,
        text: en('Noted.'),
        links: { contributions: [NUMBER] },
      });
    expect(contributionView(log.record(), 15, NUMBER)).toMatchObject({
      ref: 'CWG-COP/meetings/15/contributions/CWG-COP-15/3',
      status: 'disposed-of',
      parsed: { series: 'CWG-COP', session: '15', number: 3 },
      title: en('Better'),
      submitted: { date: '2019-09-01', precision: 'day' },
      revisions: [{ number: 'CWG-COP-15/3 Rev.1', parsed: { revision: 1 } }],
      presentedBy: { as: 'the delegate' },
      disposal: { disposal: 'noted', basis: { datedBy: 'recording' } },
      outcomes: [1, 2],
      etag: '4',
    });
  });

  it('is absent for an unknown number or meeting', () => {
    expect(contributionView(planned().record(), 15, 'X')).toBeUndefined();
    expect(contributionView(planned().record(), 16, NUMBER)).toBeUndefined();
  });
});

describe('lateness', () => {
  it.each([
    ['on the last day that the rule allows', '2019-09-14', 'on-time'],
    ['in the last minute of that day', '2019-09-14T23:59:59.999Z', 'on-time'],
    ['the day after', '2019-09-15', 'late'],
    ['in a month that ended before', '2019-08', 'on-time'],
    ['in a month that began after', '2019-10', 'late'],
    ['in the month of the deadline', '2019-09', undefined],
  ])('of what arrived %s', (_when, effectiveAt, expected) => {
    expect(submitted(planned('2019-09-26', { days: 12 }), { effectiveAt })?.lateness).toBe(expected);
  });

  it('counts from the opening day itself where the rule allows it', () => {
    expect(submitted(planned('2019-09-26', { days: 0 }), { effectiveAt: '2019-09-26' })?.lateness).toBe(
      'on-time',
    );
  });

  it.each([
    ['no rule is known', planned('2019-09-26'), { effectiveAt: '2019-09-01' }],
    ['the opening day is not known', planned('2019-09', { days: 12 }), { effectiveAt: '2019-08-01' }],
    [
      'the rule came after the opening',
      planned('2019-09-26', { days: 12, since: '2020' }),
      { effectiveAt: '2019' },
    ],
    [
      "the date is the meeting's",
      planned('2019-09-26', { days: 12 }),
      { effectiveAt: '2019-09-26', datedBy: 'meeting' },
    ],
  ] as const)('is not told where %s', (_why, log, details) => {
    expect(submitted(log, details)).not.toHaveProperty('lateness');
  });

  it('is not told of what was carried over: it was in time, or late, for another meeting', () => {
    const log = planned('2019-09-26', { days: 12 });
    expect(submitted(log, { effectiveAt: '2019-09-20' }, 14)).not.toHaveProperty('lateness');
  });

  it.each([
    ['2019-09-26', { days: 12 }, '2019-09-14'],
    ['2019-09-26T09:00:00.000Z', { days: 12 }, '2019-09-14'],
    ['2019-09-26', { days: 0 }, '2019-09-26'],
    ['2019-09', { days: 12 }, undefined],
    ['2019-09-26', {}, undefined],
    ['2019-09-26', { days: 12, since: '2020' }, undefined],
  ])('that opens on %s, by a rule of %o, may be submitted up to and with %s', (from, rule, last) => {
    const log = planned(from, rule);
    expect(meetingSummary(log.record(), 15, '2019-01-01', () => undefined)?.contributionsDue).toBe(last);
    if (last === undefined) return;
    expect(submitted(log, { effectiveAt: last })?.lateness).toBe('on-time');
  });
});
