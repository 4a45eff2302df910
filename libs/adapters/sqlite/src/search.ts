import { BadSearch } from '@acta/application';

/** One condition of a search: FTS5's expression for it, none of which is the user's own syntax. */
export type SearchTerm = string;

const MAX_LENGTH = 500;
const MAX_TERMS = 20;
const ACCEPTED = 'words, a "phrase in double quotes", or a prefix* are accepted';

/**
 * Reads a full-text query: words, a phrase in double quotes, a prefix that ends in an asterisk. Every term must occur.
 * A word with signs in it (CWG-COP-15/3) is the phrase of its parts.
 * @throws BadSearch
 */
export function parseSearch(query: string): SearchTerm[] {
  if (query.length > MAX_LENGTH)
    throw new BadSearch(`the search has ${query.length} characters; at most ${MAX_LENGTH} are taken`);
  // FTS5 reads its query as a C string: what follows a NUL would be lost.
  if (/[\u0000-\u0008\u000E-\u001F\u007F]/.test(query) || !query.isWellFormed())
    throw new BadSearch(`the search holds a character that is no text; ${ACCEPTED}`);
  const terms = split(query.normalize('NFC')).map(termOf);
  if (terms.length === 0) throw new BadSearch(`the search is empty; ${ACCEPTED}`);
  if (terms.length > MAX_TERMS)
    throw new BadSearch(`the search has ${terms.length} terms; at most ${MAX_TERMS} are taken`);
  return terms;
}

interface RawTerm {
  text: string;
  phrase: boolean;
}

/** At white space and quotes; a quote ends a word, as the word's end does. */
function split(query: string): RawTerm[] {
  const parts = query.split('"');
  if (parts.length % 2 === 0)
    throw new BadSearch(`a phrase is not closed: it needs a second double quote; ${ACCEPTED}`);
  return parts.flatMap((part, i): RawTerm[] =>
    i % 2 === 1
      ? [{ text: part, phrase: true }]
      : part
          .split(/\s+/)
          .filter((word) => word !== '')
          .map((text) => ({ text, phrase: false })),
  );
}

function termOf({ text, phrase }: RawTerm): SearchTerm {
  const prefix = !phrase && text.endsWith('*');
  const words = prefix ? text.slice(0, -1) : text;
  if (!phrase && words.includes('*'))
    throw new BadSearch(`"${text}": an asterisk is taken only at the end of a word; ${ACCEPTED}`);
  if (!/[\p{L}\p{N}]/u.test(words))
    throw new BadSearch(
      `"${text}" holds no letter and no digit, so nothing could be found by it; ${ACCEPTED}`,
    );
  return `"${words}"${prefix ? '*' : ''}`;
}
