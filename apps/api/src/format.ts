import type { Format } from '@acta/reporting';
import { NotAcceptableException } from '@nestjs/common';

/** Media types by format; of what is accepted equally, the first is given. */
export const DOCUMENT_TYPES: readonly (readonly [type: string, format: Format])[] = [
  ['text/markdown', 'md'],
  ['text/html', 'html'],
  ['application/json', 'json'],
  ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'docx'],
  ['text/plain', 'md'],
  ['application/xhtml+xml', 'html'],
];

/** Of what is a table: JSON in pages, or CSV. */
export const TABLE_TYPES = [
  ['application/json', 'json'],
  ['text/csv', 'csv'],
] as const;

interface Range {
  /** For example text/html, text/* or anything. */
  range: string;
  weight: number;
}

/** The format of a document for an Accept header. @throws NotAcceptableException where there is none */
export function formatFor(accept: string | undefined): Format {
  return typeFor(accept, DOCUMENT_TYPES);
}

/**
 * What is given for an Accept header (RFC 9110, 12.5.1): what weighs most by the range that names it most exactly. Of types
 * that weigh the same, one that is named comes before one that a wildcard admits.
 * @param types media types with what each stands for; of what is accepted equally, the first is given
 * @throws NotAcceptableException where there is none
 */
export function typeFor<F extends string>(
  accept: string | undefined,
  types: readonly (readonly [type: string, format: F])[],
): F {
  const ranges = (accept ?? '*/*').split(',').map(rangeOf);
  let best: { format: F; weight: number; exactness: number } | undefined;
  for (const [type, format] of types) {
    const found = weightOf(type, ranges);
    const better =
      found.weight > 0 &&
      (best === undefined ||
        found.weight > best.weight ||
        (found.weight === best.weight && found.exactness > best.exactness));
    if (better) best = { format, ...found };
  }
  if (best === undefined)
    throw new NotAcceptableException(
      `there are ${types
        .filter(([, format], i) => types.findIndex((other) => other[1] === format) === i)
        .map(([type]) => type)
        .join(', ')}`,
    );
  return best.format;
}

function rangeOf(text: string): Range {
  const [range = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const q = parameters.find((parameter) => parameter.startsWith('q='));
  return { range, weight: q === undefined ? 1 : Number(q.slice(2)) || 0 };
}

/** What the most exact range that admits a type gives it. */
function weightOf(type: string, ranges: readonly Range[]): { weight: number; exactness: number } {
  const admitting = ['*/*', `${type.replace(/\/.*$/, '')}/*`, type];
  for (let exactness = admitting.length - 1; exactness >= 0; exactness--) {
    const found = ranges.find(({ range }) => range === admitting[exactness]);
    if (found !== undefined) return { weight: found.weight, exactness };
  }
  return { weight: 0, exactness: 0 };
}
