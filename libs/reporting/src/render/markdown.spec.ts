import { describe, expect, it } from '@jest/globals';
import { marked } from 'marked';
import type { Block, Paragraph, ReportDocument } from '../document.js';
import { renderMarkdown } from './markdown.js';
import { sample } from './sample.js';

function paragraph(text: string, more: Partial<Paragraph> = {}): Paragraph {
  return { type: 'paragraph', content: [{ text }], origin: 'recorded', restsOn: [], ...more };
}

function bodyOf(...blocks: Block[]): string {
  const document: ReportDocument = { ...sample, title: 'T', titleBlock: { source: 'S' }, blocks };
  return renderMarkdown(document)
    .replace(/^\*\*S\*\*\n\n# T\n\n/, '')
    .replace(/\n\n---\n\n.*\n$/, '');
}

describe('Markdown', () => {
  it('begins with the title block and ends with the basis', () => {
    const text = renderMarkdown(sample);
    expect(text).toMatch(/^\*\*DRAFT\*\*\n\n\*\*Council 2022\*\*\\\n\*\*Document C22\/XX-E\*\*\\\n/);
    expect(text).toMatch(/\n\n---\n\nAs recorded at position 68 [^\n]*\n$/);
  });

  it('shows numbers before the text', () => {
    const heading: Block = { type: 'heading', level: 2, number: '2.1', text: 'Part' };
    expect(bodyOf(heading, paragraph('Text', { number: '3.1' }), paragraph('Text', { number: '1.' }))).toBe(
      '### 2.1 Part\n\n3.1 Text\n\n1\\. Text',
    );
  });

  it('puts an item’s further paragraphs under it, and keeps two lists apart', () => {
    const list = (text: string): Block => ({ type: 'list', items: [[paragraph(text)], [paragraph('b')]] });
    const long: Block = {
      type: 'list',
      items: [[paragraph('a'), paragraph('n\nm', { role: 'note' })], [paragraph('')]],
    };
    const empty: Block = { type: 'list', items: [[]] };
    expect(bodyOf(list('a'), empty, list('c'), long)).toBe('- a\n- b\n\n* c\n* b\n\n- a\n\n  > n\\\n  > m');
  });

  it('makes a table wide enough for its widest row', () => {
    const rows = [[paragraph('1'), paragraph('2', { role: 'note' })]];
    const text = bodyOf({ type: 'table', caption: 'C', header: ['h'], rows });
    expect(text).toBe('**C**\n\n| h |  |\n| --- | --- |\n| 1 | _2_ |');
    expect(bodyOf({ type: 'table', caption: 'C', header: [], rows: [] })).toBe('**C**');
  });

  it('leaves everyday prose readable', () => {
    const text = 'On 26-27 January (2021), the Chair: "R&D + more" = 100%; see item 2.1, C20/57-E!';
    expect(bodyOf(paragraph(text))).toBe(text);
  });

  it('shows neither origin nor event ids', () => {
    expect(renderMarkdown(sample)).not.toMatch(/019a0000|recorded text|authored/);
  });

  it('gives the sample’s outline to a parser', () => {
    const tokens = marked.lexer(renderMarkdown(sample));
    const kinds = tokens.map(({ type }) => type).filter((type) => type !== 'space');
    expect(kinds).toEqual(
      [
        'paragraph paragraph paragraph heading',
        'heading paragraph heading paragraph heading paragraph paragraph paragraph table',
        'heading heading paragraph list heading list blockquote heading paragraph paragraph hr paragraph',
      ]
        .join(' ')
        .split(' '),
    );
  });
});
