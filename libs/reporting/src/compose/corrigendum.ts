import type { Uuid } from '@acta/domain';
import type { Point } from '@acta/projections';
import type { Block, Paragraph, ReportDocument } from '../document.js';
import { phrasesFor } from '../phrases/index.js';
import { type RedlinedLine, isChanged, lineText } from '../redline/document.js';
import { generated, list } from './parts.js';

/** What of a redlined report was changed, and the events that the new words rest on. */
export function correctionsIn(lines: readonly RedlinedLine[]): {
  paragraphs: RedlinedLine[];
  restsOn: readonly Uuid[];
} {
  const paragraphs = lines.filter(isChanged);
  return { paragraphs, restsOn: [...new Set(paragraphs.flatMap(({ restsOn = [] }) => restsOn))] };
}

/**
 * The corrigendum to an issued report as it may be drafted: place by place, for which words which others are to be read.
 * @param issued the report as it was issued; the corrigendum is in its language
 * @param lines the issued text against what the record says by now
 */
export function composeCorrigendum(
  { title, titleBlock, language }: ReportDocument,
  lines: readonly RedlinedLine[],
  point: Point,
): ReportDocument {
  const phrases = phrasesFor(language);
  const { mark: _mark, ...block } = titleBlock;
  const position = String(point.position);
  const entries = entriesOf(lines, language);
  return {
    language,
    title: phrases.corrigendumTo(title),
    titleBlock: { ...block, mark: phrases.draft },
    blocks: entries.length === 0 ? [generated(phrases.redline.unchanged, [])] : entries,
    basis: {
      position,
      settled: point.settled,
      at: new Date(point.at).toISOString(),
      statement: phrases.basis(position, point.settled, point.at),
    },
  };
}

/** What is to be read in one place for what. */
interface Entry {
  place: string | undefined;
  old: string[];
  renewed: string[];
  restsOn: Uuid[];
}

function entriesOf(lines: readonly RedlinedLine[], language: string): Block[] {
  const entries: Entry[] = [];
  let place: string | undefined;
  let open: Entry | undefined;
  for (const line of lines) {
    const old = lineText(line, 'inserted');
    place = /^((?:\d+(?:\.\d+)*|[IVX]+)\.?)\s/.exec(old)?.[1] ?? place;
    if (!isChanged(line)) {
      open = undefined;
      continue;
    }
    if (open === undefined || open.place !== place || line.mark === undefined)
      entries.push((open = { place, old: [], renewed: [], restsOn: [] }));
    if (line.mark !== 'inserted') open.old.push(old);
    if (line.mark !== 'deleted') open.renewed.push(lineText(line, 'deleted'));
    open.restsOn.push(...(line.restsOn ?? []));
    if (line.mark === undefined) open = undefined;
  }
  return entries.flatMap((entry) => blocksOf(entry, language));
}

function blocksOf({ place, old, renewed, restsOn }: Entry, language: string): Block[] {
  const { correction } = phrasesFor(language);
  const quoted = (text: string): Paragraph => ({ ...generated([{ text }], restsOn), origin: 'recorded' });
  const said = (words: string, texts: readonly string[]): Paragraph[] => [
    generated(words, restsOn),
    ...texts.map(quoted),
  ];
  const items =
    old.length === 0
      ? [said(correction.add, renewed)]
      : renewed.length === 0
        ? [said(correction.delete, old)]
        : [said(correction.for, old), said(correction.read, renewed)];
  const where = place === undefined ? correction.atTheStart : correction.in(place);
  return [generated(where, restsOn), list(items)];
}
