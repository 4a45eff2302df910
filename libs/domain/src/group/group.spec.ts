import { describe, expect, it } from '@jest/globals';
import { type GivenEvent, backfilled, given, idOf } from '@acta/testing';
import type { GroupEvents } from './events.js';

const english = (text: string) => ({ language: 'en', text });

const establishment: GroupEvents['group-established'] = {
  group: 'CWG-COP',
  acronym: 'WG-CP',
  name: english('Working Group on Child Protection'),
  parent: 'Council',
};
const established: GivenEvent<'group'> = {
  type: 'group-established',
  data: establishment,
  effectiveAt: '2009-10',
  ...backfilled,
};

const guadalajara = { body: 'PP', kind: 'Resolution', number: '179' } as const;
const busan = { ...guadalajara, revision: 'Rev. Busan, 2014' };
const dubai = { ...guadalajara, revision: 'Rev. Dubai, 2018' };

const person = (n: number) => ({ subject: idOf(500 + n), name: `person ${String(n)}` });

const chair = (appointment: string, from: string, to?: string): GroupEvents['officer-appointed'] => ({
  appointment,
  office: 'chair',
  person: person(from.length + appointment.length),
  from,
  ...(to === undefined ? {} : { to }),
});

describe('a group', () => {
  it('is established, renamed, given its terms, renewed and terminated', () => {
    const after = given('group')
      .when({
        type: 'establish-group',
        data: establishment,
        effectiveAt: '2009-06',
      })
      .thenWrites('group-established')
      .when({
        type: 'rename-group',
        data: { acronym: 'CWG-COP', name: english('Council Working Group on Child Online Protection') },
        effectiveAt: '2010-10-22',
      })
      .thenWrites('group-renamed')
      .when({
        type: 'set-participation',
        data: { openTo: ['Member States', 'Sector Members'] },
        effectiveAt: '2011',
      })
      .thenWrites('participation-set')
      .when({
        type: 'set-terms-of-reference',
        data: { version: '2011', clauses: [{ number: '1.1', text: english('to exchange views') }] },
        effectiveAt: '2011',
      })
      .thenWrites('terms-of-reference-set')
      .when({ type: 'set-working-methods', data: { contributionDeadlineDays: 12 }, effectiveAt: '2014' })
      .thenWrites('working-methods-set')
      .when({ type: 'renew-group', data: { session: 'PP-14' }, effectiveAt: '2014-11-07' })
      .thenWrites('group-renewed')
      .when({ type: 'renew-group', data: { session: 'PP-18' }, effectiveAt: '2018-11-16' })
      .thenWrites('group-renewed')
      .when({ type: 'terminate-group', data: { session: 'PP-22' }, effectiveAt: '2022-10-14' })
      .thenWrites('group-terminated');
    expect(after.state.status).toBe('terminated');
    expect(after.state.renewals.map(({ value }) => value.session)).toEqual(['PP-14', 'PP-18']);
    expect(after.stateOn('2022-10-13').status).toBe('established');
    expect(after.stateOn('2010-10-21').names.at(-1)?.value.acronym).toBe('WG-CP');
    expect(after.stateOn('2010-10-22').names.at(-1)?.value.acronym).toBe('CWG-COP');
  });

  it('enters the record once', () => {
    given('group', established)
      .when({
        type: 'establish-group',
        data: { group: 'CWG-COP', acronym: 'CWG-COP', name: english('Another') },
      })
      .thenRefused('group-exists', '/data/group');
  });

  it('has no act before it is established', () => {
    given('group').when({ type: 'renew-group', data: {} }).thenRefused('unknown-group', '/stream');
    given('group', established)
      .when({ type: 'renew-group', data: {}, effectiveAt: '2009-09-30' })
      .thenRefused('unknown-group', '/stream');
  });

  it('has no act after it is terminated, but its past can still be written', () => {
    const terminated = given('group', established, {
      type: 'group-terminated',
      data: {},
      effectiveAt: '2022-10-14',
    });
    terminated.when({ type: 'renew-group', data: {} }).thenRefused('group-terminated', '/stream');
    terminated.when({ type: 'renew-group', data: {}, effectiveAt: '2018' }).thenWrites('group-renewed');
  });

  it('is not terminated before what took effect later', () => {
    given('group', established, { type: 'group-renewed', data: {}, effectiveAt: '2018-11-16' })
      .when({ type: 'terminate-group', data: {}, effectiveAt: '2014' })
      .thenRefused('contradicts-later-act', '/effectiveAt');
  });

  it('is established again after its establishment was voided', () => {
    given('group', established)
      .when({ type: 'void-act', data: { act: idOf(1) }, reason: 'entered under the wrong code' })
      .thenWrites('act-voided')
      .when({
        type: 'establish-group',
        data: establishment,
        effectiveAt: '2009-10',
      })
      .thenWrites('group-established');
  });

  it('terminated in error, lives on after the termination is voided', () => {
    const after = given('group', established, {
      type: 'group-terminated',
      data: {},
      effectiveAt: '2022-10-14',
    })
      .when({ type: 'void-act', data: { act: idOf(2) }, reason: 'the Conference decided otherwise' })
      .thenWrites('act-voided')
      .when({ type: 'renew-group', data: {}, effectiveAt: '2022-10-14' })
      .thenWrites('group-renewed');
    expect(after.state.status).toBe('established');
  });

  it('writes a command given twice only once', () => {
    const renamed = { acronym: 'CWG-COP', name: english('Council Working Group on Child Online Protection') };
    given('group', established)
      .when({ type: 'rename-group', data: renamed, effectiveAt: '2010' })
      .thenWrites('group-renamed')
      .when({ type: 'rename-group', data: renamed, effectiveAt: '2010' })
      .thenNothing()
      .when({ type: 'rename-group', data: renamed, effectiveAt: '2011' })
      .thenWrites('group-renamed');
  });
});

