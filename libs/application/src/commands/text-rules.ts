import { parseMoment } from '@acta/domain';

/** A format of the schemas: whether a text has it, and what would be accepted, in words. */
export interface TextRule {
  accepts(text: string): boolean;
  expects: string;
}

// C0, DEL and C1 controls; tabs and line breaks are judged apart.
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/;
const BREAK = /[\t\n\r\u2028\u2029]/;
// Bidi controls and invisible characters: what one reads would not be what is stored.
const DECEPTIVE = /[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/;

const isLine = (text: string): boolean =>
  text.isWellFormed() && !CONTROL.test(text) && !BREAK.test(text) && text.trim() !== '';

/** By the name that the schemas use. */
export const textRules: Readonly<Record<string, TextRule>> = {
  line: { accepts: isLine, expects: 'one line of text, without control characters' },
  prose: {
    accepts: (text) => text.isWellFormed() && !CONTROL.test(text) && text.trim() !== '',
    expects: 'text without control characters (tabs and line breaks are kept)',
  },
  identifier: {
    accepts: (text) =>
      isLine(text) && !DECEPTIVE.test(text) && text === text.trim() && text === text.normalize('NFC'),
    expects:
      'an identifier: one line, no bidi control or invisible character, no space around it, in Unicode form NFC',
  },
  personal: { accepts: isLine, expects: 'one line of text, without control characters' },
  date: {
    accepts: (text) => parseMoment(text)?.precision === 'day',
    expects: 'a day that exists, YYYY-MM-DD',
  },
  instant: {
    accepts: (text) => parseMoment(text)?.precision === 'instant',
    expects: 'an instant in UTC, for example 2020-02-04T10:00:00.000Z',
  },
  'effective-date': {
    accepts: (text) => parseMoment(text) !== undefined,
    expects: 'a date that exists: YYYY, YYYY-MM, YYYY-MM-DD or an instant in UTC ending in Z',
  },
};

/** What the patterns of the schemas accept, in words, by pattern. */
export const patternsInWords: Readonly<Record<string, string>> = {
  '^[0-9a-f]{64}$': 'a SHA-256 in hexadecimal: 64 digits, in lower case',
  '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$':
    'a UUID in lower case, for example 5b0c1f7e-3d52-4b7e-9d0a-6f1e2c3b4a59; for a person who is new, one made at random',
  '^[A-Z][A-Z0-9]{0,15}(-[A-Z0-9]{1,15}){0,3}$':
    'a code in capitals and digits, for example CWG-COP or PP-18',
  '^[A-Z]{2}$': 'an ISO 3166-1 code of two letters, for example SA',
  '^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$': 'a language tag, for example en or zh-Hans',
};
