import { describe, expect, it } from '@jest/globals';
import {
  byDirection,
  directionOfLanguage,
  directionOfText,
  escapeMarkup,
  oneLine,
  printable,
} from './text.js';

describe('text', () => {
  it('has one kind of line end, and no character that a format cannot carry', () => {
    expect(printable('a\r\nb\rc\u2028d\u0085e')).toBe('a\nb\nc\nd\ne');
    expect(printable('a\tb\0c\u007f\ud800d\ufffe')).toBe('a\tb\ufffdc\ufffd\ufffdd\ufffd');
    expect(printable('𠀀 👩‍👩‍👧 e\u0301')).toBe('𠀀 👩‍👩‍👧 e\u0301');
    expect(oneLine('  a \n\t b ')).toBe('a b');
  });

  it('is escaped for markup', () => {
    expect(escapeMarkup('<a b="c" d=\'e\'>&amp;')).toBe('&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;amp;');
  });

  it.each([
    ['en', 'ltr'],
    ['ar', 'rtl'],
    ['fa-IR', 'rtl'],
    ['uz-Arab', 'rtl'],
    ['arn', 'ltr'],
    ['zh-Hans', 'ltr'],
  ])('%s is written %s', (language, direction) => {
    expect(directionOfLanguage(language)).toBe(direction);
  });

  it('has the direction of its first letter', () => {
    expect(directionOfText('3.1 (الرئيس) Chair')).toBe('rtl');
    expect(directionOfText('«Chair» الرئيس')).toBe('ltr');
    expect(directionOfText('12/3 –')).toBeUndefined();
  });

  it('is split where the direction changes', () => {
    expect(byDirection('a (حماية الأطفال), b', 'ltr')).toEqual([
      { text: 'a (', direction: 'ltr' },
      { text: 'حماية الأطفال', direction: 'rtl' },
      { text: '), b', direction: 'ltr' },
    ]);
    expect(byDirection('لجنة (ITU-D) 2.', 'rtl')).toEqual([
      { text: 'لجنة (', direction: 'rtl' },
      { text: 'ITU-D', direction: 'ltr' },
      { text: ') 2.', direction: 'rtl' },
    ]);
    expect(byDirection('', 'ltr')).toEqual([]);
  });
});
