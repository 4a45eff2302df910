import { describe, expect, it } from '@jest/globals';
import { dayOf } from '@acta/domain';
import { languages, phrasesFor } from './index.js';
import { joined, say, textOf } from './say.js';

const en = phrasesFor('en');
const fr = phrasesFor('fr');
const upTo99 = Array.from({ length: 99 }, (_, i) => i + 1);

describe('the catalogue', () => {
  it('has English and French, and says so of any other language', () => {
    expect(languages).toEqual(['en', 'fr']);
    expect(() => phrasesFor('ar')).toThrow('no phrases in the language "ar"; there are: en, fr');
  });

  it.each(languages)('leaves no fixed phrase, heading or label empty in %s', (language) => {
    const strings = Object.values(phrasesFor(language)).flatMap((value: unknown) =>
      typeof value === 'object' && value !== null ? Object.values(value as Record<string, unknown>) : [value],
    );
    for (const value of strings) if (typeof value === 'string') expect(value.trim()).not.toBe('');
  });
});

describe('ordinals of meetings', () => {
  it.each([
    [1, 'first', 'première'],
    [2, 'second', 'deuxième'],
    [5, 'fifth', 'cinquième'],
    [9, 'ninth', 'neuvième'],
    [12, 'twelfth', 'douzième'],
    [15, 'fifteenth', 'quinzième'],
    [19, 'nineteenth', 'dix-neuvième'],
    [20, 'twentieth', 'vingtième'],
    [21, 'twenty-first', 'vingt et unième'],
    [24, 'twenty-fourth', 'vingt-quatrième'],
    [30, 'thirtieth', 'trentième'],
    [45, 'forty-fifth', 'quarante-cinquième'],
    [61, 'sixty-first', 'soixante et unième'],
    [70, 'seventieth', 'soixante-dixième'],
    [71, 'seventy-first', 'soixante et onzième'],
    [73, 'seventy-third', 'soixante-treizième'],
    [79, 'seventy-ninth', 'soixante-dix-neuvième'],
    [80, 'eightieth', 'quatre-vingtième'],
    [81, 'eighty-first', 'quatre-vingt-unième'],
    [91, 'ninety-first', 'quatre-vingt-onzième'],
    [99, 'ninety-ninth', 'quatre-vingt-dix-neuvième'],
    [100, '100th', '100e'],
    [101, '101st', '101e'],
    [111, '111th', '111e'],
    [122, '122nd', '122e'],
  ])('%d is %s, %s', (n, english, french) => {
    expect([en.ordinal(n), fr.ordinal(n)]).toEqual([english, french]);
  });

  it('are words, each its own, from 1 to 99', () => {
    for (const phrases of [en, fr]) {
      const words = upTo99.map((n) => phrases.ordinal(n));
      expect(new Set(words).size).toBe(99);
      for (const word of words) expect(word).toMatch(/^[a-zè]+(?:[- ][a-zè]+)*$/);
    }
    for (const n of upTo99.slice(1)) expect(fr.ordinal(n)).toMatch(/ième$/);
  });
});

