import type { Uuid } from '@acta/domain';
import { diffArrays } from 'diff';
import type { Block, Inline, Paragraph, ReportDocument } from '../document.js';
import { type Piece, redlineText, wordsIn } from './words.js';

/** What a line is in its document, which tells how it looks. A `provision` is a clause, told by its number. */
export type LineKind =
  | 'title'
  | 'heading-1'
  | 'heading-2'
  | 'paragraph'
  | 'note'
  | 'item'
  | 'under-item'
  | 'caption'
  | 'row'
  | 'provision';

/** A line of one version: its text, by cells where it is a table's row. */
export interface Line {
  kind: LineKind;
  cells: string[];
  /** Ids of the events that it rests on. */
  restsOn: readonly Uuid[];
  /** Of a provision: its number; what has the same key is the same provision, wherever it stands. */
  key?: string;
}

/** What became of a provision: added, modified, modified in its wording alone, suppressed, or not changed. */
export type ProvisionMark = 'ADD' | 'MOD' | '(MOD)' | 'SUP' | 'NOC';

/** A line of the redline. With a mark, the whole line came or went; without, the pieces of its cells tell. */
export interface RedlinedLine {
  readonly kind: LineKind;
  readonly mark?: 'inserted' | 'deleted';
  readonly cells: readonly (readonly Piece[])[];
  /** Of a provision, beside its text and never in it. */
  readonly provision?: { readonly number: string; readonly mark: ProvisionMark };
  /** Ids of the events that a line that changed rests on in its newer version. */
  readonly restsOn?: readonly Uuid[];
  /** Who changed it, and when: the newest act that it rests on and did not before. */
  readonly changed?: ChangeNote;
}

/** A change as a document may tell it: in which capacity, never by whose id. */
export interface ChangeNote {
  readonly author: string;
  /** ISO 8601. */
  readonly date: string;
}

/** What two versions of something differ in. */
export interface Redline {
  /** Language of the generated words of the newer version (BCP 47). */
  readonly language: string;
  /** What it is of. */
  readonly title: string;
  /** The points that are compared, each in a sentence; `from` says so where there was nothing yet. */
  readonly from: string;
  readonly to: string;
  readonly lines: readonly RedlinedLine[];
  /** How many lines differ. */
  readonly changes: number;
}

type NoteOf = (events: readonly Uuid[]) => ChangeNote | undefined;

/** A document's text, line by line. Its title block and basis are no text of its own: they are left out. */
export function linesOf({ title, blocks }: ReportDocument): Line[] {
  return [{ kind: 'title', cells: [title], restsOn: [] }, ...blocks.flatMap(linesOfBlock)];
}

function linesOfBlock(block: Block): Line[] {
  switch (block.type) {
    case 'heading': {
      const kind = block.level === 1 ? 'heading-1' : 'heading-2';
      return [{ kind, cells: [numbered(block.number, block.text)], restsOn: [] }];
    }
    case 'paragraph':
      return [paragraph(block, block.role === 'note' ? 'note' : 'paragraph')];
    case 'list':
      return block.items.flatMap((item) =>
        item.map((each, i) => paragraph(each, i === 0 ? 'item' : 'under-item')),
      );
    case 'table':
      return [
        { kind: 'caption', cells: [block.caption], restsOn: [] },
        { kind: 'row', cells: block.header, restsOn: [] },
        ...block.rows.map((cells): Line => {
          const restsOn = cells.flatMap((cell) => cell.restsOn);
          return {
            kind: 'row',
            cells: cells.map((cell) => numbered(cell.number, textOf(cell.content))),
            restsOn,
          };
        }),
      ];
  }
}

function paragraph({ number, content, restsOn }: Paragraph, kind: LineKind): Line {
  return { kind, cells: [numbered(number, textOf(content))], restsOn };
}

const textOf = (content: readonly Inline[]): string => content.map(({ text }) => text).join('');
const numbered = (number: string | undefined, text: string): string =>
  number === undefined ? text : `${number} ${text}`;

/** How many lines that came or went are looked for before the rest counts as replaced. */
const MOST_EDITS = 3_000;
/** Two lines are one that was changed where at least so much of the longer one stayed. */
const ALIKE = 0.3;

/**
 * What became of the lines: those that stayed, came, went, or were changed word by word. Rejected, it gives the old lines,
 * accepted the new ones, each in its order.
 * @param noteOf who changed what rests on these events
 */
export function redlineLines(
  before: readonly Line[],
  after: readonly Line[],
  { language, noteOf }: { language: string; noteOf: NoteOf },
): RedlinedLine[] {
  const changes = diffArrays([...before], [...after], {
    comparator: isSame,
    maxEditLength: MOST_EDITS,
  }) ?? [
    { value: [...before], removed: true, added: false },
    { value: [...after], removed: false, added: true },
  ];
  const redlined: RedlinedLine[] = [];
  for (let i = 0; i < changes.length; i++) {
    const [change, next] = [changes[i], changes[i + 1]];
    if (change === undefined) break;
    if (change.removed && next?.added === true) {
      redlined.push(...paired(change.value, next.value, { language, noteOf }));
      i++;
    } else
      redlined.push(
        ...change.value.map((line) => whole(line, markOf(change), change.removed ? nobody : noteOf)),
      );
  }
  return redlined;
}

