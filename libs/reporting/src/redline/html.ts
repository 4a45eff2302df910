import { directionOfLanguage, escapeMarkup as encode } from '../render/text.js';
import { type ChangeNote, type Redline, type RedlinedLine, inTables } from './document.js';
import type { Piece } from './words.js';

const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
const STYLE = [
  'body{font:11pt/1.5 Calibri,Carlito,sans-serif;max-width:46em;margin:2em auto;padding:0 1em}',
  'ins{background:#dff3e1;color:#0b4f1a;text-decoration:underline}',
  'del{background:#fbe3e1;color:#7a1710;text-decoration:line-through}',
  '.note{margin-inline-start:2em;color:#444;font-size:.92em}.item{margin-inline-start:1.5em}',
  '.mark{display:inline-block;min-width:4em;font-weight:700}',
  'table{width:100%;border-collapse:collapse;font-size:.94em}th,td{border:1px solid #b9c4cf;padding:.3em .5em;text-align:start;vertical-align:top}',
  'footer{margin-top:2em;border-top:1px solid #b9c4cf;color:#444;font-size:.92em}',
].join('');

/** One self-contained page: what came is in `ins`, what went in `del`, each with who and when. Recorded text is encoded. */
export function redlineHtml({ language, title, from, to, lines }: Redline): string {
  return [
    '<!DOCTYPE html>',
    `<html lang="${encode(language)}" dir="${directionOfLanguage(language)}">`,
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${encode(title)}</title>`,
    `<style>${STYLE}</style>`,
    '</head>',
    '<body>',
    `<h1 dir="auto">${encode(title)}</h1>`,
    '<main>',
    ...inTables(lines).map((part) => ('rows' in part ? tableOf(part.rows) : lineOf(part))),
    '</main>',
    `<footer><p>${encode(from)}</p><p>${encode(to)}</p></footer>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

const ELEMENT: Readonly<Record<Exclude<RedlinedLine['kind'], 'row'>, [name: string, style?: string]>> = {
  title: ['h2'],
  'heading-1': ['h2'],
  'heading-2': ['h3'],
  paragraph: ['p'],
  note: ['p', 'note'],
  item: ['p', 'item'],
  'under-item': ['p', 'note'],
  caption: ['p'],
  provision: ['p', 'provision'],
};

/** A table's headings are its first row: where those changed, the old and the new follow each other. */
function tableOf(rows: readonly RedlinedLine[]): string {
  const shown = rows.map(({ cells, changed }, i) => {
    const name = i === 0 ? 'th' : 'td';
    const columns = cells.map((pieces) => `<${name} dir="auto">${textOf(pieces, changed)}</${name}>`);
    return `<tr>${columns.join('')}</tr>`;
  });
  return `<table>${shown.join('\n')}</table>`;
}

function lineOf({ kind, cells, provision, changed }: RedlinedLine): string {
  const [name, style] = kind === 'row' ? ['p'] : ELEMENT[kind];
  const marked =
    provision === undefined
      ? ''
      : `<bdi class="mark">${encode(provision.mark)}</bdi> <bdi>${encode(provision.number)}</bdi> `;
  const body = cells.map((pieces) => textOf(pieces, changed)).join(' ');
  return `<${name}${style === undefined ? '' : ` class="${style}"`} dir="auto">${marked}${body}</${name}>`;
}

const textOf = (pieces: readonly Piece[], changed: ChangeNote | undefined): string =>
  pieces.map((piece) => pieceOf(piece, changed)).join('');

const MARK = { inserted: 'ins', deleted: 'del' } as const;

function pieceOf({ text, mark }: Piece, changed: ChangeNote | undefined): string {
  const shown = encode(text).replaceAll('\n', '<br>');
  if (mark === undefined) return shown;
  const told =
    changed === undefined
      ? ''
      : ` title="${encode(`${changed.author}, ${changed.date}`)}" datetime="${encode(changed.date)}"`;
  return `<${MARK[mark]}${told}>${shown}</${MARK[mark]}>`;
}
