import { describe, expect, it } from '@jest/globals';
import { momentOf } from '@acta/domain';
import { Log, en, nameOf } from '../spec-support/log.js';
import { clauseChanges, groupView } from './group.js';

const GROUP = 'group-CWG-COP';

function established(): Log {
  const log = new Log();
  log.add(
    GROUP,
    'group-established',
    { group: 'CWG-COP', acronym: 'WG-CP', name: en('Working Group on Child Protection'), parent: 'Council' },
    { effectiveAt: '2009', datedBy: 'no-later-than' },
  );
  return log;
}

function at(log: Log, day: string) {
  return groupView(log.record(momentOf(day).end), day, nameOf);
}

describe('the view of a group', () => {
  it('is not there before the group is', () => {
    expect(at(established(), '2008-12-31')).toBeUndefined();
    expect(groupView(new Log().record(), '2020-01-01', nameOf)).toBeUndefined();
  });

  it('shows the name then, all names so far, and how exactly their dates are known', () => {
    const log = established();
    log.add(GROUP, 'group-renamed', { acronym: 'CWG-COP', name: en('Online') }, { effectiveAt: '2010-11' });
    expect(at(log, '2010-06-30')).toMatchObject({ acronym: 'WG-CP', code: 'CWG-COP', parent: 'Council' });
    expect(at(log, '2012-01-01')).toMatchObject({
      acronym: 'CWG-COP',
      names: [
        {
          acronym: 'WG-CP',
          basis: { date: '2009', precision: 'year', datedBy: 'no-later-than', event: 'event-1' },
        },
        { acronym: 'CWG-COP', basis: { date: '2010-11', precision: 'month', event: 'event-2' } },
      ],
      events: ['event-1', 'event-2'],
    });
  });

  it('shows the revision of an instrument that was in force, whichever was recorded last', () => {
    const log = established();
    const instrument = { body: 'PP', kind: 'Resolution' as const, number: '179' };
    for (const [revision, year] of [
      ['Rev. Dubai, 2018', '2018'],
      ['Rev. Busan, 2014', '2014'],
    ] as const)
      log.add(
        GROUP,
        'mandate-amended',
        { change: 'revised', instrument: { ...instrument, revision } },
        { effectiveAt: year },
      );
    const revisions = (day: string) => at(log, day)?.mandate.map(({ instrument: { revision } }) => revision);
    expect(revisions('2012-01-01')).toEqual([]);
    expect(revisions('2016-01-01')).toEqual(['Rev. Busan, 2014']);
    expect(revisions('2020-01-01')).toEqual(['Rev. Dubai, 2018']);
  });

  it('shows who held office on the day, both ends of the term included, and nobody where nobody is recorded', () => {
    const log = established();
    const person = { subject: 'person-1', name: 'A. Chair' };
    const appointed = { appointment: 'chair-2015', office: 'chair', person, from: '2015-01-01' } as const;
    log.add(GROUP, 'officer-appointed', appointed, { effectiveAt: '2014-12-01' });
    log.add(
      GROUP,
      'officer-released',
      { appointment: 'chair-2015', to: '2016-12-31' },
      { effectiveAt: '2016-11' },
    );
    const offices = (day: string) => {
      const view = at(log, day);
      return [view?.pastOfficers, view?.officers, view?.officersToCome].map((list) => list?.length);
    };
    expect(offices('2014-12-15')).toEqual([0, 0, 1]);
    expect(offices('2015-01-01')).toEqual([0, 1, 0]);
    expect(offices('2016-12-31')).toEqual([0, 1, 0]);
    expect(offices('2019-09-26')).toEqual([1, 0, 0]);
    expect(at(log, '2015-06-01')?.officers).toMatchObject([
      { person: { subject: 'person-1', name: 'A. Chair' } },
    ]);
  });

  it('shows an erased person without a name', () => {
    const log = established();
    const person = { subject: 'erased-1', name: 'sealed' };
    log.add(GROUP, 'officer-appointed', {
      appointment: 'a',
      office: 'secretariat',
      person,
      from: '2015-01-01',
    });
    expect(at(log, '2027-01-01')?.officers[0]?.person).toEqual({ subject: 'erased-1' });
  });

  it('shows the terms of reference in force and what they changed', () => {
    const log = established();
    const clause = (number: string, text: string) => ({ number, text: en(text) });
    log.add(
      GROUP,
      'terms-of-reference-set',
      { version: '2009', clauses: [clause('1.1', 'exchange views'), clause('1.2', 'report')] },
      { effectiveAt: '2009' },
    );
    log.add(
      GROUP,
      'terms-of-reference-set',
      { version: '2019', clauses: [clause('1.1', 'exchange views'), clause('2', 'new')] },
      { effectiveAt: '2019' },
    );
    expect(at(log, '2010-01-01')?.termsOfReference).toMatchObject({ version: '2009', earlier: [] });
    expect(at(log, '2010-01-01')?.termsOfReference).not.toHaveProperty('changes');
    const now = at(log, '2020-01-01')?.termsOfReference;
    expect(now?.changes?.map(({ number, mark }) => [number, mark])).toEqual([
      ['1.1', 'NOC'],
      ['1.2', 'SUP'],
      ['2', 'ADD'],
    ]);
    expect(now?.earlier).toMatchObject([{ version: '2009', basis: { event: 'event-2' } }]);
  });

  it('shows participation, working methods, renewals and the end', () => {
    const log = established();
    log.add(GROUP, 'participation-set', { openTo: ['Member States'] }, { effectiveAt: '2009' });
    log.add(GROUP, 'working-methods-set', { contributionDeadlineDays: 12 }, { effectiveAt: '2014' });
    log.add(GROUP, 'group-renewed', { session: 'PP-18' }, { effectiveAt: '2018-11-16' });
    log.add(GROUP, 'group-terminated', { session: 'PP-22' }, { effectiveAt: '2022-10-14' });
    expect(at(log, '2023-01-01')).toMatchObject({
      status: 'terminated',
      participation: { openTo: ['Member States'] },
      workingMethods: { contributionDeadlineDays: 12, basis: { date: '2014' } },
      renewals: [{ session: 'PP-18', basis: { date: '2018-11-16', precision: 'day' } }],
      terminated: { session: 'PP-22', basis: { date: '2022-10-14' } },
    });
    expect(at(log, '2022-10-13')).toMatchObject({ status: 'established' });
  });
});

