import {
  BorderStyle,
  Document,
  Footer,
  Header,
  HeadingLevel,
  type IParagraphOptions,
  type IRunOptions,
  Packer,
  PageNumber,
  Paragraph,
  ShadingType,
  Tab,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TextRun,
  WidthType,
} from 'docx';
import type * as model from '../document.js';
import { fixPackage } from './docx-package.js';
import { FONTS, numbering, PAGE, runLanguage, styles, TEXT_WIDTH, THIN_BORDERS } from './docx-styles.js';
import {
  byDirection,
  type Direction,
  directionOfLanguage,
  directionOfText,
  oneLine,
  printable,
} from './text.js';

/** A Word document as Council has them: Word's own styles, the title block as a table, A4. */
export async function renderDocx(document: model.ReportDocument): Promise<Uint8Array> {
  const { language } = document;
  const file = new Document({
    styles: styles(language),
    numbering,
    sections: [
      {
        properties: {
          titlePage: true,
          page: {
            size: { width: PAGE.width, height: PAGE.height },
            margin: {
              top: PAGE.top,
              bottom: PAGE.bottom,
              left: PAGE.side,
              right: PAGE.side,
              header: PAGE.edge,
              footer: PAGE.edge,
            },
          },
        },
        headers: {
          default: header(document),
          first: new Header({ children: [new Paragraph({ style: 'Header' })] }),
        },
        footers: { default: footer(), first: footer() },
        children: [
          ...titleBlock(document),
          ...document.blocks.flatMap((block, i) => blockOf(block, document.blocks[i + 1], language)),
          line('Basis', document.basis.statement, language),
        ],
      },
    ],
  });
  return fixPackage(new Uint8Array(await Packer.toArrayBuffer(file)), document);
}

function header({ titleBlock: { documentNumber, mark }, language }: model.ReportDocument): Header {
  const lines = [documentNumber, mark].filter((text) => text !== undefined);
  return new Header({ children: lines.map((text) => line('Header', text, language)) });
}

function footer(): Footer {
  const number = new TextRun({ children: [PageNumber.CURRENT, '/', PageNumber.TOTAL_PAGES] });
  return new Footer({ children: [new Paragraph({ style: 'Footer', children: [number] })] });
}

function titleBlock({ titleBlock: block, title, language }: model.ReportDocument): (Paragraph | Table)[] {
  const some = (style: string, text: string | undefined): Paragraph[] =>
    text === undefined ? [] : [line(style, text, language)];
  const cell = (children: Paragraph[], size: number): TableCell =>
    new TableCell({
      // A cell without a paragraph is not a valid one.
      children: children.length > 0 ? children : [new Paragraph({})],
      width: { size, type: WidthType.DXA },
    });
  const left = Math.round(TEXT_WIDTH * 0.64);
  const data = [
    ...some('DocumentData', block.documentNumber),
    ...some('DocumentData', block.date),
    ...some('DocumentData', block.original),
    ...some('Mark', block.mark),
  ];
  const row = new TableRow({
    children: [cell(some('Forum', block.forum), left), cell(data, TEXT_WIDTH - left)],
    cantSplit: true,
  });
  return [
    new Table({
      rows: [row],
      width: { size: TEXT_WIDTH, type: WidthType.DXA },
      columnWidths: [left, TEXT_WIDTH - left],
      layout: TableLayoutType.FIXED,
      borders: NO_BORDERS,
      margins: { left: 0, right: 0 },
    }),
    line('Source', block.source, language),
    paragraphOf({ heading: HeadingLevel.TITLE }, [{ text: title }], undefined, language),
  ];
}

const NONE = { style: BorderStyle.NONE, size: 0, color: 'auto' } as const;
const NO_BORDERS = {
  top: NONE,
  bottom: NONE,
  left: NONE,
  right: NONE,
  insideHorizontal: NONE,
  insideVertical: NONE,
} as const;

function blockOf(block: model.Block, next: model.Block | undefined, language: string): (Paragraph | Table)[] {
  switch (block.type) {
    case 'heading': {
      const heading = block.level === 1 ? HeadingLevel.HEADING_1 : HeadingLevel.HEADING_2;
      // Without a number there is nothing to hang.
      const flush = block.number === undefined ? { indent: { left: 0, hanging: 0 } } : {};
      return [paragraphOf({ heading, ...flush }, [{ text: block.text }], block.number, language)];
    }
    case 'paragraph':
      // What introduces a list stays with it, and notes on one thing with each other.
      return [
        block.role === 'note'
          ? recorded('Note', block, language, isNote(next))
          : recorded('Normal', block, language, next?.type === 'list'),
      ];
    case 'list':
      return block.items.flatMap((item, i) =>
        listItem(item, language, i === block.items.length - 1 && isNote(next)),
      );
    case 'table':
      return table(block, language);
  }
}

function isNote(block: model.Block | undefined): boolean {
  return block?.type === 'paragraph' && block.role === 'note';
}

