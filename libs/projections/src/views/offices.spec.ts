import { describe, expect, it } from '@jest/globals';
import { type Day, momentOf } from '@acta/domain';
import { Log, en, nameOf } from '../spec-support/log.js';
import { type Offices, officesView } from './offices.js';

const GROUP = 'group-CWG-COP';
const person = (subject: string) => ({ subject, name: `Name of ${subject}` });

function established(): Log {
  const log = new Log();
  log.add(
    GROUP,
    'group-established',
    { group: 'CWG-COP', acronym: 'CWG', name: en('A group') },
    { effectiveAt: '2009' },
  );
  return log;
}

function appoint(
  log: Log,
  appointment: string,
  office: 'chair' | 'vice-chair',
  [from, to]: [Day, Day?],
): void {
  log.add(GROUP, 'officer-appointed', {
    appointment,
    office,
    person: person(appointment),
    from,
    ...(to === undefined ? {} : { to }),
  });
}

function meeting(log: Log, ordinal: number, from: string, state?: 'closed' | 'cancelled'): void {
  log.add(
    `meeting-CWG-COP-${String(ordinal)}`,
    'meeting-planned',
    { group: 'CWG-COP', ordinal, held: { from }, ...(state === undefined ? {} : { state }) },
    { effectiveAt: from, backfill: true },
  );
}

const on = (log: Log, day: Day) => officesView(log.record(momentOf(day).end), day, nameOf);
const holders = (found: Offices | undefined, office: string) =>
  found?.offices.find((each) => each.office === office)?.holders.map(({ appointment }) => appointment);

describe('who stood for a group on a day', () => {
  it('is not there before the group is', () => {
    expect(on(established(), '2008-12-31')).toBeUndefined();
  });

  it('names every office, and leaves one without a holder empty', () => {
    const log = established();
    appoint(log, 'vice-2019', 'vice-chair', ['2019-01-01']);
    expect(on(log, '2019-06-01')?.offices.map(({ office, holders }) => [office, holders.length])).toEqual([
      ['chair', 0],
      ['vice-chair', 1],
      ['secretariat', 0],
    ]);
  });

  it('goes by the days of each term, both ends included, whenever it was recorded', () => {
    const log = established();
    appoint(log, 'first', 'chair', ['2018-01-01', '2019-12-31']);
    appoint(log, 'second', 'chair', ['2020-01-01']);
    log.add(GROUP, 'officer-released', { appointment: 'second', to: '2021-06-30' });
    const chairs = ['2017-12-31', '2018-01-01', '2019-12-31', '2020-01-01', '2021-06-30', '2021-07-01'].map(
      (day) => holders(on(log, day), 'chair'),
    );
    expect(chairs).toEqual([[], ['first'], ['first'], ['second'], ['second'], []]);
  });

  it('is the holder of that day as the record knew it', () => {
    const log = established();
    appoint(log, 'first', 'chair', ['2018-01-01', '2019-12-31']);
    const before = officesView(log.record(momentOf('2018-06-01').end, 1), '2018-06-01', nameOf);
    expect(holders(before, 'chair')).toEqual([]);
  });

  it('leaves out an appointment that was entered in error', () => {
    const log = established();
    log.add(GROUP, 'officer-appointed', {
      appointment: 'a',
      office: 'chair',
      person: person('a'),
      from: '2018-01-01',
    });
    log.add(GROUP, 'act-voided', { act: 'event-2' }, { reason: 'never appointed' });
    expect(holders(on(log, '2019-01-01'), 'chair')).toEqual([]);
  });

  it('shows the terms and the instruments in force then', () => {
    const log = established();
    for (const version of ['2009', '2019'])
      log.add(
        GROUP,
        'terms-of-reference-set',
        { version, clauses: [{ number: '1', text: en(version) }] },
        { effectiveAt: version },
      );
    expect(on(log, '2018-12-31')?.termsOfReference).toMatchObject({
      version: '2009',
      basis: { date: '2009' },
    });
    expect(on(log, '2020-01-01')?.termsOfReference?.version).toBe('2019');
    expect(on(established(), '2020-01-01')).not.toHaveProperty('termsOfReference');
  });

  it('tells who chaired a meeting from who was chair of the group as it began', () => {
    const log = established();
    appoint(log, 'first', 'chair', ['2018-01-01', '2019-12-31']);
    appoint(log, 'second', 'chair', ['2020-01-01']);
    meeting(log, 15, '2019-09-26', 'closed');
    meeting(log, 16, '2020', 'closed');
    log.add('meeting-CWG-COP-15', 'chair-recorded', { as: 'the Vice-Chair' }, { effectiveAt: '2019-09-26' });
    meeting(log, 17, '2020-02-01', 'cancelled');
    meeting(log, 18, '2020-03-01');
    const found = on(log, '2021-01-01')?.meetings.map(({ ordinal, chair, inOffice }) => [
      ordinal,
      chair?.as,
      inOffice.map(({ appointment }) => appointment),
    ]);
    expect(found).toEqual([
      [15, 'the Vice-Chair', ['first']],
      [16, undefined, ['second']],
    ]);
    expect(on(log, '2019-12-31')?.meetings.map(({ ordinal }) => ordinal)).toEqual([15]);
  });

  it('names the contacts of each liaison statement as it read then', () => {
    const log = established();
    const addressees = [{ name: 'Council' }];
    log.add(
      'liaison-CWG-COP-o-1',
      'liaison-statement-drafted',
      { group: 'CWG-COP', ordinal: 1, addressees, subject: en('On text'), contacts: [person('first')] },
      { effectiveAt: '2019-01-01' },
    );
    log.add(
      'liaison-CWG-COP-o-2',
      'liaison-statement-drafted',
      { group: 'CWG-COP', ordinal: 2, addressees, subject: en('Without') },
      { effectiveAt: '2019-01-01' },
    );
    expect(on(log, '2019-06-01')?.contacts).toMatchObject([
      {
        ref: 'CWG-COP/liaison-statements/o-1',
        subject: en('On text'),
        persons: [{ subject: person('first').subject }],
      },
    ]);
  });
});
