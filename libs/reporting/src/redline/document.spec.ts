import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sample } from '../render/sample.js';
import { type Line, type RedlinedLine, isChanged, linesOf, redlineLines } from './document.js';
import { redlineProvisions } from './provisions.js';
import { renderRedline } from './index.js';

const note = { author: 'secretariat', date: '2026-03-01T12:00:00.000Z' };
const options = { language: 'en', noteOf: () => note };

/** The lines that are left where every change is accepted, or every one rejected. */
function settled(lines: readonly RedlinedLine[], gone: 'inserted' | 'deleted') {
  return lines
    .filter(({ mark }) => mark !== gone)
    .map(({ kind, cells }) => ({
      kind,
      cells: cells.map((pieces) =>
        pieces.flatMap((piece) => (piece.mark === gone ? [] : [piece.text])).join(''),
      ),
    }));
}

const bare = (lines: readonly Line[]) => lines.map(({ kind, cells }) => ({ kind, cells }));

const kinds = ['paragraph', 'note', 'item', 'row'] as const;
const words = fc
  .array(fc.constantFrom('the', 'Chair', 'noted', 'paper 3,', 'ne', '会议', 'وثيقة'), {
    minLength: 1,
    maxLength: 8,
  })
  .map((each) => each.join(' '));
const line = fc.record({
  kind: fc.constantFrom(...kinds),
  cells: fc.array(words, { minLength: 1, maxLength: 2 }),
  restsOn: fc.constant([] as string[]),
});

describe('a redline of lines', () => {
  it('gives the old lines where it is rejected and the new ones where it is accepted', () => {
    const edited = fc.array(line, { maxLength: 12 }).chain((before) =>
      fc.record({
        before: fc.constant(before),
        after: fc
          .array(fc.oneof(line, before.length === 0 ? line : fc.constantFrom(...before)), { maxLength: 12 })
          .map((lines): Line[] => lines),
      }),
    );
    fc.assert(
      fc.property(edited, ({ before, after }) => {
        const redlined = redlineLines(before, after, options);
        expect(settled(redlined, 'inserted')).toEqual(bare(before));
        expect(settled(redlined, 'deleted')).toEqual(bare(after));
      }),
    );
  });

  it('of a document with itself shows no change; a changed word in it is one change', () => {
    const before = linesOf(sample);
    expect(redlineLines(before, before, options).some(isChanged)).toBe(false);
    const at = before.findIndex(
      ({ kind, cells }) => kind === 'paragraph' && (cells[0] ?? '').split(' ').length > 5,
    );
    const after = before.map((each, i) =>
      i === at ? { ...each, cells: [(each.cells[0] ?? '').replace(/\S+$/, 'otherwise')] } : each,
    );
    const changed = redlineLines(before, after, options).filter(isChanged);
    expect(changed).toHaveLength(1);
    expect(changed[0]).toMatchObject({ kind: 'paragraph', changed: note });
    expect(changed[0]?.mark).toBeUndefined();
  });
});

describe('a redline of provisions', () => {
  it('marks each beside its text: added, modified, modified in form, suppressed, not changed', () => {
    const clause = (key: string, text: string): Line => ({
      kind: 'provision',
      key,
      cells: [text],
      restsOn: [],
    });
    const before = [
      clause('1', 'to meet'),
      clause('2', 'to report, yearly'),
      clause('3', 'to advise'),
      clause('4', 'to end'),
    ];
    const after = [
      clause('1', 'to meet'),
      clause('2', 'to report yearly'),
      clause('4', 'to go on'),
      clause('5', 'to ADD'),
    ];
    const redlined = redlineProvisions(before, after, { language: 'en', changed: note });
    expect(redlined.map(({ provision }) => [provision?.number, provision?.mark])).toEqual([
      ['1', 'NOC'],
      ['2', '(MOD)'],
      ['3', 'SUP'],
      ['4', 'MOD'],
      ['5', 'ADD'],
    ]);
    expect(redlined.map(({ changed }) => changed === undefined)).toEqual([true, false, false, false, false]);
    expect(
      redlined.flatMap(({ cells }) => cells.flat()).some(({ text }) => /\bSUP|NOC|MOD\b/.test(text)),
    ).toBe(false);
  });
});

describe('a rendered redline', () => {
  const HOSTILE = '<script>alert(1)</script> [x](javascript:1) =1+1 \u202e\u0000 & "q" *b*';
  const before: Line[] = [{ kind: 'paragraph', cells: [`Noted. ${HOSTILE}`], restsOn: [] }];
  const after: Line[] = [{ kind: 'paragraph', cells: [`Decided. ${HOSTILE}`], restsOn: ['e'] }];
  const redline = {
    language: 'en',
    title: HOSTILE,
    from: 'Before.',
    to: 'After.',
    lines: redlineLines(before, after, options),
    changes: 1,
  };
  const rendered = async (format: 'json' | 'md' | 'html' | 'docx') =>
    (await renderRedline(redline, format, '2026-03-02T00:00:00.000Z')).bytes;
  const text = async (format: 'json' | 'md' | 'html') => new TextDecoder().decode(await rendered(format));

  it('keeps recorded text inert, and tells who and when', async () => {
    const html = await text('html');
    expect(html).toContain('<del title="secretariat, 2026-03-01T12:00:00.000Z"');
    expect(html).not.toContain('<script');
    const markdown = await text('md');
    expect(markdown).toContain('<del>Noted</del><ins>Decided</ins>');
    expect(markdown).toContain('\\<script\\>');
    expect(markdown).not.toMatch(/[^\\]\[x\]/);
    expect(JSON.parse(await text('json'))).toEqual(redline);
  });

  it('keeps a table a table, and what acts at the start of a line inert', async () => {
    const row = (...cells: string[]): Line => ({ kind: 'row', cells, restsOn: ['e'] });
    const caption: Line = { kind: 'caption', cells: ['Papers'], restsOn: [] };
    const head = row('Number', 'Title | words');
    const old = [caption, head, row('1', 'First'), row('2', 'Second'), { ...caption, cells: ['- no list'] }];
    const renewed = [
      caption,
      head,
      row('1', 'First, revised'),
      row('3', 'Third'),
      { ...caption, cells: ['- no list'] },
    ];
    const lines = redlineLines(old, renewed, options);
    const shown = async (format: 'md' | 'html') =>
      new TextDecoder().decode((await renderRedline({ ...redline, lines }, format, note.date)).bytes);
    expect(await shown('md')).toContain(
      [
        'Papers',
        '',
        '| Number | Title \\| words |',
        '| --- | --- |',
        `| 1 | First<ins>, revised</ins> _(secretariat, ${note.date})_ |`,
        `| <del>2</del> | <del>Second</del> _(secretariat, ${note.date})_ |`,
        `| <ins>3</ins> | <ins>Third</ins> _(secretariat, ${note.date})_ |`,
        '',
        '\\- no list',
      ].join('\n'),
    );
    const html = await shown('html');
    expect(html.match(/<table>/g)).toHaveLength(1);
    expect(html.match(/<tr>/g)).toHaveLength(4);
    expect(html).toContain('<th dir="auto">Title | words</th>');
  });

  it('is the same bytes every time', async () => {
    expect(await rendered('docx')).toEqual(await rendered('docx'));
  });
});
