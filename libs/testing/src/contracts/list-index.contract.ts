import {
  BadSearch,
  type ListIndex,
  type ListPage,
  type ListQuery,
  type SubjectVersions,
} from '@acta/application';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

type Version = SubjectVersions['versions'][number];

/** A version of an outcome of CWG-COP's fifteenth meeting, in force from moment 0 on. */
function version(subject: string, change: Partial<Version> = {}): Version {
  return {
    subject,
    kind: 'outcome',
    group: 'CWG-COP',
    meeting: 15,
    number: '1',
    state: 'issued',
    title: 'Mascot',
    countries: [],
    text: 'The mascot was posted online.',
    fromEffective: 0,
    ...change,
  };
}

function listed(position: number, ...versions: [Version, ...Version[]]): SubjectVersions {
  return { subject: versions[0].subject, position, versions };
}

const NOW: ListQuery = { asOf: 1_000, at: 1_000_000, limit: 100 };
const subjects = ({ items }: ListPage): string[] => items.map(({ subject }) => subject);

/** What every ListIndex promises. `open` gives an empty index. */
export function listIndexContract(
  name: string,
  open: () => Promise<{ index: ListIndex; dispose: () => Promise<void> }>,
): void {
  describe(`${name} keeps the contract of ListIndex`, () => {
    let index: ListIndex;
    let dispose: () => Promise<void>;

    beforeEach(async () => {
      ({ index, dispose } = await open());
    });

    afterEach(() => dispose());

    const found = (query: Partial<ListQuery> = {}): string[] => subjects(index.find({ ...NOW, ...query }));

    it('lists some subjects anew, past positions included, and leaves their neighbours alone', () => {
      index.apply([listed(1, version('A/1')), listed(2, version('A/1/x')), listed(3, version('A/10'))], 3);
      const again = [listed(2, version('A/1', { state: 'planned' }))];
      index.apply([{ position: 4, ref: 'A/1', changes: again }, listed(5, version('A/1/y'))], 5);
      expect(found()).toEqual(['A/1', 'A/1/y', 'A/10']);
      expect(found({ asOf: 1 })).toEqual([]);
      expect(found({ asOf: 2, state: 'planned' })).toEqual(['A/1']);
      index.apply([{ position: 4, ref: 'A/10', changes: [] }], 5);
      expect(found()).toEqual(['A/1', 'A/1/y', 'A/10']);
    });

    /** Every page, in order. */
    function paged(query: Partial<ListQuery>): string[][] {
      const pages: string[][] = [];
      for (let after: string | undefined; ;) {
        const page = index.find({ ...NOW, ...query, ...(after === undefined ? {} : { after }) });
        pages.push(subjects(page));
        if (page.next === undefined) return pages;
        after = page.next;
      }
    }

    it('is empty at first', () => {
      expect(index.cursor()).toBe(0);
      expect(index.find(NOW)).toEqual({ items: [] });
      expect(index.find({ ...NOW, search: 'mascot' })).toEqual({ items: [] });
    });

    it('gives back a version as it was listed', () => {
      const whole = version('a', {
        countries: ['FR', 'KE'],
        deadline: 5_000,
        title: '«Décision» 482',
        toEffective: 2_000_000,
      });
      index.apply([listed(7, whole)], 9);
      expect(index.cursor()).toBe(9);
      expect(index.find(NOW)).toEqual({ items: [{ ...whole, fromPosition: 7 }] });
    });

    describe('both axes of time', () => {
      beforeEach(() => {
        index.apply([listed(10, version('a', { state: 'provisional', fromEffective: 100 }))], 10);
        index.apply(
          [
            listed(
              20,
              version('a', { state: 'provisional', fromEffective: 100, toEffective: 200 }),
              version('a', { state: 'issued', fromEffective: 200 }),
            ),
          ],
          20,
        );
        index.apply([{ subject: 'a', position: 30, versions: [] }], 30);
      });

      it.each([
        [9, 1_000, undefined],
        [10, 99, undefined],
        [10, 100, 'provisional'],
        [19, 1_000, 'provisional'],
        [20, 99, undefined],
        [20, 199, 'provisional'],
        [20, 200, 'issued'],
        [29, 1_000, 'issued'],
        [30, 1_000, undefined],
        [99, 100, undefined],
      ])('as of %i, at %i: %s', (asOf, at, state) => {
        expect(index.find({ ...NOW, asOf, at }).items.map((item) => item.state)).toEqual(
          state === undefined ? [] : [state],
        );
      });

      it('tells the positions between which the record held a version', () => {
        const [before] = index.find({ ...NOW, asOf: 15 }).items;
        expect(before).toMatchObject({ fromPosition: 10, toPosition: 20 });
        const [after] = index.find({ ...NOW, asOf: 25 }).items;
        expect(after).toMatchObject({ fromPosition: 20, toPosition: 30, fromEffective: 200 });
      });

      it('filters and searches what was held then', () => {
        expect(found({ asOf: 15, state: 'provisional' })).toEqual(['a']);
        expect(found({ asOf: 25, state: 'provisional' })).toEqual([]);
        expect(found({ asOf: 15, search: 'mascot' })).toEqual(['a']);
        expect(found({ asOf: 30, search: 'mascot' })).toEqual([]);
      });
    });

    it('keeps a version that is listed again as it was', () => {
      index.apply([listed(10, version('a'))], 10);
      index.apply([listed(20, version('a'))], 20);
      expect(index.find(NOW).items).toEqual([{ ...version('a'), fromPosition: 10 }]);
      expect(index.find({ ...NOW, asOf: 15 }).items).toEqual([{ ...version('a'), fromPosition: 10 }]);
    });

    it('takes several changes of a subject in one step, also at one position', () => {
      index.apply(
        [
          listed(10, version('a', { state: 'provisional' })),
          listed(10, version('a', { state: 'revised' })),
          listed(12, version('a', { state: 'issued' })),
        ],
        12,
      );
      const states = [10, 11, 12].map((asOf) => index.find({ ...NOW, asOf }).items.map(({ state }) => state));
      expect(states).toEqual([['revised'], ['revised'], ['issued']]);
      expect(found({ search: 'mascot' })).toEqual(['a']);
    });

    it('applies a step whole, with its cursor, or not at all', () => {
      index.apply([listed(1, version('a'))], 1);
      const broken = { ...version('c'), text: undefined } as unknown as Version;
      expect(() => index.apply([listed(2, version('b')), listed(3, broken)], 3)).toThrow();
      expect(index.cursor()).toBe(1);
      expect(found()).toEqual(['a']);
      expect(found({ search: 'mascot' })).toEqual(['a']);
    });

    it('changes nothing when it is given again what it has applied', () => {
      const steps = [listed(10, version('a', { state: 'provisional' })), listed(20, version('a'))];
      index.apply(steps, 20);
      const before = [15, 25].map((asOf) => index.find({ ...NOW, asOf }));
      index.apply(steps, 20);
      index.apply(steps.slice(0, 1), 15);
      expect([15, 25].map((asOf) => index.find({ ...NOW, asOf }))).toEqual(before);
      expect(index.cursor()).toBe(20);
    });

    it('is empty when cleared, and can be filled again', () => {
      index.apply([listed(10, version('a', { countries: ['FR'] }))], 10);
      index.clear();
      expect(index.cursor()).toBe(0);
      expect(found()).toEqual([]);
      expect(found({ search: 'mascot' })).toEqual([]);
      expect(found({ country: 'FR' })).toEqual([]);
      index.apply([listed(3, version('a'))], 4);
      expect(found({ search: 'mascot' })).toEqual(['a']);
    });

    describe('filters', () => {
      beforeEach(() => {
        index.apply(
          [
            listed(1, version('a', { countries: ['FR', 'KE'], deadline: 500 })),
            listed(2, version('b', { kind: 'contribution', countries: ['KE'], state: 'withdrawn' })),
            listed(3, version('c', { group: 'CWG-FHR', meeting: 2, deadline: 1_500 })),
          ],
          3,
        );
      });

      it.each<[string, Partial<ListQuery>, string[]]>([
        ['none', {}, ['a', 'b', 'c']],
        ['group', { group: 'CWG-COP' }, ['a', 'b']],
        ['kind', { kind: 'outcome' }, ['a', 'c']],
        ['meeting', { meeting: 2 }, ['c']],
        ['state', { state: 'withdrawn' }, ['b']],
        ['country', { country: 'KE' }, ['a', 'b']],
        ['country, none', { country: 'XX' }, []],
        ['a deadline before the moment', { overdueAt: 501 }, ['a']],
        ['a deadline at the moment', { overdueAt: 500 }, []],
        ['all deadlines', { overdueAt: 2_000 }, ['a', 'c']],
        [
          'several',
          { group: 'CWG-COP', kind: 'outcome', country: 'FR', overdueAt: 501, search: 'mascot' },
          ['a'],
        ],
        ['several that exclude each other', { group: 'CWG-FHR', country: 'FR' }, []],
      ])('%s', (_, query, expected) => {
        expect(found(query)).toEqual(expected);
      });
    });

    it('orders numbers in a subject as numbers, and pages in that order, a search too', () => {
      const names = ['C/2', 'C/2/outcomes/9', 'C/2/outcomes/10', 'C/10', 'C/10/outcomes/1', 'D-9/1', 'D-10'];
      index.apply(
        names.toReversed().map((subject, i) => listed(i + 1, version(subject))),
        names.length,
      );
      const pages = [names.slice(0, 2), names.slice(2, 4), names.slice(4, 6), names.slice(6)];
      expect(paged({ limit: 2 })).toEqual(pages);
      expect(paged({ limit: 2, search: 'mascot' })).toEqual(pages);
    });

    it('orders by subject, and pages', () => {
      const names = Array.from({ length: 23 }, (_, i) => `subject-${String(i).padStart(2, '0')}`);
      index.apply(
        names.toReversed().map((subject, i) => listed(i + 1, version(subject))),
        23,
      );
      expect(paged({ limit: 10 })).toEqual([names.slice(0, 10), names.slice(10, 20), names.slice(20)]);
      expect(paged({ limit: 23 })).toEqual([names]);
      expect(found({ after: 'subject-20x' })).toEqual(names.slice(21));
    });

    describe('search', () => {
      beforeEach(() => {
        index.apply(
          [
            listed(
              1,
              version('a', {
                title: 'Protection des enfants en ligne',
                text: 'Décision 482, révisée à Genève',
              }),
            ),
            listed(
              2,
              version('b', {
                title: 'Mascot',
                number: 'CWG-COP-15/3',
                text: 'Sango, the mascot of child online protection',
              }),
            ),
            listed(
              3,
              version('c', {
                title: 'Guidelines',
                text: 'Children; child-friendly guidelines. Not a mascot: 儿童 Ørsted',
              }),
            ),
          ],
          3,
        );
      });

      it.each([
        ['a word', 'sango', ['b']],
        ['a word in any case', 'SANGO', ['b']],
        ['a word without its accents', 'decision', ['a']],
        ['a word with accents that the text has not', 'guidélines', ['c']],
        ['a word in decomposed form', 'de\u0301cision', ['a']],
        ['a whole word, not a part of one', 'child', ['b', 'c']],
        ['a prefix', 'child*', ['b', 'c']],
        ['a prefix alone of longer words', 'childr*', ['c']],
        ['words that all occur', 'child mascot', ['b', 'c']],
        ['words that occur in title and text', 'guidelines mascot', ['c']],
        ['words that do not all occur', 'sango guidelines', []],
        ['a phrase', '"child online protection"', ['b']],
        ['a phrase in another order', '"protection online child"', []],
        ['a phrase and a word', '"child online" sango', ['b']],
        ['a number with signs', 'CWG-COP-15/3', ['b']],
        ['a number', '482', ['a']],
        ['a word of another script', '儿童', ['c']],
        ['an operator as a word', 'NOT', ['c']],
        ['operators as words', 'sango AND mascot', []],
        ['what looks like a column', 'title:mascot', []],
        ['signs around a word', '(sango)', ['b']],
        ['an apostrophe', "sango's", []],
      ])('finds %s: %s', (_, search, expected) => {
        expect(found({ search }).sort()).toEqual(expected);
      });

      it.each([
        ['nothing', ''],
        ['white space', ' \t '],
        ['an open phrase', '"child online'],
        ['a lone quote', '"'],
        ['an empty phrase', '""'],
        ['a lone asterisk', '*'],
        ['an asterisk at the start', '*child'],
        ['an asterisk within', 'ch*ld'],
        ['two asterisks', 'child**'],
        ['a word of signs', 'child --'],
        ['a phrase of signs', '"?!"'],
        ['a control character', 'child\u0000mascot'],
        ['a lone surrogate', 'child\uD800'],
        ['a very long text', 'child '.repeat(200)],
        ['very many words', 'a '.repeat(100)],
      ])('refuses %s', (_, search) => {
        expect(() => found({ search })).toThrow(BadSearch);
        expect(() => found({ search })).not.toThrow(/fts5|syntax|sqlite/i);
      });

      it('ranks what has the words in its title before what has them in its text', () => {
        expect(found({ search: 'mascot' })).toEqual(['b', 'c']);
        expect(found({ search: 'guidelines mascot' })).toEqual(['c']);
        index.apply(
          [listed(4, version('0', { title: 'Other', text: 'mascot mascot mascot mascot mascot' }))],
          4,
        );
        expect(found({ search: 'mascot' })[0]).toBe('b');
      });
    });

    describe('pages of a search', () => {
      const search = 'mascot';

      beforeEach(() => {
        index.apply(
          Array.from({ length: 30 }, (_, i) =>
            listed(
              i + 1,
              version(`s-${String(i).padStart(2, '0')}`, {
                title: i % 3 === 0 ? 'Mascot' : 'Other',
                text: `the mascot ${'again '.repeat(i)}`,
                fromEffective: i % 5,
              }),
            ),
          ),
          30,
        );
      });

      it('hold each subject once, in the order of one long page', () => {
        const whole = found({ search });
        expect(whole).toHaveLength(30);
        expect(paged({ search, limit: 7 }).flat()).toEqual(whole);
        expect(paged({ search, limit: 1 }).flat()).toEqual(whole);
      });

      it('stay the same, as of a position, while the record grows', () => {
        const query = { search, asOf: 30, limit: 7 };
        const before = paged(query);
        const [first] = before;
        index.apply(
          Array.from({ length: 60 }, (_, i) =>
            listed(
              31 + i,
              version(i < 20 ? `s-${String(i).padStart(2, '0')}` : `t-${i}`, { title: 'Mascot mascot' }),
            ),
          ),
          90,
        );
        expect(paged(query)).toEqual(before);
        expect(subjects(index.find({ ...NOW, ...query, after: first?.at(-1) ?? '' }))).toEqual(before[1]);
      });

      it('refuse to go on after what is not among them', () => {
        expect(() => index.find({ ...NOW, search, after: 'nowhere' })).toThrow(BadSearch);
      });
    });
  });
}
