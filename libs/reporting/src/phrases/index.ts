import type { LanguageTag } from '@acta/domain';
import { en } from './en.js';
import { fr } from './fr.js';
import type { Phrases } from './phrases.js';

const catalogue: ReadonlyMap<LanguageTag, Phrases> = new Map(
  [en, fr].map((phrases) => [phrases.language, phrases]),
);

/** The languages in which documents can be asked for. */
export const languages: readonly LanguageTag[] = [...catalogue.keys()];

/**
 * The phrases of a language.
 * @throws RangeError for a language that the catalogue does not have; it names those it has
 */
export function phrasesFor(language: LanguageTag): Phrases {
  const phrases = catalogue.get(language);
  if (phrases === undefined)
    throw new RangeError(`no phrases in the language "${language}"; there are: ${languages.join(', ')}`);
  return phrases;
}

export type { Phrases } from './phrases.js';
