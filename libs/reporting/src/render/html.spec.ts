import { describe, expect, it } from '@jest/globals';
import { type DefaultTreeAdapterTypes as Tree, parse } from 'parse5';
import { renderHtml } from './html.js';
import { sample } from './sample.js';

function elements(html: string): Tree.Element[] {
  const found: Tree.Element[] = [];
  const visit = (node: Tree.Node): void => {
    if ('attrs' in node) found.push(node);
    if ('childNodes' in node) node.childNodes.forEach(visit);
  };
  visit(parse(html, { onParseError: (error) => expect(error.code).toBe('none') }));
  return found;
}

function attribute(element: Tree.Element, name: string): string | undefined {
  return element.attrs.find((each) => each.name === name)?.value;
}

const page = renderHtml(sample);
const all = elements(page);
const named = (...names: string[]): Tree.Element[] => all.filter(({ tagName }) => names.includes(tagName));

describe('HTML', () => {
  it('asks nothing of any other place', () => {
    expect(named('script', 'link', 'img', 'iframe', 'object', 'embed', 'base', 'form', 'a')).toEqual([]);
    expect(page).not.toMatch(/url\(|@import|https?:/);
    expect(
      all.flatMap(({ attrs }) => attrs.filter(({ name }) => /^on|^src|^href|^style$/.test(name))),
    ).toEqual([]);
  });

  it('forbids all but its own styles', () => {
    const [policy] = named('meta').filter(
      (meta) => attribute(meta, 'http-equiv') === 'Content-Security-Policy',
    );
    expect(policy && attribute(policy, 'content')).toBe(
      "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
    );
    // A policy in the page binds what follows it.
    expect(page.indexOf('Content-Security-Policy')).toBeLessThan(page.indexOf('<style>'));
  });

  it('has landmarks, one h1, and headings without gaps', () => {
    expect(named('header', 'main', 'footer').map(({ tagName }) => tagName)).toEqual([
      'header',
      'main',
      'footer',
    ]);
    const levels = named('h1', 'h2', 'h3', 'h4').map(({ tagName }) => Number(tagName[1]));
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    levels.forEach((level, i) => expect(level).toBeLessThanOrEqual((levels[i - 1] ?? 0) + 1));
  });

  it('captions its table and scopes its column headings', () => {
    expect(named('caption')).toHaveLength(1);
    expect(named('th').map((th) => attribute(th, 'scope'))).toEqual(Array(5).fill('col'));
  });

  it('says the language of the document and of foreign words', () => {
    expect(attribute(named('html')[0] as Tree.Element, 'lang')).toBe('en');
    const foreign = all.filter(({ tagName }) => tagName !== 'html').map((each) => attribute(each, 'lang'));
    expect(foreign.filter((language) => language !== undefined)).toEqual(['fr', 'ar', 'ar']);
  });

  it('lets recorded text find its direction, and puts the bullet on its side', () => {
    for (const paragraph of named('p').filter((p) => attribute(p, 'data-origin') !== undefined))
      expect(attribute(paragraph, 'dir')).toBe('auto');
    expect(named('li').map((li) => attribute(li, 'dir'))).toEqual(['ltr', 'ltr', 'ltr', 'ltr', 'rtl']);
  });

  it('names the events that a paragraph rests on, and the basis', () => {
    const resting = named('p').map((p) => attribute(p, 'data-rests-on'));
    expect(resting).toContain('019a0000-0000-7000-8000-000000000001 019a0000-0000-7000-8000-000000000002');
    const [footer] = named('footer') as [Tree.Element];
    expect(footer.attrs.map(({ name, value }) => [name, value])).toEqual([
      ['data-position', '68'],
      ['data-settled', 'true'],
      ['data-at', '2022-02-10T23:59:59.999Z'],
    ]);
  });

  it('prints the document number and the mark at the head of each page, as inert CSS', () => {
    expect(page).toContain('@top-center { content: "Document C22\\2f XX\\2d E"; }');
    expect(page).toContain('@top-right { content: "DRAFT"; font-weight: bold; }');
    const mark = '"; } </style> \\ é';
    const hostile = renderHtml({ ...sample, titleBlock: { source: 'S', mark } });
    expect(hostile).toContain('content: "\\22 \\3b  \\7d  \\3c \\2f style\\3e  \\5c  \\e9 ";');
  });
});
