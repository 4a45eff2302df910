import type { Block, BulletList, Heading, Inline, Paragraph, ReportDocument, Table } from '../document.js';
import { oneLine, printable } from './text.js';

/** CommonMark, with GFM's tables. Recorded text is escaped so that a parser gives it back and nothing in it acts. */
export function renderMarkdown(document: ReportDocument): string {
  const { title, basis } = document;
  const parts = [
    ...titleBlock(document),
    `# ${escapeLine(title)}`,
    ...bodyOf(document.blocks),
    '---',
    lines([{ text: basis.statement }]).join('\\\n'),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function titleBlock({ titleBlock: block }: ReportDocument): string[] {
  const strong = (text: string | undefined): string => (text === undefined ? '' : span(text, 'strong'));
  const plain = (text: string | undefined): string => (text === undefined ? '' : escapeLine(text));
  const head = [strong(block.forum), strong(block.documentNumber), plain(block.date), plain(block.original)];
  return [strong(block.mark), head.filter((line) => line !== '').join('\\\n'), strong(block.source)];
}

function span(text: string, style: 'strong' | 'emphasis'): string {
  return markup([{ text: oneLine(text), style }]);
}

/** Text on one line, escaped for wherever in a line it stands. */
export function escapeInline(text: string): string {
  return escape(printable(text).replace(/[\t\n]+/g, ' '));
}

function escapeLine(text: string): string {
  return escapeStart(escape(oneLine(text)));
}

function bodyOf(blocks: Block[]): string[] {
  const parts: string[] = [];
  for (const block of blocks) {
    // Another bullet starts another list: two lists in a row would otherwise be read as one.
    const bullet = parts.at(-1)?.startsWith('- ') === true ? '*' : '-';
    const part = blockOf(block, bullet);
    if (part !== '') parts.push(part);
  }
  return parts;
}

function blockOf(block: Block, bullet: '-' | '*'): string {
  switch (block.type) {
    case 'heading':
      return heading(block);
    case 'paragraph':
      return paragraph(block);
    case 'list':
      return list(block, bullet);
    case 'table':
      return table(block);
  }
}

function heading({ level, number, text }: Heading): string {
  const words = number === undefined ? text : `${number} ${text}`;
  return `${level === 1 ? '##' : '###'} ${escape(oneLine(words))}`;
}

function paragraph({ number, content, role }: Paragraph): string {
  const text = lines(number === undefined ? content : [{ text: `${number} ` }, ...content]);
  const prefix = role === 'note' ? '> ' : '';
  return text.map((line) => prefix + line).join('\\\n');
}

function list({ items }: BulletList, bullet: string): string {
  const spaced = items.some((item) => item.length > 1);
  return items
    .map((item) => item.map(paragraph).filter((text) => text !== ''))
    .filter((item) => item.length > 0)
    .map((item) => `${bullet} ${item.join('\n\n').replaceAll('\n', '\n  ').replaceAll('\n  \n', '\n\n')}`)
    .join(spaced ? '\n\n' : '\n');
}

function table({ caption, header, rows }: Table): string {
  const columns = Math.max(header.length, ...rows.map((row) => row.length));
  const row = (cells: string[]): string =>
    `| ${Array.from({ length: columns }, (_, i) => cells[i] ?? '').join(' | ')} |`;
  const head = [row(header.map((text) => escape(oneLine(text)))), row(Array<string>(columns).fill('---'))];
  const grid = columns === 0 ? [] : [...head, ...rows.map((cells) => row(cells.map(cell)))];
  return [span(caption, 'strong'), grid.join('\n')].filter((part) => part !== '').join('\n\n');
}

/** A cell holds one line, and no block: a note is told by emphasis. */
function cell({ number, content, role }: Paragraph): string {
  const text = content.map((inline): Inline =>
    role === 'note' && inline.style === undefined ? { ...inline, style: 'emphasis' } : inline,
  );
  const all = number === undefined ? text : [{ text: `${number} ` }, ...text];
  const marked = markup(all);
  return (marked.includes('\n') ? marked.replace(/\s*\n\s*/g, ' ') : marked).trim();
}

/** The lines of a paragraph; the caller joins them with hard breaks. Blank lines would end it: they are dropped. */
function lines(content: Inline[]): string[] {
  return markup(content)
    .split('\n')
    .map((line) => escapeStart(line.trim()))
    .filter((line) => line !== '');
}

interface Run {
  text: string;
  style: Inline['style'];
}

const DELIMITER = { strong: '**', emphasis: '_' } as const;

function markup(content: Inline[]): string {
  const runs = runsOf(content);
  return runs
    .map(({ text, style }, i) => {
      if (style !== undefined) return DELIMITER[style] + escape(text) + DELIMITER[style];
      return escapeBeside(text, runs[i - 1]?.style !== undefined, runs[i + 1]?.style !== undefined);
    })
    .join('');
}

/** Delimiters do not work beside white space on their inner side: it is moved out. Neighbours of one style are joined. */
function runsOf(content: Inline[]): Run[] {
  const runs: Run[] = [];
  const add = (text: string, style: Inline['style']): void => {
    if (text === '') return;
    const last = runs.at(-1);
    if (last?.style === style && last !== undefined) last.text += text;
    else runs.push({ text, style });
  };
  for (const { text: recorded, style } of content) {
    const text = printable(recorded);
    if (style === undefined) {
      add(text, undefined);
      continue;
    }
    const core = text.trim();
    const start = text.indexOf(core);
    add(text.slice(0, start), undefined);
    add(core, style);
    add(text.slice(start + core.length), undefined);
  }
  return runs;
}

/**
 * Plain text beside a delimiter. Between two letters a delimiter may not act (CommonMark, flanking): a character
 * reference puts a punctuation mark beside it and reads the same.
 */
function escapeBeside(text: string, afterStyled: boolean, beforeStyled: boolean): string {
  if (!afterStyled && !beforeStyled) return escape(text);
  const characters = Array.from(text);
  const last = characters.length - 1;
  const first = afterStyled && !/\s/.test(characters[0] ?? ' ') ? 1 : 0;
  const end = beforeStyled && last >= first && !/\s/.test(characters[last] ?? ' ') ? last : last + 1;
  const middle = escape(characters.slice(first, end).join(''));
  return [...characters.slice(0, first).map(reference), middle, ...characters.slice(end).map(reference)].join(
    '',
  );
}

function reference(character: string): string {
  return `&#${character.codePointAt(0) ?? 0xfffd};`;
}

/** Escapes what acts anywhere in a line, in CommonMark, in GFM, and where GitHub adds links and mathematics. */
function escape(text: string): string {
  // Most text holds nothing that acts, and one look tells.
  if (!/[\\`*_[\]<>#|~$@&:]|www\./i.test(text)) return text;
  return text
    .replace(/[\\`*_[\]<>#|~$@]/g, '\\$&')
    .replace(/&(?=#?\w{1,32};)/g, '\\&')
    .replace(/:(?=\/\/)/g, '\\$&')
    .replace(/www\./gi, (www) => `${www.slice(0, -1)}\\.`);
}

/** Escapes what acts at the start of a line. */
export function escapeStart(line: string): string {
  return line.replace(/^[-+=:]/, '\\$&').replace(/^(\d{1,9})([.)])(?=\s|$)/, '$1\\$2');
}
