import { diffArrays } from 'diff';

/** A stretch of text; unmarked, it is in both texts. */
export interface Piece {
  readonly text: string;
  readonly mark?: 'inserted' | 'deleted';
}

/** Texts of more words than this are compared line by line first. */
const MANY_WORDS = 20_000;
/** How many insertions and deletions are looked for before a stretch counts as replaced whole. */
const MOST_EDITS = 3_000;

/**
 * What a text became, word by word, as the language has words (Unicode UAX 29, by Intl.Segmenter): Chinese has them without
 * spaces. Unmarked and deleted pieces make the old text, unmarked and inserted ones the new, to the character. Where texts
 * differ beyond measure, whole stretches count as replaced, so that it ends in time.
 */
export function redlineText(before: string, after: string, language: string): Piece[] {
  if (before === after) return joined([{ text: before }]);
  const segmenter = segmenterFor(language);
  const [old, renewed] = [wordsOf(before, segmenter), wordsOf(after, segmenter)];
  if (old.length + renewed.length <= 2 * MANY_WORDS)
    return joined(compared(old, renewed) ?? replaced(before, after));
  const lines = compared(linesOf(before), linesOf(after));
  if (lines === undefined) return joined(replaced(before, after));
  return joined(withinLines(lines, segmenter));
}

function withinLines(lines: readonly Piece[], segmenter: Intl.Segmenter): Piece[] {
  const pieces: Piece[] = [];
  for (let i = 0; i < lines.length; i++) {
    const [line, next] = [lines[i], lines[i + 1]];
    if (line === undefined) break;
    if (line.mark !== 'deleted' || next?.mark !== 'inserted') {
      pieces.push(line);
      continue;
    }
    const [old, renewed] = [wordsOf(line.text, segmenter), wordsOf(next.text, segmenter)];
    const few = old.length + renewed.length <= 2 * MANY_WORDS;
    pieces.push(...((few ? compared(old, renewed) : undefined) ?? [line, next]));
    i++;
  }
  return pieces;
}

/** Undefined where the two differ beyond measure. */
function compared(before: string[], after: string[]): Piece[] | undefined {
  return diffArrays(before, after, { maxEditLength: MOST_EDITS })?.map(({ value, added, removed }) => ({
    text: value.join(''),
    ...(added ? { mark: 'inserted' as const } : removed ? { mark: 'deleted' as const } : {}),
  }));
}

function replaced(before: string, after: string): Piece[] {
  return [
    { text: before, mark: 'deleted' },
    { text: after, mark: 'inserted' },
  ];
}

/** Words and other signs, each with the white space behind it: spaces alone make no two texts alike. */
function wordsOf(text: string, segmenter: Intl.Segmenter): string[] {
  const words: string[] = [];
  for (const { segment } of segmenter.segment(text)) {
    const last = words.at(-1);
    if (last !== undefined && segment.trim() === '') words[words.length - 1] = last + segment;
    else words.push(segment);
  }
  return words;
}

/** The words of a text, without what stands between them. */
export function wordsIn(text: string, language: string): string[] {
  return Array.from(segmenterFor(language).segment(text)).flatMap(({ segment, isWordLike }) =>
    isWordLike === true ? [segment] : [],
  );
}

function linesOf(text: string): string[] {
  return text.split(/(?<=\n)/);
}

/**
 * What changed in a row, white space between it included, is one deletion and one insertion, as people read it; neighbours
 * that stayed are one piece, and empty ones are left out.
 */
function joined(pieces: readonly Piece[]): Piece[] {
  const whole: Piece[] = [];
  let changed = { deleted: '', inserted: '' };
  let kept = '';
  const close = (): void => {
    const space = /\s*$/.exec(changed.inserted)?.[0] ?? '';
    if (space !== '' && changed.deleted.endsWith(space)) {
      const cut = (text: string): string => text.slice(0, -space.length);
      changed = { deleted: cut(changed.deleted), inserted: cut(changed.inserted) };
      kept = space + kept;
    }
    for (const mark of ['deleted', 'inserted'] as const)
      if (changed[mark] !== '') whole.push({ text: changed[mark], mark });
    changed = { deleted: '', inserted: '' };
    if (kept !== '') whole.push({ text: kept });
    kept = '';
  };
  for (const { text, mark } of pieces) {
    if (mark === undefined) {
      kept += text;
      continue;
    }
    if (kept.trim() === '' && (changed.deleted !== '' || changed.inserted !== '')) {
      changed = { deleted: changed.deleted + kept, inserted: changed.inserted + kept };
      kept = '';
    } else close();
    changed[mark] += text;
  }
  close();
  return whole;
}

const segmenters = new Map<string, Intl.Segmenter>();

/** A tag that the platform does not take is read as no language in particular. */
function segmenterFor(language: string): Intl.Segmenter {
  const known = segmenters.get(language);
  if (known !== undefined) return known;
  const tag = /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/.test(language) ? language : 'und';
  const segmenter = new Intl.Segmenter(tag, { granularity: 'word' });
  if (segmenters.size < 100) segmenters.set(language, segmenter);
  return segmenter;
}
