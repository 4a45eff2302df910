import { describe, expect, it } from '@jest/globals';
import { strFromU8, unzipSync } from 'fflate';
import { parseFragment } from 'parse5';
import type { Paragraph, ReportDocument } from '../document.js';
import { renderDocx } from './docx.js';
import { sample } from './sample.js';

async function partsOf(document: ReportDocument): Promise<Record<string, string>> {
  const entries = Object.entries(unzipSync(await renderDocx(document)));
  return Object.fromEntries(entries.map(([name, bytes]) => [name, strFromU8(bytes)]));
}

const sampleParts = partsOf(sample);
async function part(name: string): Promise<string> {
  return (await sampleParts)[name] ?? '';
}

/** The Word paragraph that holds the words. */
function paragraphWith(xml: string, words: string): string {
  return [...xml.matchAll(/<w:p>.*?<\/w:p>/gs)].map(([p]) => p).find((p) => p.includes(words)) ?? '';
}

describe('DOCX', () => {
  it('uses the styles of Word, all of them defined', async () => {
    const used = [...(await part('word/document.xml')).matchAll(/<w:pStyle w:val="(\w+)"\/>/g)].map(
      ([, id]) => id,
    );
    const styles = await part('word/styles.xml');
    for (const id of used) expect(styles).toContain(`w:styleId="${String(id)}"`);
    for (const id of ['Title', 'Heading1', 'Heading2', 'ListBullet', 'ListContinue', 'Note', 'Caption'])
      expect(used).toContain(id);
    for (const name of ['Normal', 'Title', 'Heading 1', 'Heading 2', 'List Bullet', 'List Continue', 'Note'])
      expect(styles).toContain(`<w:name w:val="${name}"/>`);
  });

  it('keeps headings with what follows, and bullets in a real list', async () => {
    const styles = await part('word/styles.xml');
    for (const id of ['Heading1', 'Heading2'])
      expect(new RegExp(`w:styleId="${id}">.*?</w:style>`, 's').exec(styles)?.[0]).toContain('<w:keepNext/>');
    expect(/w:styleId="ListBullet">.*?<\/w:style>/s.exec(styles)?.[0]).toMatch(
      /<w:numPr>.*<w:numId w:val="\d+"\/>/,
    );
  });

  it('keeps what introduces a list with it, and an item with what belongs under it', async () => {
    const xml = await part('word/document.xml');
    const kept = ['The main results of the fifteenth', 'The CWG invited the membership', 'Le GT a invité'];
    for (const words of kept) expect(paragraphWith(xml, words)).toContain('<w:keepNext/>');
    for (const words of ['The Chair encouraged', 'Amended on', 'In addition, as per'])
      expect(paragraphWith(xml, words)).not.toContain('<w:keepNext/>');
  });

  it('hangs a numbered item of a list on its number, without a bullet', async () => {
    const paragraph = (text: string, number?: string, role?: 'note'): Paragraph => ({
      type: 'paragraph',
      content: [{ text }],
      origin: 'generated',
      restsOn: [],
      ...(number === undefined ? {} : { number }),
      ...(role === undefined ? {} : { role }),
    });
    const parts = await partsOf({
      ...sample,
      blocks: [
        { type: 'list', items: [[paragraph('to exchange views', '1.1')], [paragraph('to report')]] },
        paragraph('None recorded.', undefined, 'note'),
        paragraph('Place: Geneva.', undefined, 'note'),
        paragraph('Next.'),
      ],
    });
    const xml = parts['word/document.xml'] ?? '';
    expect(paragraphWith(xml, 'to exchange views')).toContain('<w:pStyle w:val="ListNumber"/>');
    expect(paragraphWith(xml, 'to report')).toContain('<w:pStyle w:val="ListBullet"/>');
    // Notes stay on the page of what they are about, and together.
    for (const words of ['to report', 'None recorded.'])
      expect(paragraphWith(xml, words)).toContain('<w:keepNext/>');
    for (const words of ['to exchange views', 'Place: Geneva.'])
      expect(paragraphWith(xml, words)).not.toContain('<w:keepNext/>');
  });

  it('puts numbers before a tab', async () => {
    const xml = await part('word/document.xml');
    for (const [number, words] of [
      ['II.', 'CWG-COP activities'],
      ['3.1', 'The group recommended'],
    ] as const)
      expect(paragraphWith(xml, words)).toContain(`>${number}</w:t><w:tab/>`);
  });

  it('has the title block in a table without borders, forum left, number, date and original right', async () => {
    const [table = ''] = /<w:tbl>.*?<\/w:tbl>/s.exec(await part('word/document.xml')) ?? [];
    expect(table).toContain('<w:top w:val="none"');
    expect(table).not.toContain('"single"');
    const cells = table.split('<w:tc>').slice(1);
    expect(cells).toHaveLength(2);
    expect(cells[0]).toContain('Council 2022');
    for (const text of ['Document C22/XX-E', '10 February 2022', 'Original: English', 'DRAFT'])
      expect(cells[1]).toContain(text);
  });

  it('repeats the head row of a table and breaks no row', async () => {
    const tables = [...(await part('word/document.xml')).matchAll(/<w:tbl>.*?<\/w:tbl>/gs)].map(
      ([table]) => table,
    );
    const rows = tables[1]?.split('<w:tr>').slice(1) ?? [];
    expect(rows).toHaveLength(5);
    expect(rows.map((row) => row.includes('<w:tblHeader/>'))).toEqual([true, false, false, false, false]);
    expect(rows.every((row) => row.includes('<w:cantSplit/>'))).toBe(true);
  });

  it('is A4, with the number at the head of each page but the first, and page numbers at the foot', async () => {
    const xml = await part('word/document.xml');
    expect(xml).toContain('<w:pgSz w:w="11906" w:h="16838"');
    expect(xml).toContain('<w:titlePg/>');
    const parts = await sampleParts;
    const headers = Object.keys(parts).filter((name) => /^word\/header\d+\.xml$/.test(name));
    const footers = Object.keys(parts).filter((name) => /^word\/footer\d+\.xml$/.test(name));
    expect(headers.filter((name) => parts[name]?.includes('Document C22/XX-E'))).toHaveLength(1);
    expect(headers).toHaveLength(2);
    expect(footers).toHaveLength(2);
    for (const name of footers) expect(parts[name]).toContain('>PAGE<');
  });

  it('sets the language of the document and of foreign runs', async () => {
    expect(await part('word/styles.xml')).toContain(
      '<w:lang w:val="en-GB" w:eastAsia="zh-CN" w:bidi="ar-SA"/>',
    );
    expect(await part('docProps/core.xml')).toContain('<dc:language>en</dc:language>');
    expect(paragraphWith(await part('word/document.xml'), 'Le GT a invité')).toContain(
      '<w:lang w:val="fr-FR"/>',
    );
  });

  it('turns right-to-left paragraphs and runs, and leaves Latin words among them as they are', async () => {
    const xml = await part('word/document.xml');
    const arabic = paragraphWith(xml, 'دعا الرئيس');
    expect(arabic).toContain('<w:bidi/>');
    expect(arabic).toMatch(/<w:rtl\/><w:lang w:bidi="ar-SA"\/><\/w:rPr><w:t [^>]*>دعا/);
    expect(arabic).toMatch(/<w:r><w:rPr><w:lang w:bidi="ar-SA"\/><\/w:rPr><w:t [^>]*>ITU-D</);
    const mixed = paragraphWith(xml, 'The name in Arabic');
    expect(mixed).not.toContain('<w:bidi/>');
    expect(mixed).toMatch(/<w:rtl\/>.*حماية/);
  });

  it('carries no date, no author of this machine, and names a font to fall back on', async () => {
    const core = await part('docProps/core.xml');
    expect(core).not.toMatch(/dcterms|Un-named|lastModifiedBy/);
    expect(core).toContain('<dc:title>Final report of the Council Working Group');
    expect(await part('word/fontTable.xml')).toContain(
      '<w:font w:name="Calibri"><w:altName w:val="Carlito"/>',
    );
  });

  it('holds no character that XML cannot carry, in any part', async () => {
    const text = 'a\u0000\u0007\u001b\u000b\ufffe\uffff\ud800]]>&<"\'b';
    const parts = await partsOf({
      ...sample,
      title: text,
      titleBlock: { forum: text, documentNumber: text, date: text, original: text, source: text, mark: text },
    });
    for (const xml of Object.values(parts)) {
      expect(xml).not.toMatch(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Surrogate}/u);
      // Each `<` opens a tag, each `&` a reference.
      expect(xml.replace(/<[^<>]+>/g, '')).not.toMatch(/<|&(?!amp;|lt;|gt;|quot;|apos;|#\d+;)/);
    }
    const title = paragraphWith(parts['word/document.xml'] ?? '', '<w:pStyle w:val="Title"/>');
    const [shown = ''] = /(?<=<w:t [^>]*>)[^<]*/.exec(title) ?? [];
    const [node] = parseFragment(shown).childNodes;
    expect(node && 'value' in node && node.value).toBe('a\ufffd\ufffd\ufffd');
  });

  it('makes a valid file of a document that holds next to nothing', async () => {
    const document: ReportDocument = {
      language: 'ar',
      title: '',
      titleBlock: { source: '' },
      blocks: [
        { type: 'list', items: [[]] },
        { type: 'table', caption: '', header: [], rows: [] },
        { type: 'table', caption: '', header: ['a'], rows: [[]] },
      ],
      basis: { position: '0', settled: false, at: '', statement: '' },
    };
    const xml = (await partsOf(document))['word/document.xml'] ?? '';
    for (const cell of xml.split('<w:tc>').slice(1)) expect(cell).toMatch(/<w:p>|<w:p\/>/);
  });
});
