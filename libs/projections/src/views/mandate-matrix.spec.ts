import { describe, expect, it } from '@jest/globals';
import { momentOf } from '@acta/domain';
import { Log } from '../spec-support/log.js';
import { mandateMatrix } from './mandate-matrix.js';

const GROUP = 'group-CWG-COP';
const MEETING = 'meeting-CWG-COP-15';
const OUTCOME = 'meetings/15/outcomes/1';
const text = (words: string) => ({ language: 'en', text: words });
const clauses = (...numbers: string[]) => numbers.map((number) => ({ number, text: text(number) }));

function log(): Log {
  const log = new Log();
  log.add(
    GROUP,
    'group-established',
    { group: 'CWG-COP', acronym: 'CWG', name: text('A group') },
    { effectiveAt: '2009' },
  );
  log.add(
    GROUP,
    'terms-of-reference-set',
    { version: '2009', clauses: clauses('1.1', '1.2') },
    { effectiveAt: '2009' },
  );
  log.add(
    MEETING,
    'meeting-planned',
    { group: 'CWG-COP', ordinal: 15, held: { from: '2019-09-26' }, state: 'written-up' },
    { effectiveAt: '2019-09-26', backfill: true },
  );
  for (const ordinal of [1, 2])
    log.add(
      MEETING,
      'outcome-recorded',
      {
        ordinal,
        text: text('Noted.'),
        state: 'issued',
        ...(ordinal === 2 ? { links: { clauses: ['1.2'] } } : {}),
      },
      { effectiveAt: '2019-09-26', backfill: true },
    );
  return log;
}

const at = (log: Log, date: string) => mandateMatrix(log.record(momentOf(date).end));
const refs = (items: readonly { ref: string }[] | undefined) => items?.map(({ ref }) => ref);
const FIRST = `CWG-COP/${OUTCOME}`;
const SECOND = 'CWG-COP/meetings/15/outcomes/2';

describe('the mandate matrix', () => {
  it('shows by whom a subject is linked; before that it is not classified', () => {
    const linked = log();
    linked.add(GROUP, 'clauses-linked', { ref: OUTCOME, clauses: ['1.1'] }, { effectiveAt: '2020-02-01' });
    const before = at(linked, '2020-01-31');
    expect(refs(before?.notClassified)).toEqual([FIRST]);
    expect(before?.clauses.map(({ linked: items }) => refs(items))).toEqual([[], [SECOND]]);
    const after = at(linked, '2020-02-01');
    expect(after?.notClassified).toEqual([]);
    expect(after?.clauses[0]?.linked).toMatchObject([
      { ref: FIRST, kind: 'outcome', link: { actor: expect.any(String), basis: { date: '2020-02-01' } } },
    ]);
    expect(after?.clauses[0]?.linked[0]?.link).not.toHaveProperty('withOutcome');
  });

  it('shows who recorded the links of an outcome itself, and with which act', () => {
    const amended = log();
    const own = (date: string) => at(amended, date)?.clauses.map(({ linked: items }) => items);
    expect(own('2019-12-31')?.[1]).toMatchObject([
      {
        ref: SECOND,
        link: {
          actor: expect.any(String),
          actingAs: { role: 'secretariat' },
          basis: { date: '2019-09-26' },
          withOutcome: true,
        },
      },
    ]);
    const amend = (data: object, effectiveAt: string) =>
      amended.add(
        MEETING,
        'outcome-amended',
        { ordinal: 2, class: 'editorial', ...data },
        { effectiveAt, reason: 'a slip' },
      );
    amend({ text: text('Noted!') }, '2020-01-01');
    expect(own('2020-01-01')?.[1]).toMatchObject([{ link: { basis: { date: '2019-09-26' } } }]);
    amend({ links: { clauses: ['1.1'] } }, '2020-02-01');
    expect(own('2020-02-01')?.[0]).toMatchObject([
      { ref: SECOND, link: { basis: { date: '2020-02-01' }, withOutcome: true } },
    ]);
    expect(own('2020-02-01')?.[1]).toEqual([]);
  });

  it('tells none on purpose from not classified', () => {
    const linked = log();
    linked.add(GROUP, 'clauses-linked', { ref: SECOND.slice(8), clauses: [] }, { effectiveAt: '2020-02-01' });
    const matrix = at(linked, '2021');
    expect([refs(matrix?.none), refs(matrix?.notClassified)]).toEqual([[SECOND], [FIRST]]);
    expect(matrix?.clauses.map(({ linked: items }) => refs(items))).toEqual([[], []]);
  });

  it('keeps apart what is linked to clauses of earlier terms', () => {
    const linked = log();
    linked.add(
      GROUP,
      'terms-of-reference-set',
      { version: '2022', clauses: clauses('1.1') },
      { effectiveAt: '2022' },
    );
    const matrix = at(linked, '2022');
    expect(matrix?.terms?.version).toBe('2022');
    expect(matrix?.ofEarlierTerms.map(({ number, linked: items }) => [number, refs(items)])).toEqual([
      ['1.2', [SECOND]],
    ]);
    expect(refs(matrix?.notClassified)).toEqual([FIRST]);
  });

  it('is of nothing while the group is not in the record', () => {
    expect(mandateMatrix(new Log().record())).toBeUndefined();
  });
});