type Version = Parameters<typeof clauseChanges>[0];

describe('what a version of the terms of reference changed', () => {
  const version = (clauses: Record<string, string>) => ({
    clauses: Object.entries(clauses).map(([number, text]) => ({ number, text: en(text) })),
  });

  it('marks each provision, and shows a suppressed one where it stood', () => {
    const before = version({ a: 'one', b: 'two', c: 'three', d: 'four' });
    const after = version({ a: 'one', d: 'other', e: 'five' });
    expect(clauseChanges(before, after)).toEqual([
      { number: 'a', mark: 'NOC', text: en('one') },
      { number: 'b', mark: 'SUP', before: en('two') },
      { number: 'c', mark: 'SUP', before: en('three') },
      { number: 'd', mark: 'MOD', text: en('other'), before: en('four') },
      { number: 'e', mark: 'ADD', text: en('five') },
    ]);
  });

  it('takes an added translation for no change, and a changed one for a change', () => {
    const [before, added, changed] = [[], ['un'], ['deux']].map((words) => ({
      clauses: [
        { number: '1', text: en('one'), translations: words.map((text) => ({ language: 'fr', text })) },
      ],
    })) as [Version, Version, Version];
    expect(clauseChanges(before, added)[0]?.mark).toBe('NOC');
    expect(clauseChanges(added, changed)[0]?.mark).toBe('MOD');
  });
});
