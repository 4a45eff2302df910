import type { Inline } from '../document.js';

/** Words of a phrase: the catalogue's own as a string; those of the record as inlines, which stay whole. */
export type Words = string | Inline | readonly Inline[];

/**
 * A phrase as a template: strings become part of the catalogue's words around them, inlines are kept as they are, so that
 * recorded words are never merged with generated ones and keep their language.
 */
export function say(strings: TemplateStringsArray, ...values: Words[]): Inline[] {
  return joined(strings.flatMap((string, i) => [string, values[i] ?? '']));
}

/** The words one after the other; neighbouring strings become one inline, empty ones none. */
export function joined(parts: readonly Words[]): Inline[] {
  const inlines: Inline[] = [];
  let open = '';
  const close = () => {
    if (open !== '') inlines.push({ text: open });
    open = '';
  };
  for (const part of parts) {
    if (typeof part === 'string') {
      open += part;
      continue;
    }
    close();
    inlines.push(...('text' in part ? [part] : part));
  }
  close();
  return inlines;
}

/** The plain text of words. */
export function textOf(words: Words): string {
  if (typeof words === 'string') return words;
  return 'text' in words ? words.text : words.map(({ text }) => text).join('');
}

/** Puts the items in a row: `between` separates them, `last` the last two. */
export function enumerated(items: readonly Words[], between: string, last: string): Inline[] {
  return joined(
    items.flatMap((item, i) => (i === 0 ? [item] : [i === items.length - 1 ? last : between, item])),
  );
}