describe("a group's mandate", () => {
  const mandated = given('group', established, {
    type: 'mandate-amended',
    data: { change: 'revised', instrument: dubai },
    effectiveAt: '2018-11-16',
  });

  it('keeps the revision that took effect last, whatever was recorded last', () => {
    const after = mandated
      .when({
        type: 'amend-mandate',
        data: { change: 'revised', instrument: busan },
        effectiveAt: '2014-11-07',
      })
      .thenWrites('mandate-amended');
    const revisionOn = (date: string) =>
      after.stateOn(date).mandate.get('PP Resolution 179')?.value.instrument.revision;
    expect(revisionOn('2016-01-01')).toBe('Rev. Busan, 2014');
    expect(revisionOn('2020-01-01')).toBe('Rev. Dubai, 2018');
    expect(after.state.mandate.size).toBe(1);
  });

  it('loses only an instrument that is in it at that moment', () => {
    const abrogate = {
      type: 'amend-mandate',
      data: { change: 'abrogated', instrument: guadalajara },
    } as const;
    mandated
      .when({ ...abrogate, effectiveAt: '2018-11-15' })
      .thenRefused('unknown-instrument', '/data/instrument');
    const after = mandated.when({ ...abrogate, effectiveAt: '2022' }).thenWrites('mandate-amended');
    expect(after.state.mandate.size).toBe(0);
  });

  it('keeps the adoption on which an abrogation rests', () => {
    mandated
      .and({ type: 'mandate-amended', data: { change: 'abrogated', instrument: dubai }, effectiveAt: '2022' })
      .when({ type: 'void-act', data: { act: idOf(2) }, reason: 'entered in error' })
      .thenRefused('contradicts-later-act', '/data/act');
  });

  it('tells instruments apart by body, kind and number', () => {
    const after = mandated
      .when({
        type: 'amend-mandate',
        data: { change: 'adopted', instrument: { body: 'Council', kind: 'Resolution', number: '179' } },
      })
      .thenWrites('mandate-amended');
    expect([...after.state.mandate.keys()]).toEqual(['PP Resolution 179', 'Council Resolution 179']);
  });
});

describe("a group's terms of reference", () => {
  it('number each clause once', () => {
    const clause = { number: '1.1', text: english('to exchange views') };
    given('group', established)
      .when({ type: 'set-terms-of-reference', data: { version: '2009', clauses: [clause, clause] } })
      .thenRefused('duplicate-clause', '/data/clauses');
  });
});

