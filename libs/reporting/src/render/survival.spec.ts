import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { strFromU8, unzipSync } from 'fflate';
import { marked } from 'marked';
import { type DefaultTreeAdapterTypes as Tree, parse } from 'parse5';
import type { Block, Inline, Paragraph, ReportDocument } from '../document.js';
import { render } from './render.js';
import { sample } from './sample.js';
import { printable } from './text.js';

/** What must survive: the text, after NFC and the collapsing of white space. */
function normal(text: string): string {
  return printable(text).normalize('NFC').replace(/\s+/g, ' ').trim();
}

/** The text of each element of a kind, line breaks as white space. */
function textsOf(html: string, name: string): string[] {
  const texts: string[] = [];
  const text = (node: Tree.Node): string => {
    if (node.nodeName === '#text') return (node as Tree.TextNode).value;
    if (node.nodeName === 'br') return '\n';
    return 'childNodes' in node ? node.childNodes.map(text).join('') : '';
  };
  const visit = (node: Tree.Node): void => {
    if (node.nodeName === name) texts.push(normal(text(node)));
    if ('childNodes' in node) node.childNodes.forEach(visit);
  };
  visit(parse(html));
  return texts;
}

/** Elements and attributes of a page, its texts left out: what recorded words must not be able to change. */
function skeleton(html: string): unknown {
  const bones = (node: Tree.Node): unknown => {
    const attributes = 'attrs' in node ? node.attrs.map(({ name }) => name) : [];
    const children = 'childNodes' in node ? node.childNodes : [];
    return [
      node.nodeName,
      attributes,
      children.filter(({ nodeName }) => nodeName !== '#text').map((child) => bones(child)),
    ];
  };
  return bones(parse(html));
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** The text of each Word paragraph, in order; tabs and breaks as white space. */
function wordTexts(xml: string): string[] {
  const unescape = (text: string): string =>
    text.replace(/&(?:#(\d+)|(\w+));/g, (_, code: string | undefined, name: string) =>
      code === undefined ? (ENTITIES[name] ?? '?') : String.fromCodePoint(Number(code)),
    );
  return [...xml.matchAll(/<w:p>.*?<\/w:p>|<w:p\/>/gs)].map(([paragraph]) =>
    normal(
      [...paragraph.matchAll(/<w:t(?: [^>]*)?>([^<]*)<\/w:t>|<w:(?:tab|br)\/>/g)]
        .map(([, text]) => (text === undefined ? ' ' : unescape(text)))
        .join(''),
    ),
  );
}

async function markdown(document: ReportDocument): Promise<string> {
  return new TextDecoder().decode((await render(document, 'md')).bytes);
}

async function html(document: ReportDocument): Promise<string> {
  return new TextDecoder().decode((await render(document, 'html')).bytes);
}

async function word(document: ReportDocument): Promise<string> {
  return strFromU8(unzipSync((await render(document, 'docx')).bytes)['word/document.xml'] as Uint8Array);
}

function asHtml(text: string): string {
  return marked.parse(text, { async: false });
}

function paragraph(content: string | Inline[], more: Partial<Paragraph> = {}): Paragraph {
  return {
    type: 'paragraph',
    content: typeof content === 'string' ? [{ text: content }] : content,
    origin: 'recorded',
    restsOn: [],
    ...more,
  };
}

function documentOf(...blocks: Block[]): ReportDocument {
  return {
    language: 'en',
    title: 'Title',
    titleBlock: { source: 'Source' },
    blocks,
    basis: { position: '1', settled: true, at: '2022-01-01T00:00:00.000Z', statement: 'Basis' },
  };
}

function everywhere(text: string): ReportDocument {
  return documentOf(
    { type: 'heading', level: 1, text },
    paragraph(text),
    paragraph(text, { number: '1.1' }),
    paragraph(text, { role: 'note' }),
    {
      type: 'list',
      items: [[paragraph(text), paragraph(text), paragraph(text, { role: 'note' })], [paragraph(text)]],
    },
    { type: 'list', items: [[paragraph(text)]] },
    {
      type: 'table',
      caption: text,
      header: [text, 'x'],
      rows: [[paragraph(text), paragraph(text, { role: 'note' })]],
    },
  );
}

const hostile = [
  '[since formation of the CWG]',
  '*',
  '_',
  '**',
  '***bold***',
  '_under_ __score__ snake_case_name',
  '1. x',
  '12) x',
  '1.',
  '2.1 x',
  '# x',
  '## x ##',
  'x #',
  '- x',
  '+ x',
  '* x',
  '> x',
  '---',
  '- - -',
  '===',
  'a\n===',
  'a\n---',
  'a\n\n    code',
  '\ta',
  '```\ncode\n```',
  '~~~',
  '~~gone~~',
  '`code`',
  '<script>alert(1)</script>',
  '<!-- x -->',
  '</p></main><img src=x onerror=alert(1)>',
  '<https://example.org>',
  'https://example.org/a_b?c=d&e=f#g',
  'www.example.org and WWW.EXAMPLE.ORG',
  '_www.example.org',
  'a@example.org',
  'mailto:a@example.org',
  '[a](b)',
  '![a](b)',
  '[a]: b',
  '[^1]',
  '[^1]: x',
  '- [ ] task',
  '|',
  'a | b',
  '| a | b |\n| --- | --- |',
  'a\n:-:',
  '\\|',
  '\\',
  'a\\',
  'a\\\nb',
  '\\*',
  'R&D',
  '&amp; &copy; &#42; &#x2a; &copy',
  'a  \nb',
  'a\r\nb\rc\u2028d\u2029e\u0085f\vg\fh',
  'a\n\n\nb',
  '  a  ',
  '$x$ and $$y$$',
  '==x==',
  ':smile:',
  '"quotes" and \'quotes\'',
  'e\u0301 \u212b \u00a0x\u3000',
  '\u00a0- x',
  'دعا الرئيس (ITU) 2022.',
  'שלום, world',
  '\u202eabc\u202c',
  '👩‍👩‍👧 𠀀',
  'a\u0000b\u0007\u001b[0m\ufffe\uffff\ud800',
  '{{x}} ${x} <%= x %>',
  '%%% ::: @import',
];

const fragment = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(...hostile, ...Array.from('*_`[]()<>#|~&;:!\\-+=. \n\t1a"\'@$/x')),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 6 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 4 }) },
);
const anyText = fc.array(fragment, { maxLength: 8 }).map((parts) => parts.join(''));
const style = fc.constantFrom('strong' as const, 'emphasis' as const, undefined);
const anyInline = fc
  .tuple(anyText, style)
  .map(([text, style]): Inline => (style === undefined ? { text } : { text, style }));
