import type { Block, Paragraph, ReportDocument } from '../document.js';

/** A paragraph that differs between two documents; absent where one of them has none in its place. */
export interface ChangedParagraph {
  /** The heading that it stands under; absent before the first. */
  readonly section?: string;
  readonly before?: string;
  readonly after?: string;
}

interface Line {
  section: string;
  text: string;
}

/**
 * The paragraphs that one document has and the other has not, those of a section beside each other in order. A paragraph that
 * merely moved does not differ. An absent document has no paragraphs.
 */
export function changedParagraphs(
  before: ReportDocument | undefined,
  after: ReportDocument | undefined,
): ChangedParagraph[] {
  const [was, is] = [linesOf(before), linesOf(after)];
  const gone = Map.groupBy(without(was, is), ({ section }) => section);
  const come = Map.groupBy(without(is, was), ({ section }) => section);
  return [...new Set([...gone.keys(), ...come.keys()])].flatMap((section) => {
    const [old, fresh] = [gone.get(section) ?? [], come.get(section) ?? []];
    return Array.from({ length: Math.max(old.length, fresh.length) }, (_, i) => ({
      ...(section === '' ? {} : { section }),
      ...(old[i] === undefined ? {} : { before: old[i].text }),
      ...(fresh[i] === undefined ? {} : { after: fresh[i].text }),
    }));
  });
}

/** The lines for which the others have none of the same text. */
function without(lines: readonly Line[], others: readonly Line[]): Line[] {
  const left = new Map<string, number>();
  for (const { text } of others) left.set(text, (left.get(text) ?? 0) + 1);
  return lines.filter(({ text }) => {
    const count = left.get(text) ?? 0;
    left.set(text, count - 1);
    return count <= 0;
  });
}

function linesOf(document: ReportDocument | undefined): Line[] {
  if (document === undefined) return [];
  let section = '';
  const lines: Line[] = [{ section, text: document.title }];
  for (const block of document.blocks) {
    if (block.type === 'heading') section = block.text;
    lines.push(...textsOf(block).map((text) => ({ section, text })));
  }
  return lines;
}

function textsOf(block: Block): string[] {
  switch (block.type) {
    case 'heading':
      return [block.text];
    case 'paragraph':
      return [textOf(block)];
    case 'list':
      return block.items.flat().map(textOf);
    case 'table':
      return [block.caption, ...block.rows.map((cells) => cells.map(textOf).join(' | '))];
  }
}

function textOf({ number, content }: Paragraph): string {
  const text = content.map((inline) => inline.text).join('');
  return number === undefined ? text : `${number} ${text}`;
}
