import {
  DeletedTextRun,
  Document,
  HeadingLevel,
  type IParagraphOptions,
  type IRunOptions,
  InsertedTextRun,
  Packer,
  Paragraph,
  Tab,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TextRun,
  WidthType,
} from 'docx';
import { fixPackage } from '../render/docx-package.js';
import { PAGE, TEXT_WIDTH, THIN_BORDERS, numbering, styles } from '../render/docx-styles.js';
import { directionOfLanguage, directionOfText, oneLine, printable } from '../render/text.js';
import { type ChangeNote, type Redline, type RedlinedLine, inTables } from './document.js';
import type { Piece } from './words.js';

/** Who a change is by where the record does not tell. */
const SOMEBODY = 'Acta';

/**
 * A Word document whose changes are tracked: whoever opens it can accept or reject each. Accepted, it reads as the new
 * text, rejected as the old; a paragraph or a table's row that came or went goes whole.
 * @param at the moment of changes that the record tells no date of, ISO 8601
 */
export async function redlineDocx(redline: Redline, at: string): Promise<Uint8Array> {
  const { language, title, from, to, lines } = redline;
  let last = 0;
  const track: Track = (note) => ({
    id: ++last,
    author: printable(note?.author ?? SOMEBODY),
    date: note?.date ?? at,
  });
  const plain = (options: IParagraphOptions, text: string): Paragraph =>
    new Paragraph({ ...options, children: [new TextRun(oneLine(text))] });
  const file = new Document({
    styles: styles(language),
    numbering,
    sections: [
      {
        properties: {
          page: {
            size: { width: PAGE.width, height: PAGE.height },
            margin: { top: PAGE.top, bottom: PAGE.bottom, left: PAGE.side, right: PAGE.side },
          },
        },
        children: [
          plain({ heading: HeadingLevel.TITLE }, title),
          ...inTables(lines).map((part) =>
            'rows' in part ? tableOf(part.rows, language, track) : paragraphOf(part, language, track),
          ),
          plain({ style: 'Basis' }, from),
          plain({ style: 'Basis' }, to),
        ],
      },
    ],
  });
  const archive = new Uint8Array(await Packer.toArrayBuffer(file));
  return fixPackage(archive, { title, titleBlock: { source: title }, language });
}

const STRONG: IRunOptions = { bold: true };

type Track = (note: ChangeNote | undefined) => { id: number; author: string; date: string };

const STYLES: Readonly<Record<RedlinedLine['kind'], IParagraphOptions>> = {
  title: { heading: HeadingLevel.HEADING_1, indent: { left: 0, hanging: 0 } },
  'heading-1': { heading: HeadingLevel.HEADING_1, indent: { left: 0, hanging: 0 } },
  'heading-2': { heading: HeadingLevel.HEADING_2, indent: { left: 0, hanging: 0 } },
  paragraph: { style: 'Normal' },
  note: { style: 'Note' },
  item: { style: 'ListBullet' },
  'under-item': { style: 'ListContinue' },
  caption: { style: 'Caption' },
  row: { style: 'TableText' },
  provision: { style: 'Normal' },
};

function tableOf(rows: readonly RedlinedLine[], language: string, track: Track): Table {
  const columns = Math.max(...rows.map(({ cells }) => cells.length));
  const size = Math.floor(TEXT_WIDTH / columns);
  const cellOf = (line: RedlinedLine, i: number): TableCell =>
    new TableCell({
      children: [paragraphOf({ ...line, cells: line.cells.slice(i, i + 1) }, language, track)],
      width: { size, type: WidthType.DXA },
      margins: { left: 100, right: 100 },
    });
  return new Table({
    rows: rows.map(
      (line, i) =>
        new TableRow({
          tableHeader: i === 0,
          cantSplit: true,
          ...(line.mark === 'inserted' ? { insertion: track(line.changed) } : {}),
          ...(line.mark === 'deleted' ? { deletion: track(line.changed) } : {}),
          children: Array.from({ length: columns }, (_, column) => cellOf(line, column)),
        }),
    ),
    width: { size: TEXT_WIDTH, type: WidthType.DXA },
    columnWidths: Array.from({ length: columns }, () => size),
    layout: TableLayoutType.AUTOFIT,
    borders: THIN_BORDERS,
  });
}

function paragraphOf(line: RedlinedLine, language: string, track: Track): Paragraph {
  const { kind, mark, cells, provision, changed } = line;
  const text = cells.flat().map((piece) => piece.text);
  const direction = directionOfText(text.join('')) ?? directionOfLanguage(language);
  const beside =
    provision === undefined
      ? []
      : [new TextRun({ ...STRONG, children: [`${provision.mark} ${oneLine(provision.number)}`, new Tab()] })];
  const runs = cells.flat().flatMap((piece) => runOf(piece, changed, track));
  // What stands beside a provision stays whatever becomes of its text; then its paragraph does, too.
  const end = provision === undefined ? mark : undefined;
  return new Paragraph({
    ...STYLES[kind],
    ...(direction === 'rtl' ? { bidirectional: true } : {}),
    ...(end === 'inserted' ? { run: { insertion: track(changed) } } : {}),
    ...(end === 'deleted' ? { run: { deletion: track(changed) } } : {}),
    children: [...beside, ...runs],
  });
}

function runOf(
  { text, mark }: Piece,
  changed: ChangeNote | undefined,
  track: Track,
): (TextRun | InsertedTextRun | DeletedTextRun)[] {
  return printable(text)
    .split('\n')
    .map((words, i) => {
      const turned = directionOfText(words) === 'rtl' ? { rightToLeft: true } : {};
      const options = { ...turned, ...(i > 0 ? { break: 1 } : {}) };
      if (mark === 'deleted') return new DeletedTextRun({ ...options, text: words, ...track(changed) });
      const shown = { ...options, children: tabbed(words) };
      return mark === 'inserted' ? new InsertedTextRun({ ...shown, ...track(changed) }) : new TextRun(shown);
    });
}

/** Word keeps a tab as an element of its own. */
function tabbed(text: string): (string | Tab)[] {
  return text.split('\t').flatMap((words, i) => (i === 0 ? [words] : [new Tab(), words]));
}