describe("a group's officers", () => {
  const chaired = given('group', established, {
    type: 'officer-appointed',
    data: chair('chair-2015', '2015-01-01', '2018-12-31'),
    effectiveAt: '2015-01-01',
  });

  it.each([
    ['within', '2016-01-01', '2016-12-31'],
    ['around', '2014-01-01', '2020-12-31'],
    ['on the first day', '2014-01-01', '2015-01-01'],
    ['on the last day', '2018-12-31', undefined],
    ['before, with no end recorded', '2014-01-01', undefined],
  ])('chair one at a time: a term %s is refused', (_, from, to) => {
    chaired
      .when({ type: 'appoint-officer', data: chair('another', from, to), effectiveAt: '2016' })
      .thenRefused('office-held', '/data/from');
  });

  it('chair one after another, and more than one vice-chair at a time', () => {
    chaired
      .when({ type: 'appoint-officer', data: chair('chair-2019', '2019-01-01') })
      .thenWrites('officer-appointed')
      .when({
        type: 'appoint-officer',
        data: chair('chair-2010', '2010-01-01', '2014-12-31'),
        effectiveAt: '2010',
      })
      .thenWrites('officer-appointed')
      .when({ type: 'appoint-officer', data: { ...chair('vice-1', '2016-01-01'), office: 'vice-chair' } })
      .thenWrites('officer-appointed')
      .when({ type: 'appoint-officer', data: { ...chair('vice-2', '2016-01-01'), office: 'vice-chair' } })
      .thenWrites('officer-appointed');
  });

  it('whose term overlaps one recorded as of a later moment contradict it', () => {
    given('group', established, {
      type: 'officer-appointed',
      data: chair('chair-2019', '2019-01-01'),
      effectiveAt: '2019-01-01',
    })
      .when({ type: 'appoint-officer', data: chair('chair-2015', '2015-01-01'), effectiveAt: '2015-01-01' })
      .thenRefused('contradicts-later-act', '/effectiveAt')
      .when({
        type: 'appoint-officer',
        data: chair('chair-2015', '2015-01-01', '2018-12-31'),
        effectiveAt: '2015-01-01',
      })
      .thenWrites('officer-appointed');
  });

  it('make room by their release, which cannot be voided once it was used', () => {
    const open = given('group', established, {
      type: 'officer-appointed',
      data: chair('chair-2015', '2015-01-01'),
      effectiveAt: '2015-01-01',
    });
    open
      .when({ type: 'appoint-officer', data: chair('chair-2019', '2019-01-01') })
      .thenRefused('office-held', '/data/from')
      .when({ type: 'release-officer', data: { appointment: 'chair-2015', to: '2018-12-31' } })
      .thenWrites('officer-released')
      .when({ type: 'appoint-officer', data: chair('chair-2019', '2019-01-01') })
      .thenWrites('officer-appointed')
      .when({ type: 'void-act', data: { act: idOf(3) }, reason: 'entered in error' })
      .thenRefused('contradicts-later-act', '/data/act');
  });

  it('are released within their term only: a release cannot prolong it', () => {
    chaired
      .when({ type: 'release-officer', data: { appointment: 'chair-2015', to: '2019-06-30' } })
      .thenRefused('term-ended', '/data/to')
      .when({ type: 'release-officer', data: { appointment: 'chair-2015', to: '2014-12-31' } })
      .thenRefused('reversed-range', '/data/to')
      .when({ type: 'release-officer', data: { appointment: 'chair-2015', to: '2017-06-30' } })
      .thenWrites('officer-released')
      .when({ type: 'release-officer', data: { appointment: 'chair-2015', to: '2018-06-30' } })
      .thenRefused('term-ended', '/data/to');
  });

  it('are known by an appointment of their own', () => {
    chaired
      .when({ type: 'appoint-officer', data: { ...chair('chair-2015', '2020-01-01'), office: 'vice-chair' } })
      .thenRefused('duplicate-appointment', '/data/appointment')
      .when({ type: 'release-officer', data: { appointment: 'chair-1999', to: '2020-01-01' } })
      .thenRefused('unknown-appointment', '/data/appointment')
      .when({ type: 'appoint-officer', data: chair('chair-2020', '2020-02-01', '2020-01-31') })
      .thenRefused('reversed-range', '/data/to');
  });
});

