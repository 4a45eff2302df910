import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Piece, redlineText } from './words.js';

const without = (pieces: readonly Piece[], mark: Piece['mark']): string =>
  pieces
    .filter((piece) => piece.mark !== mark)
    .map(({ text }) => text)
    .join('');

const shown = (before: string, after: string, language: string): string =>
  redlineText(before, after, language)
    .map(({ text, mark }) =>
      mark === undefined ? text : mark === 'inserted' ? `{+${text}+}` : `{-${text}-}`,
    )
    .join('');

/** Letters of six scripts, marks upon them, spaces, punctuation, and what is not seen. */
const WORDS = [
  ...['the meeting', 'noted', 'a paper,', 'L’Assemblée', 'décide', 'qu’il', 'e\u0301te\u0301'],
  ...['لاحظت', 'المجموعة', 'وثيقةً', 'إلى'],
  ...['会议', '注意到', '文稿', '儿童在线'],
  ...['группа', 'отметила', 'вклад'],
  ...['समूह', 'ने', 'नोट', 'किया'],
  ...['η', 'ομάδα', 'σημείωσε'],
  ...[' ', '\n', '\u200b', '\u200f', '\u202e', '\u2066', '👩‍👧', '\ud83d', '\t', '<b>', '='],
];
const text = fc
  .array(fc.oneof(fc.constantFrom(...WORDS), fc.string({ maxLength: 3, unit: 'binary' })), { maxLength: 25 })
  .map((words) => words.join(' '));
const language = fc.constantFrom('en', 'fr', 'ar', 'zh', 'ru', 'hi', 'el', 'x', 'no language!');

describe('a redline of a text', () => {
  it('gives the old text where it is rejected and the new one where it is accepted, in any script', () => {
    fc.assert(
      fc.property(text, text, language, (before, after, tag) => {
        const pieces = redlineText(before, after, tag);
        expect(without(pieces, 'inserted')).toBe(before);
        expect(without(pieces, 'deleted')).toBe(after);
        expect(pieces.some(({ text: words }) => words === '')).toBe(false);
        expect(pieces.slice(1).some(({ mark }, i) => mark === pieces[i]?.mark)).toBe(false);
      }),
    );
  });

  it('goes by whole words', () => {
    expect(shown('The Chair encouraged all.', 'The Chair invited all.', 'en')).toBe(
      'The Chair {-encouraged-}{+invited+} all.',
    );
    expect(shown('Le Groupe décide.', 'Le Groupe a décidé.', 'fr')).toBe('Le Groupe {-décide-}{+a décidé+}.');
    expect(shown('لاحظت المجموعة الوثيقة', 'درست المجموعة الوثيقة', 'ar')).toBe(
      '{-لاحظت-}{+درست+} المجموعة الوثيقة',
    );
    expect(shown('会议注意到文稿', '会议讨论了文稿', 'zh')).toBe('会议{-注意到-}{+讨论了+}文稿');
  });

  it('is no change where nothing changed, and one where all did', () => {
    expect(redlineText('same', 'same', 'en')).toEqual([{ text: 'same' }]);
    expect(redlineText('', '', 'en')).toEqual([]);
    expect(redlineText('', 'new', 'en')).toEqual([{ text: 'new', mark: 'inserted' }]);
  });

  it('of a mebibyte ends, and is exact', () => {
    const line = (i: number): string => `Line ${String(i)} of a long text, with some words in it.\n`;
    const before = Array.from({ length: 20_000 }, (_, i) => line(i)).join('');
    const after = before.replaceAll('Line 77', 'Row 77');
    const scattered = before.replaceAll('of', 'from').replaceAll('\n', ' ');
    for (const other of [after, scattered, '']) {
      const pieces = redlineText(before, other, 'en');
      expect(without(pieces, 'inserted') === before && without(pieces, 'deleted') === other).toBe(true);
    }
    expect(redlineText(before, after, 'en').length).toBeGreaterThan(200);
  });
});
