import type { Block, BulletList, Heading, Inline, Paragraph, ReportDocument, Table } from '../document.js';
import { stylesheet } from './html-style.js';
import { type Direction, directionOfLanguage, directionOfText, escapeMarkup as encode } from './text.js';

/** Nothing but the styles in the file itself: no script, no image, no form, no base, no request of any kind. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** One self-contained, accessible page that prints on A4. Recorded text is encoded and finds its own direction. */
export function renderHtml(document: ReportDocument): string {
  const { language, title, titleBlock, blocks, basis } = document;
  return [
    '<!DOCTYPE html>',
    `<html lang="${encode(language)}" dir="${directionOfLanguage(language)}">`,
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${encode(title)}</title>`,
    `<style>${stylesheet(titleBlock.documentNumber ?? title, titleBlock.mark)}</style>`,
    '</head>',
    '<body>',
    ...head(document),
    '<main>',
    ...blocks.map((block) => blockOf(block, language)),
    '</main>',
    `<footer data-position="${encode(basis.position)}" data-settled="${basis.settled}" data-at="${encode(basis.at)}">`,
    `<p>${encode(basis.statement)}</p>`,
    '</footer>',
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

function head({ title, titleBlock: block }: ReportDocument): string[] {
  const line = (name: string, text: string | undefined): string[] =>
    text === undefined ? [] : [`<p class="${name}" dir="auto">${encode(text)}</p>`];
  return [
    '<header>',
    ...line('mark', block.mark),
    '<div class="block">',
    '<div>',
    ...line('forum', block.forum),
    '</div>',
    '<div>',
    ...line('document', block.documentNumber),
    ...line('date', block.date),
    ...line('original', block.original),
    '</div>',
    '</div>',
    ...line('source', block.source),
    `<h1 dir="auto">${encode(title)}</h1>`,
    '</header>',
  ];
}

function blockOf(block: Block, language: string): string {
  switch (block.type) {
    case 'heading':
      return heading(block);
    case 'paragraph':
      return paragraph(block, language);
    case 'list':
      return list(block, language);
    case 'table':
      return table(block, language);
  }
}

function heading({ level, number, text }: Heading): string {
  const name = level === 1 ? 'h2' : 'h3';
  return `<${name} dir="auto">${numberOf(number)}${encode(text)}</${name}>`;
}

function numberOf(number: string | undefined): string {
  return number === undefined ? '' : `<bdi class="number">${encode(number)}</bdi> `;
}

function paragraph({ number, content, origin, restsOn, role }: Paragraph, language: string): string {
  const own = languageOf(content, language);
  const attributes = [
    role === undefined ? '' : ` class="${role}"`,
    own === undefined ? '' : ` lang="${encode(own)}"`,
    ' dir="auto"',
    ` data-origin="${origin}"`,
    restsOn.length === 0 ? '' : ` data-rests-on="${encode(restsOn.join(' '))}"`,
  ].join('');
  const text = content.map((inline) => inlineOf(inline, own ?? language)).join('');
  return `<p${attributes}>${numberOf(number)}${text}</p>`;
}

/** The language of a whole paragraph, where it is not the document's: it then stands on the paragraph. */
function languageOf(content: Inline[], language: string): string | undefined {
  const own = content[0]?.language;
  return own !== undefined && own !== language && content.every((inline) => inline.language === own)
    ? own
    : undefined;
}

const ELEMENT = { strong: 'strong', emphasis: 'em' } as const;

function inlineOf({ text, language, style }: Inline, around: string): string {
  const foreign =
    language === undefined || language === around ? '' : ` lang="${encode(language)}" dir="auto"`;
  if (style !== undefined) return `<${ELEMENT[style]}${foreign}>${encode(text)}</${ELEMENT[style]}>`;
  return foreign === '' ? encode(text) : `<span${foreign}>${encode(text)}</span>`;
}

function list({ items }: BulletList, language: string): string {
  const item = (paragraphs: Paragraph[]): string =>
    `<li dir="${side(paragraphs, language)}">${paragraphs.map((each) => paragraph(each, language)).join('\n')}</li>`;
  return ['<ul>', ...items.map(item), '</ul>'].join('\n');
}

/** On which side the bullet stands; `dir="auto"` would not look into paragraphs that have a direction of their own. */
function side([first]: Paragraph[], language: string): Direction {
  const text = first?.content.map((inline) => inline.text).join('') ?? '';
  return directionOfText(text) ?? directionOfLanguage(language);
}

function table({ caption, header, rows }: Table, language: string): string {
  const row = (cells: Paragraph[]): string =>
    `<tr>${cells.map((cell) => `<td>${paragraph(cell, language)}</td>`).join('')}</tr>`;
  return [
    '<table>',
    `<caption dir="auto">${encode(caption)}</caption>`,
    `<thead><tr>${header.map((text) => `<th scope="col" dir="auto">${encode(text)}</th>`).join('')}</tr></thead>`,
    '<tbody>',
    ...rows.map(row),
    '</tbody>',
    '</table>',
  ].join('\n');
}
