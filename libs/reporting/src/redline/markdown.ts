import { escapeInline, escapeStart } from '../render/markdown.js';
import { type Redline, type RedlinedLine, inTables, isChanged } from './document.js';
import type { Piece } from './words.js';

/**
 * Markdown with the elements that HTML has for it, `<ins>` and `<del>`, which its renderers keep. Recorded text is escaped;
 * nothing in it acts.
 */
export function redlineMarkdown({ title, from, to, lines }: Redline): string {
  const parts = [
    `# ${escapeInline(title)}`,
    ...inTables(lines).map((part) => ('rows' in part ? tableOf(part.rows) : lineOf(part))),
    '---',
    `${escapeInline(from)}\\\n${escapeInline(to)}`,
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

/** A table has as many columns as its first row: what another has more of stands in the last one. */
function tableOf(rows: readonly RedlinedLine[]): string {
  const columns = rows[0]?.cells.length ?? 0;
  const [headings, ...others] = rows.map((row) => {
    const texts = row.cells.map(textOf);
    const shown = [...texts.slice(0, columns - 1), texts.slice(columns - 1).join(' ') + noteOf(row)];
    return `| ${shown.join(' | ')} |`;
  });
  return [headings, `|${' --- |'.repeat(columns)}`, ...others].join('\n');
}

const textOf = (pieces: readonly Piece[]): string => pieces.map(pieceOf).join('');

function lineOf(line: RedlinedLine): string {
  const text = escapeStart(line.cells.map(textOf).join(' '));
  const provision =
    line.provision === undefined ? '' : `**${line.provision.mark}** ${escapeInline(line.provision.number)} `;
  return (PREFIX[line.kind] ?? '') + provision + text + noteOf(line);
}

const PREFIX: Readonly<Partial<Record<RedlinedLine['kind'], string>>> = {
  title: '## ',
  'heading-1': '## ',
  'heading-2': '### ',
  paragraph: '',
  note: '> ',
  item: '- ',
  'under-item': '  ',
  caption: '',
  provision: '',
};

const ELEMENT = { inserted: 'ins', deleted: 'del' } as const;

function pieceOf({ text, mark }: Piece): string {
  // A line end would end the block that the element is in.
  const shown = escapeInline(text.replace(/\s*\n\s*/g, ' '));
  return mark === undefined ? shown : `<${ELEMENT[mark]}>${shown}</${ELEMENT[mark]}>`;
}

function noteOf(line: RedlinedLine): string {
  if (line.changed === undefined || !isChanged(line)) return '';
  return ` _(${escapeInline(`${line.changed.author}, ${line.changed.date}`)})_`;
}