describe('dates', () => {
  it.each([
    ['2019-09-26', '26 September 2019', '26 septembre 2019'],
    ['2019-08-01', '1 August 2019', '1er août 2019'],
    ['2019-09', 'September 2019', 'septembre 2019'],
    ['2019', '2019', '2019'],
    ['2020-02-04T10:00:00.000Z', '4 February 2020', '4 février 2020'],
  ])('%s is shown as exactly as it is known', (on, english, french) => {
    expect([en.date(on), fr.date(on)]).toEqual([english, french]);
  });

  it.each([
    ['2019-09-26', undefined, 'held on 26 September 2019', 'tenue le 26 septembre 2019'],
    ['2019-09-26', '2019-09-26', 'held on 26 September 2019', 'tenue le 26 septembre 2019'],
    ['2019-09', undefined, 'held in September 2019', 'tenue en septembre 2019'],
    ['2019-05-01', '2019-05-03', 'held from 1 to 3 May 2019', 'tenue du 1er au 3 mai 2019'],
    ['2019-04-30', '2019-05-01', 'held from 30 April to 1 May 2019', 'tenue du 30 avril au 1er mai 2019'],
    [
      '2019-12-31',
      '2020-01-02',
      'held from 31 December 2019 to 2 January 2020',
      'tenue du 31 décembre 2019 au 2 janvier 2020',
    ],
    ['2019-10', '2019-11', 'held from October 2019 to November 2019', "tenue d'octobre 2019 à novembre 2019"],
  ])('%s to %s: %s', (from, to, english, french) => {
    const sitting = { from, ...(to === undefined ? {} : { to }) };
    expect([en.held(sitting), fr.held(sitting)]).toEqual([english, french]);
  });

  it('can be read back, on every day of a leap year', () => {
    for (let day = Date.UTC(2020, 0, 1); day < Date.UTC(2021, 0, 1); day += 86_400_000) {
      const on = dayOf(day);
      expect(Date.parse(`${en.date(on)} UTC`)).toBe(day);
      expect(fr.date(on)).toMatch(/^(?:1er|[2-9]|[12][0-9]|3[01]) [a-zéû]+ 2020$/);
    }
  });

  it('name a moment by the end of its day, or to the second', () => {
    const end = Date.UTC(2021, 0, 1) - 1;
    expect([en.moment(end), fr.moment(end)]).toEqual([
      'at the end of 31 December 2020',
      'à la fin du 31 décembre 2020',
    ]);
    expect(en.moment(end - 1)).toBe('on 31 December 2020 at 23:59:59 UTC');
  });
});

describe('counts', () => {
  it('keep the words of the record, or else its qualifier', () => {
    expect(en.count({ count: 18, qualifier: 'exact' })).toBe('18');
    expect(en.count({ count: 150, qualifier: 'more-than' })).toBe('more than 150');
    expect(en.count({ count: 100, qualifier: 'about' })).toBe('about 100');
    expect(en.count({ count: 60, qualifier: 'about', asWorded: 'around 60' })).toBe('around 60');
    expect(fr.count({ count: 150, qualifier: 'more-than' })).toBe('plus de 150');
    expect(fr.count({ count: 60, qualifier: 'about', asWorded: 'around 60' })).toBe('around 60');
  });
});

describe('legal instruments', () => {
  it('are named as each language names them, the revision as recorded', () => {
    const resolution = {
      body: 'PP',
      kind: 'Resolution',
      number: '179',
      revision: 'Rev. Dubai, 2018',
    } as const;
    expect(en.instrument(resolution)).toBe('PP Resolution 179 (Rev. Dubai, 2018)');
    expect(fr.instrument(resolution)).toBe('Résolution 179 (Rev. Dubai, 2018) de la PP');
  });
});

describe('phrases with recorded words in them', () => {
  it('keep those words as inlines of their own', () => {
    const name = { text: ' A name ', language: 'en' };
    expect(joined(say`of ${name}, ${say`${'in'}`} 2019`)).toEqual([
      { text: 'of ' },
      name,
      { text: ', in 2019' },
    ]);
    expect(joined(['a', '', 'b', [name, { text: 'c' }], 'd'])).toEqual([
      { text: 'ab' },
      name,
      { text: 'c' },
      { text: 'd' },
    ]);
    expect(textOf(say`of ${name}`)).toBe('of  A name ');
  });

  it('name a session beside who acted only where it says more', () => {
    expect(en.noted('Council', 'C-22', undefined, 'on 24 September 2022')).toBe(
      'Noted by Council (C-22) on 24 September 2022.',
    );
    expect(en.decided({ by: 'PP-22', session: 'PP-22', decision: 'maintain' }, 'in 2022')).toBe(
      'Decision of PP-22 in 2022: the group is maintained.',
    );
    expect(fr.decided({ by: 'PP-22', session: 'PP-22', decision: 'maintain' }, 'en 2022')).not.toContain(
      '(PP-22)',
    );
  });

  it('end a fact with one full stop', () => {
    expect(textOf(en.fact('Place', 'Geneva'))).toBe('Place: Geneva.');
    expect(textOf(en.fact('Reason', 'A slip.'))).toBe('Reason: A slip.');
    expect(textOf(fr.fact('Lieu', 'Geneva'))).toBe('Lieu\u00a0: Geneva.');
  });
});