describe("a group's links to clauses", () => {
  const terms = (version: string, ...numbers: string[]): GivenEvent<'group'> => ({
    type: 'terms-of-reference-set',
    data: { version, clauses: numbers.map((number) => ({ number, text: english(`clause ${number}`) })) },
    effectiveAt: version,
  });
  const meeting = given('meeting', {
    type: 'meeting-planned',
    data: { group: 'CWG-COP', ordinal: 15, held: { from: '2019-09-26' }, state: 'written-up' },
    effectiveAt: '2019-09-26',
    ...backfilled,
  }).and(
    {
      type: 'contribution-submitted',
      data: {
        number: 'CWG-COP-15/2',
        title: english('A paper'),
        sources: [{ name: 'Egypt' }],
        classification: 'public',
      },
      effectiveAt: '2019-09-26',
      ...backfilled,
    },
    {
      type: 'outcome-recorded',
      data: { ordinal: 3, text: english('Noted.'), state: 'issued' },
      effectiveAt: '2019-09-26',
      ...backfilled,
    },
  );
  const statement = given('liaison', {
    type: 'liaison-statement-drafted',
    data: { group: 'CWG-COP', ordinal: 1, addressees: [{ name: 'Council' }], classification: 'public' },
    effectiveAt: '2019-10-01',
  });
  const report = given('report', {
    type: 'report-drafted',
    data: { group: 'CWG-COP', kind: 'four-year', covers: { period: { from: 'PP-18', to: 'PP-22' } } },
    effectiveAt: '2021-10-01',
  });
  const linkable = given('group', established, terms('2010', '1.1', '1.2'), terms('2020', '1.1', '3')).among(
    meeting,
    statement,
    report,
  );
  const link = (ref: string, clauses: string[], effectiveAt?: string) =>
    ({
      type: 'link-to-clauses',
      data: { ref, clauses },
      ...(effectiveAt === undefined ? {} : { effectiveAt }),
    }) as const;

  it.each([
    'meetings/15/outcomes/3',
    'meetings/15/contributions/CWG-COP-15/2',
    'liaison-statements/o-1',
    'reports/four-year/PP-18..PP-22',
  ])('take %s, and say who made them', (ref) => {
    const { state } = linkable.when(link(ref, ['1.1', '3'])).thenWrites('clauses-linked');
    expect(state.clauseLinks.get(ref)?.value).toEqual({
      ref,
      clauses: ['1.1', '3'],
      actor: expect.any(String),
      actingAs: { role: 'secretariat' },
    });
  });

  it('name a subject that is in the record at that moment', () => {
    for (const ref of [
      'meetings/15/outcomes/4',
      'meetings/16/outcomes/3',
      'meetings/15/contributions/CWG-COP-15/3',
      'liaison-statements/i-1',
      'reports/annual/PP-18..PP-22',
    ])
      linkable.when(link(ref, ['1.1'])).thenRefused('unknown-subject', '/data/ref');
    linkable
      .when(link('meetings/15/outcomes/3', ['1.1'], '2019-09-25'))
      .thenRefused('unknown-subject', '/data/ref');
  });

  it('name clauses of the terms in force at that moment, each once', () => {
    const outcome = 'meetings/15/outcomes/3';
    linkable.when(link(outcome, ['1.2'])).thenRefused('unknown-clause', '/data/clauses');
    linkable.when(link(outcome, ['3'], '2019-12-31')).thenRefused('unknown-clause', '/data/clauses');
    linkable.when(link(outcome, ['1.2'], '2019-12-31')).thenWrites('clauses-linked');
    linkable.when(link(outcome, ['3', '3'])).thenRefused('duplicate-clause', '/data/clauses');
    expect(linkable.when(link(outcome, ['9'])).verdict).toMatchObject({
      refusal: { message: expect.stringContaining('there are 1.1, 3') },
    });
    given('group', established)
      .among(meeting)
      .when(link(outcome, []))
      .thenRefused('no-terms-of-reference', '/stream');
  });

  it('hold until the next of the same subject; an empty one says none; the same again writes nothing', () => {
    const outcome = 'meetings/15/outcomes/3';
    const after = linkable
      .when(link(outcome, ['1.1'], '2020-02-01'))
      .thenWrites('clauses-linked')
      .when(link(outcome, ['1.1'], '2020-02-01'))
      .thenNothing()
      .when(link(outcome, [], '2021-02-01'))
      .thenWrites('clauses-linked');
    const clausesOn = (date: string) => after.stateOn(date).clauseLinks.get(outcome)?.value.clauses;
    expect([clausesOn('2020-01-31'), clausesOn('2020-02-01'), clausesOn('2021-02-01')]).toEqual([
      undefined,
      ['1.1'],
      [],
    ]);
  });

  it('keep the terms on which they rest', () => {
    linkable
      .and({
        type: 'clauses-linked',
        data: { ref: 'meetings/15/outcomes/3', clauses: ['3'] },
        effectiveAt: '2021',
      })
      .when({ type: 'void-act', data: { act: idOf(3) }, reason: 'entered in error' })
      .thenRefused('contradicts-later-act', '/data/act');
  });
});