const anyContent = fc.array(anyInline, { minLength: 1, maxLength: 4 });
const whole = (content: Inline[]): string => normal(content.map(({ text }) => printable(text)).join(''));

async function expectMarkdownKeeps(text: string): Promise<void> {
  const page = asHtml(await markdown(everywhere(text)));
  const expected = normal(text);
  expect(textsOf(page, 'h2')).toEqual([expected]);
  expect(textsOf(page, 'th')).toEqual([expected, 'x']);
  expect(textsOf(page, 'td')).toEqual([expected, expected]);
  expect(textsOf(page, 'a')).toEqual([]);
  expect(textsOf(page, 'script')).toEqual([]);
  if (expected === '') return;
  expect(textsOf(page, 'ul')).toEqual([[expected, expected, expected, expected].join(' '), expected]);
  expect(textsOf(page, 'li')).toEqual([[expected, expected, expected].join(' '), expected, expected]);
  const paragraphs = [expected, normal(`1.1 ${expected}`), expected, expected, expected, expected, expected];
  expect(textsOf(page, 'p')).toEqual(['Source', ...paragraphs, expected, 'Basis']);
}

describe('recorded text survives Markdown', () => {
  it.each(hostile)('%j', expectMarkdownKeeps);

  it('whatever it is', async () => {
    await fc.assert(fc.asyncProperty(anyText, expectMarkdownKeeps), { numRuns: 150 });
  });

  it('in runs of any style', async () => {
    await fc.assert(
      fc.asyncProperty(anyContent, async (content) => {
        const cells = { type: 'table' as const, caption: 'c', header: ['h'], rows: [[paragraph(content)]] };
        const page = asHtml(
          await markdown(
            documentOf(paragraph(content), { type: 'list', items: [[paragraph(content)]] }, cells),
          ),
        );
        const expected = whole(content);
        expect(textsOf(page, 'td')).toEqual([expected]);
        expect(textsOf(page, 'li')).toEqual(expected === '' ? [] : [expected]);
        expect(textsOf(page, 'p')).toEqual(['Source', expected, 'c', 'Basis'].filter((text) => text !== ''));
      }),
      { numRuns: 150 },
    );
  });

  it('a style begins and ends where the run does', async () => {
    const content: Inline[] = [
      { text: 'a' },
      { text: '(b) ', style: 'strong' },
      { text: 'c', style: 'emphasis' },
      { text: 'd' },
    ];
    const page = asHtml(await markdown(documentOf(paragraph(content))));
    expect(textsOf(page, 'strong')).toEqual(['Source', '(b)']);
    expect(textsOf(page, 'em')).toEqual(['c']);
  });
});

