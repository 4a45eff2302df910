import type { Inline } from '../document.js';

/**
 * Words of a phrase: the catalogue's own as strings; those of the record as inlines, which stay whole. Nested as phrases
 * are made of phrases; `joined` flattens them once, at the end.
 */
export type Words = string | Inline | readonly Words[];

/** A phrase as a template. */
export function say(strings: TemplateStringsArray, ...values: Words[]): Words {
  return strings.flatMap((string, i) => [string, values[i] ?? '']);
}

/**
 * The words as inlines. Neighbouring strings become one, so that the catalogue's words are never split; recorded words are
 * never merged with others and keep their language.
 */
export function joined(words: Words): Inline[] {
  const inlines: Inline[] = [];
  let open = '';
  const close = () => {
    if (open !== '') inlines.push({ text: open });
    open = '';
  };
  for (const part of flat(words)) {
    if (typeof part === 'string') {
      open += part;
      continue;
    }
    close();
    inlines.push(part);
  }
  close();
  return inlines;
}

function flat(words: Words): (string | Inline)[] {
  if (typeof words === 'string') return [words];
  return 'text' in words ? [words] : words.flatMap(flat);
}

/** The plain text of words. */
export function textOf(words: Words): string {
  return flat(words)
    .map((part) => (typeof part === 'string' ? part : part.text))
    .join('');
}

/** Puts the items in a row: `between` separates them, `last` the last two. */
export function enumerated(items: readonly Words[], between: string, last: string): Words {
  return items.flatMap((item, i) => (i === 0 ? [item] : [i === items.length - 1 ? last : between, item]));
}