/** Of what went and nothing came in its place, the record does not tell by whom. */
const nobody: NoteOf = () => undefined;

function isSame(a: Line, b: Line): boolean {
  return (
    a.kind === b.kind && a.cells.length === b.cells.length && a.cells.every((cell, i) => cell === b.cells[i])
  );
}

function markOf({ added, removed }: { added: boolean; removed: boolean }): RedlinedLine['mark'] {
  return added ? 'inserted' : removed ? 'deleted' : undefined;
}

function whole(line: Line, mark: RedlinedLine['mark'], noteOf: NoteOf): RedlinedLine {
  const piece = (text: string): Piece[] =>
    text === '' ? [] : [{ text, ...(mark === undefined ? {} : { mark }) }];
  const changed = mark === undefined ? undefined : noteOf(line.restsOn);
  return {
    kind: line.kind,
    ...(mark === undefined ? {} : { mark }),
    cells: line.cells.map(piece),
    ...(mark === 'inserted' ? { restsOn: line.restsOn } : {}),
    ...(changed === undefined ? {} : { changed }),
  };
}

/** Lines in the place of others: each new one beside the first old one of its kind, after those before it, that it is like. */
function paired(
  old: readonly Line[],
  renewed: readonly Line[],
  { language, noteOf }: { language: string; noteOf: NoteOf },
): RedlinedLine[] {
  const redlined: RedlinedLine[] = [];
  const known = new Set(old.flatMap(({ restsOn }) => restsOn));
  // What went here went by what came in its place.
  const byWhat = noteOf(renewed.flatMap(({ restsOn }) => restsOn.filter((id) => !known.has(id))));
  const gone = (line: Line): RedlinedLine => whole(line, 'deleted', () => byWhat);
  const before = old.map((line) => counted(line, language));
  let next = 0;
  let came: Line[] = [];
  // What went stands before what came in its place.
  const fill = (until: number): void => {
    redlined.push(
      ...old.slice(next, until).map(gone),
      ...came.map((line) => whole(line, 'inserted', noteOf)),
    );
    came = [];
  };
  for (const line of renewed) {
    const own = counted(line, language);
    const near = before.slice(next, next + LOOK_AHEAD).findIndex((each) => isLike(each, own));
    const was = near === -1 ? undefined : old[next + near];
    if (was === undefined) {
      came.push(line);
      continue;
    }
    fill(next + near);
    redlined.push(changedLine(was, line, { language, noteOf }));
    next += near + 1;
  }
  fill(old.length);
  return redlined;
}

const LOOK_AHEAD = 20;

/** Whether so much of the longer line is in both, as words whatever their order. */
function isLike(a: Counted, b: Counted): boolean {
  if (a.line.kind !== b.line.kind || a.line.cells.length !== b.line.cells.length) return false;
  let shared = 0;
  for (const [word, count] of a.words) shared += word.length * Math.min(count, b.words.get(word) ?? 0);
  return shared >= ALIKE * Math.max(a.length, b.length);
}

/** A line with its words, and how often it has each. */
interface Counted {
  line: Line;
  words: ReadonlyMap<string, number>;
  length: number;
}

function counted(line: Line, language: string): Counted {
  const words = new Map<string, number>();
  let length = 0;
  for (const word of line.cells.flatMap((cell) => wordsIn(cell, language))) {
    words.set(word, (words.get(word) ?? 0) + 1);
    length += word.length;
  }
  return { line, words, length };
}

function changedLine(
  was: Line,
  is: Line,
  { language, noteOf }: { language: string; noteOf: NoteOf },
): RedlinedLine {
  const known = new Set(was.restsOn);
  const changed = noteOf(is.restsOn.filter((id) => !known.has(id))) ?? noteOf(is.restsOn);
  return {
    kind: is.kind,
    cells: is.cells.map((cell, i) => redlineText(was.cells[i] ?? '', cell, language)),
    restsOn: is.restsOn,
    ...(changed === undefined ? {} : { changed }),
  };
}

/** A line's text in one version: without what the other alone has. */
export function lineText({ cells }: Pick<RedlinedLine, 'cells'>, without: Piece['mark']): string {
  return cells
    .map((pieces) => pieces.flatMap(({ text, mark }) => (mark === without ? [] : [text])).join(''))
    .filter((text) => text !== '')
    .join(' | ');
}

/** Lines as they stand on a page: the rows between two lines of another kind are one table, its headings first. */
export function inTables(lines: readonly RedlinedLine[]): (RedlinedLine | { rows: RedlinedLine[] })[] {
  const parts: (RedlinedLine | { rows: RedlinedLine[] })[] = [];
  for (const line of lines) {
    const last = parts.at(-1);
    if (line.kind !== 'row') parts.push(line);
    else if (last !== undefined && 'rows' in last) last.rows.push(line);
    else parts.push({ rows: [line] });
  }
  return parts;
}

/** Whether anything of a line changed. */
export function isChanged({ mark, cells, provision }: RedlinedLine): boolean {
  if (provision !== undefined) return provision.mark !== 'NOC';
  return mark !== undefined || cells.some((pieces) => pieces.some((piece) => piece.mark !== undefined));
}
