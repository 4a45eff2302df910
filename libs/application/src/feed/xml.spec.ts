import { describe, expect, it } from '@jest/globals';
import { DOMParser } from '@xmldom/xmldom';
import fc from 'fast-check';
import { xmlElement, xmlText } from './xml.js';

describe('XML', () => {
  it.each([
    ['signs', `<a href="b">&'</a>`, '&lt;a href=&quot;b&quot;&gt;&amp;&apos;&lt;/a&gt;'],
    ['the end of a CDATA section', ']]>', ']]&gt;'],
    ['control characters', 'a\u0000b\u001Fc', 'a\uFFFDb\uFFFDc'],
    ['a lone surrogate', 'a\uD800b', 'a\uFFFDb'],
    ['characters beyond the first plane', '😀', '😀'],
    ['a line break', 'a\nb', 'a&#10;b'],
  ])('writes %s', (_, text, written) => {
    expect(xmlText(text)).toBe(written);
  });

  it('is read back as it was, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const xml = xmlElement('a', { b: text }, `.${xmlText(text)}`);
        const element = new DOMParser({ onError: () => undefined }).parseFromString(
          xml,
          'text/xml',
        ).documentElement;
        const readable = text.replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD');
        expect([element?.getAttribute('b'), element?.textContent]).toEqual([readable, `.${readable}`]);
      }),
    );
  });
});
