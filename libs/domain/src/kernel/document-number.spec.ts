import { describe, expect, it } from '@jest/globals';
import { parseDocumentNumber } from './document-number.js';

describe('parseDocumentNumber', () => {
  it.each([
    ['CWG-COP-18/3', { series: 'CWG-COP', session: '18', number: 3 }],
    ['WG-COP/13', { series: 'WG-COP', number: 13 }],
    ['WG-CP/1/16 Rev.1', { series: 'WG-CP', session: '1', number: 16, revision: 1 }],
    ['C20/57-E', { series: 'C', session: '20', number: 57, language: 'E' }],
    ['C22/58', { series: 'C', session: '22', number: 58 }],
    ['C11/45(Rev.1)-E', { series: 'C', session: '11', number: 45, revision: 1, language: 'E' }],
    ['DT/1(Rev.4)', { series: 'DT', number: 1, revision: 4 }],
    ['46(Add.10)', { number: 46, addendum: 10 }],
    ['CWG-COP-18/3 Corr.2', { series: 'CWG-COP', session: '18', number: 3, corrigendum: 2 }],
    [
      'C22/58(Add.1)(Rev.2)-F',
      { series: 'C', session: '22', number: 58, addendum: 1, revision: 2, language: 'F' },
    ],
  ])('reads %s', (text, parts) => {
    expect(parseDocumentNumber(text)).toEqual(parts);
  });

  it.each([
    'CWG Report-19 – Council 15',
    '2019-09-26',
    '18th meeting',
    'Resolution 179 (Rev. Dubai, 2018)',
    'CWG-COP-18/INF/2',
    'C20/57-X',
    'c20/57-E',
    '',
  ])('guesses nothing about %j', (text) => {
    expect(parseDocumentNumber(text)).toEqual({});
  });
});