describe('recorded text survives HTML', () => {
  const bones = html(everywhere('x')).then(skeleton);

  async function expectHtmlKeeps(text: string): Promise<void> {
    const page = await html(everywhere(text));
    const expected = normal(text);
    expect(skeleton(page)).toEqual(await bones);
    expect(textsOf(page, 'h2')).toEqual([expected]);
    expect(textsOf(page, 'caption')).toEqual([expected]);
    expect(textsOf(page, 'th')).toEqual([expected, 'x']);
    expect(textsOf(page, 'td')).toEqual([expected, expected]);
    const all = [expected, normal(`1.1 ${expected}`), ...Array<string>(8).fill(expected)];
    expect(textsOf(page, 'p')).toEqual(['Source', ...all, 'Basis']);
  }

  it.each(hostile)('%j', expectHtmlKeeps);

  it('whatever it is, and no element or attribute comes of it', async () => {
    await fc.assert(fc.asyncProperty(anyText, expectHtmlKeeps), { numRuns: 100 });
  });

  it('in the title block, the title, the numbers, the languages and the basis too', async () => {
    const full = (text: string): ReportDocument => ({
      language: 'en',
      title: text,
      titleBlock: { forum: text, documentNumber: text, date: text, original: text, source: text, mark: text },
      blocks: [paragraph([{ text: 'x', language: `x${text}` }, { text }], { number: text, restsOn: [text] })],
      basis: { position: text, settled: false, at: text, statement: text },
    });
    const expected = skeleton(await html(full('x')));
    await fc.assert(
      fc.asyncProperty(anyText, async (text) => {
        expect(skeleton(await html(full(text)))).toEqual(expected);
      }),
      { numRuns: 100 },
    );
    for (const text of [...hostile, '</style><script>', '</title>', '"; } body { display: none', '\\'])
      expect(skeleton(await html(full(text)))).toEqual(expected);
  });
});

describe('recorded text survives Word', () => {
  async function expectWordKeeps(text: string): Promise<void> {
    const expected = normal(text);
    const numbered = normal(`1.1 ${expected}`);
    expect(wordTexts(await word(everywhere(text))).filter((each) => each !== '')).toEqual(
      [
        ...['Source', 'Title', expected, expected, numbered, expected],
        ...[expected, expected, expected, expected, expected],
        ...[expected, expected, 'x', expected, expected, 'Basis'],
      ].filter((each) => each !== ''),
    );
  }

  it.each(hostile)('%j', expectWordKeeps);

  it('whatever it is', async () => {
    await fc.assert(fc.asyncProperty(anyText, expectWordKeeps), { numRuns: 20 });
  });
});

describe('the sample', () => {
  const texts = sample.blocks.flatMap((block): string[] => {
    const text = ({ number = '', content }: Paragraph): string =>
      normal(`${number} ${content.map((inline) => inline.text).join('')}`);
    switch (block.type) {
      case 'heading':
        return [normal(`${block.number ?? ''} ${block.text}`)];
      case 'paragraph':
        return [text(block)];
      case 'list':
        return block.items.flat().map(text);
      case 'table':
        return [block.caption, ...block.header, ...block.rows.flat().map(text)];
    }
  });
  const { forum, documentNumber, date, original, source } = sample.titleBlock;
  const head = [forum, documentNumber, date, original].map(String);

  it('is all there in Word, in order', async () => {
    const expected = [...head, 'DRAFT', source, sample.title, ...texts, sample.basis.statement];
    expect(wordTexts(await word(sample))).toEqual(expected);
  });

  it('is all there in HTML and Markdown', async () => {
    for (const page of [await html(sample), asHtml(await markdown(sample))]) {
      const [body = ''] = textsOf(page, 'body');
      for (const text of [...head, 'DRAFT', source, sample.title, ...texts, sample.basis.statement])
        expect(body).toContain(text);
    }
  });
});