/** An item that has a number of its own hangs on it, and needs no bullet. */
function listItem(paragraphs: model.Paragraph[], language: string, keepWithNext: boolean): Paragraph[] {
  return paragraphs.map((each, i) => {
    const first = each.number === undefined ? 'ListBullet' : 'ListNumber';
    const under = each.role === 'note' ? 'ListNote' : 'ListContinue';
    const keepNext = keepWithNext || i < paragraphs.length - 1;
    return recorded(i === 0 ? first : under, each, language, keepNext);
  });
}

function table({ caption, header: head, rows }: model.Table, language: string): (Paragraph | Table)[] {
  const columns = Math.max(head.length, ...rows.map((row) => row.length));
  if (columns === 0) return [line('Caption', caption, language)];
  const widths = columnWidths(head, rows, columns);
  const row = (cells: Paragraph[], isHeader: boolean): TableRow =>
    new TableRow({
      tableHeader: isHeader,
      cantSplit: true,
      children: widths.map(
        (size, i) =>
          new TableCell({
            children: [cells[i] ?? new Paragraph({ style: 'TableText' })],
            width: { size, type: WidthType.DXA },
            margins: { left: 100, right: 100 },
            ...(isHeader ? { shading: { type: ShadingType.CLEAR, color: 'auto', fill: 'E6EEF6' } } : {}),
          }),
      ),
    });
  const cell = (each: model.Paragraph): Paragraph =>
    recorded(each.role === 'note' ? 'TableNote' : 'TableText', each, language);
  return [
    line('Caption', caption, language),
    new Table({
      rows: [
        row(
          head.map((text) => line('TableHead', text, language)),
          true,
        ),
        ...rows.map((cells) => row(cells.map(cell), false)),
      ],
      width: { size: TEXT_WIDTH, type: WidthType.DXA },
      columnWidths: widths,
      layout: TableLayoutType.AUTOFIT,
      borders: THIN_BORDERS,
    }),
  ];
}

/** Twips for a character of table text, in the widest font that may stand in for ours, and for a cell's margins. */
const CHARACTER = 130;
const MARGINS = 200;

/** Each column is as wide as its longest word; what is left goes by the longest cells, within a bound. */
function columnWidths(head: string[], rows: model.Paragraph[][], columns: number): number[] {
  const needs = Array.from({ length: columns }, (_, column) => {
    const cells = rows.map((row) => row[column]?.content.map(({ text }) => text).join('') ?? '');
    const texts = [head[column] ?? '', ...cells];
    const word = Math.max(
      ...texts.flatMap((text) => text.split(/\s/)).map(({ length }) => Math.min(length, 24)),
    );
    const whole = Math.max(...texts.map(({ length }) => Math.min(length, 80)));
    return { least: word * CHARACTER + MARGINS, more: whole - word + 1 };
  });
  const least = needs.reduce((sum, need) => sum + need.least, 0);
  const more = needs.reduce((sum, need) => sum + need.more, 0);
  const spare = TEXT_WIDTH - least;
  return needs.map((need) =>
    Math.floor(spare < 0 ? (TEXT_WIDTH * need.least) / least : need.least + (spare * need.more) / more),
  );
}

function line(style: string, text: string, language: string): Paragraph {
  return paragraphOf({ style }, [{ text: oneLine(text) }], undefined, language);
}

function recorded(
  style: string,
  { content, number }: model.Paragraph,
  language: string,
  keepNext = false,
): Paragraph {
  return paragraphOf({ style, ...(keepNext ? { keepNext } : {}) }, content, number, language);
}

function paragraphOf(
  options: IParagraphOptions,
  content: model.Inline[],
  number: string | undefined,
  language: string,
): Paragraph {
  const text = content.map((inline) => inline.text).join('');
  const direction = directionOfText(text) ?? directionOfLanguage(language);
  const before = number === undefined ? [] : [new TextRun({ children: [oneLine(number), new Tab()] })];
  return new Paragraph({
    ...options,
    ...(direction === 'rtl' ? { bidirectional: true } : {}),
    children: [...before, ...content.flatMap((inline) => runs(inline, direction, language))],
  });
}

function runs({ text, language, style }: model.Inline, base: Direction, around: string): TextRun[] {
  const look: IRunOptions = {
    ...(style === 'strong' ? { bold: true } : {}),
    ...(style === 'emphasis' ? { italics: true } : {}),
    ...(language === undefined || language === around ? {} : { language: runLanguage(language) }),
  };
  return byDirection(printable(text), base).flatMap((stretch) => {
    const turned = stretch.direction === 'rtl' ? { rightToLeft: true, font: FONTS } : {};
    return stretch.text
      .split('\n')
      .map(
        (words, i) =>
          new TextRun({ ...look, ...turned, ...(i > 0 ? { break: 1 } : {}), children: tabbed(words) }),
      );
  });
}

/** Word keeps a tab as an element of its own. */
function tabbed(text: string): (string | Tab)[] {
  return text.split('\t').flatMap((words, i) => (i === 0 ? [words] : [new Tab(), words]));
}
