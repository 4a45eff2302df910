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
  TextRun,
} from 'docx';
import { fixPackage } from '../render/docx-package.js';
import { PAGE, numbering, styles } from '../render/docx-styles.js';
import { directionOfLanguage, directionOfText, oneLine, printable } from '../render/text.js';
import type { ChangeNote, Redline, RedlinedLine } from './document.js';
import type { Piece } from './words.js';

/** Who a change is by where the record does not tell. */
const SOMEBODY = 'Acta';

/**
 * A Word document whose changes are tracked: whoever opens it can accept or reject each. Accepted, it reads as the new
 * text, rejected as the old; a paragraph that came or went takes its end with it.
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
          ...lines.map((line) => paragraphOf(line, language, track)),
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
  row: { style: 'Normal' },
  provision: { style: 'Normal' },
};

function paragraphOf(line: RedlinedLine, language: string, track: Track): Paragraph {
  const { kind, mark, cells, provision, changed } = line;
  const text = cells.flat().map((piece) => piece.text);
  const direction = directionOfText(text.join('')) ?? directionOfLanguage(language);
  const beside =
    provision === undefined
      ? []
      : [new TextRun({ ...STRONG, children: [`${provision.mark} ${oneLine(provision.number)}`, new Tab()] })];
  const runs = cells.flatMap((pieces, i) => [
    ...(i === 0
      ? []
      : [runOf({ text: '\t', ...(mark === undefined ? {} : { mark }) }, changed, track)].flat()),
    ...pieces.flatMap((piece) => runOf(piece, changed, track)),
  ]);
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
