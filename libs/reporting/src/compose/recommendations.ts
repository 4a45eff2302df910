import type { Block, Paragraph } from '../document.js';
import { type Authored, contentEvents } from './authored.js';
import { type Context, words } from './context.js';
import { generated, line, note } from './parts.js';

/** The group's recommendations and suggestions: each text with its reasons as one paragraph, verbatim. */
export function recommendationBlocks(context: Context, { report }: Authored): Block[] {
  const { phrases } = context;
  const recommendations = report?.content.recommendations ?? [];
  if (report === undefined || recommendations.length === 0) return [note(phrases.noRecommendation, [])];
  const restsOn = contentEvents(report, 'recommendations');
  return recommendations.flatMap(({ number, kind, addressee, text, reasons = [] }): Paragraph[] => {
    const texts = [text, ...reasons].map((part) => words(context, part));
    const spaced = texts.flatMap((inline, i) => {
      const before = texts[i - 1]?.text;
      return before === undefined || /\s$/.test(before) ? [inline] : [' ', inline];
    });
    const to = phrases.fact(
      phrases.labels.addressee,
      addressee === undefined ? phrases.notStated : line(addressee),
    );
    return [
      { ...generated(spaced, restsOn, number), origin: 'recorded' },
      note([`${phrases.recommendationKinds[kind]}. `, to], restsOn),
    ];
  });
}
