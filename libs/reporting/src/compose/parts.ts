import { type EffectiveDate, type Held, type Text, type Uuid, dayOf } from '@acta/domain';
import type { Block, BulletList, Heading, Inline, Paragraph } from '../document.js';
import type { Phrases } from '../phrases/phrases.js';
import { type Words, joined } from '../phrases/say.js';
import { type Context, words } from './context.js';

/** A fact with its label, as a note or a list shows it. */
export interface Fact {
  label: string;
  value: Words;
  restsOn: Uuid[];
}

export function heading(level: 1 | 2, text: string, number?: string): Heading {
  return { type: 'heading', level, text, ...(number === undefined ? {} : { number }) };
}

/** A paragraph of the catalogue's words; `restsOn` is empty for a fixed phrase alone. */
export function generated(
  content: Words,
  restsOn: readonly (Uuid | undefined)[],
  number?: string,
): Paragraph {
  return {
    type: 'paragraph',
    ...(number === undefined ? {} : { number }),
    content: joined(content),
    origin: 'generated',
    restsOn: unique(restsOn),
  };
}

export function note(content: Words, restsOn: readonly (Uuid | undefined)[]): Paragraph {
  return { ...generated(content, restsOn), role: 'note' };
}

/** Recorded words, verbatim, as one inline. */
export function recorded(context: Context, text: Text, restsOn: readonly Uuid[], number?: string): Paragraph {
  return { ...generated(words(context, text), restsOn, number), origin: 'recorded' };
}

/** A note that shows recorded words after a label of the catalogue. */
export function quotation(label: Words, quoted: Inline, restsOn: readonly Uuid[]): Paragraph {
  return { ...note([label, quoted], restsOn), origin: 'recorded' };
}

export function list(items: Paragraph[][]): BulletList {
  return { type: 'list', items };
}

/** The facts as sentences of one note. */
export function factsNote(phrases: Phrases, facts: readonly Fact[]): Paragraph {
  return note(
    facts.flatMap(({ label, value }, i) => [i === 0 ? '' : ' ', phrases.fact(label, value)]),
    facts.flatMap(({ restsOn }) => restsOn),
  );
}

export function factsList(phrases: Phrases, facts: readonly Fact[]): Block {
  return list(facts.map(({ label, value, restsOn }) => [generated(phrases.fact(label, value), restsOn)]));
}

/** Recorded words that carry no language of their own (a line), as an inline of their own. */
export function line(text: string): Inline {
  return { text };
}

function unique(ids: readonly (Uuid | undefined)[]): Uuid[] {
  return [...new Set(ids.filter((id) => id !== undefined))];
}

/** The date on which a fact took effect: as recorded, or else the day on which the log took it. */
export function dateOf({ on, key }: Held<unknown>): EffectiveDate {
  return on ?? dayOf(key);
}

/** When a fact took effect, within a sentence. */
export function whenOf(phrases: Phrases, fact: Held<unknown>): string {
  return fact.datedBy === 'no-later-than' ? phrases.knownToHoldBy(dateOf(fact)) : phrases.dated(dateOf(fact));
}

const ROMAN: readonly [string, number][] = [
  ['X', 10],
  ['IX', 9],
  ['V', 5],
  ['IV', 4],
  ['I', 1],
];

/** A section's number, up to XXXIX. */
export function roman(n: number): string {
  for (const [numeral, value] of ROMAN) if (n >= value) return numeral + roman(n - value);
  return '';
}
