/** What renderers share about text: what can be carried, where lines end, which way it runs. */

export type Direction = 'ltr' | 'rtl';

/** Whatever `printable` replaces, and surrogates, which it replaces where they stand alone. */
const UNCERTAIN = /[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]/;

/**
 * Text that every format can carry: line separators of all kinds become `\n`; control characters, lone surrogates and
 * the two noncharacters that XML forbids become U+FFFD, so that one such character never breaks a whole file.
 */
export function printable(text: string): string {
  // Most text has none of it, and one look tells.
  if (!UNCERTAIN.test(text)) return text;
  return text
    .replace(/\r\n|[\r\v\f\u0085\u2028\u2029]/g, '\n')
    .replace(/[\0-\x08\x0e-\x1f\x7f-\x9f\ufffe\uffff]|\p{Surrogate}/gu, '\ufffd');
}

/** The text on one line, for places that hold one. */
export function oneLine(text: string): string {
  return printable(text)
    .replace(/[\t\n ]+/g, ' ')
    .trim();
}

/** Escapes text for XML and HTML, in content and in quoted attributes. */
export function escapeMarkup(text: string): string {
  return printable(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

const RTL = [
  'Arabic',
  'Hebrew',
  'Syriac',
  'Thaana',
  'Nko',
  'Adlam',
  'Hanifi_Rohingya',
  'Mandaic',
  'Samaritan',
]
  .map((script) => `\\p{Script=${script}}`)
  .join('');
const RTL_LETTER = `(?=\\p{L})[${RTL}]`;
const LTR_LETTER = `(?![${RTL}])\\p{L}`;

const FIRST_LETTER = /\p{L}/u;
const IS_RTL = new RegExp(RTL_LETTER, 'u');

/** From a letter of one direction to the last one before a letter of the other, with the marks upon it. */
const SPAN: Record<Direction, RegExp> = {
  ltr: new RegExp(`${LTR_LETTER}(?:(?:(?!${RTL_LETTER}).)*(?:${LTR_LETTER}|\\p{M}))?`, 'gsu'),
  rtl: new RegExp(`${RTL_LETTER}(?:(?:(?!${LTR_LETTER}).)*(?:${RTL_LETTER}|\\p{M}))?`, 'gsu'),
};

const RTL_LANGUAGE =
  /^(?:ar|ckb|dv|fa|he|ps|sd|syr|ug|ur|yi)(?:-|$)|-(?:Arab|Hebr|Syrc|Thaa|Nkoo|Adlm)(?:-|$)/i;

/** The direction in which a language is written, from its tag. */
export function directionOfLanguage(language: string): Direction {
  return RTL_LANGUAGE.test(language) ? 'rtl' : 'ltr';
}

/** The direction of a text's first letter; undefined where it has none. As HTML's `dir="auto"`. */
export function directionOfText(text: string): Direction | undefined {
  const letter = FIRST_LETTER.exec(text)?.[0];
  if (letter === undefined) return undefined;
  return IS_RTL.test(letter) ? 'rtl' : 'ltr';
}

/** Splits a text into stretches of one direction each; what has none of its own goes with `base`. */
export function byDirection(text: string, base: Direction): { text: string; direction: Direction }[] {
  const other = base === 'ltr' ? 'rtl' : 'ltr';
  const stretches: { text: string; direction: Direction }[] = [];
  let at = 0;
  for (const { 0: span, index } of text.matchAll(SPAN[other])) {
    if (index > at) stretches.push({ text: text.slice(at, index), direction: base });
    stretches.push({ text: span, direction: other });
    at = index + span.length;
  }
  if (at < text.length) stretches.push({ text: text.slice(at), direction: base });
  return stretches;
}
