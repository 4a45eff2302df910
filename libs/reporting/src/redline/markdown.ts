import { escapeInline } from '../render/markdown.js';
import { type Redline, type RedlinedLine, isChanged } from './document.js';
import type { Piece } from './words.js';

/**
 * Markdown with the elements that HTML has for it, `<ins>` and `<del>`, which its renderers keep. Recorded text is escaped;
 * nothing in it acts.
 */
export function redlineMarkdown({ title, from, to, lines }: Redline): string {
  const parts = [
    `# ${escapeInline(title)}`,
    ...lines.map(lineOf),
    '---',
    `${escapeInline(from)}\\\n${escapeInline(to)}`,
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function lineOf(line: RedlinedLine): string {
  const text = line.cells.map((pieces) => pieces.map(pieceOf).join('')).join(' | ');
  const provision =
    line.provision === undefined ? '' : `**${line.provision.mark}** ${escapeInline(line.provision.number)} `;
  return PREFIX[line.kind] + provision + text + noteOf(line);
}

const PREFIX: Readonly<Record<RedlinedLine['kind'], string>> = {
  title: '## ',
  'heading-1': '## ',
  'heading-2': '### ',
  paragraph: '',
  note: '> ',
  item: '- ',
  'under-item': '  ',
  caption: '',
  row: '',
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
