import type { Fields } from '@acta/projections';
import type { Line } from './document.js';

/** Fields that say of others how they are to be read, or that are told beside. */
const LEFT_OUT = /(^|\/)(language|kind|code)$|^(recorded|basis|drafted|etag)$/;
const CLAUSE = /^clauses\/(.+)\/text\/text$/;

/** What a subject says, line by line: its own words first, each other text under its name, then what else is known. */
export function linesOfFields(fields: Fields, restsOn: readonly string[]): Line[] {
  const lines: Line[] = [];
  const facts: Line[] = [];
  for (const [field, value] of fields) {
    const [, number] = CLAUSE.exec(field) ?? [];
    if (number !== undefined) lines.push({ kind: 'provision', cells: [String(value)], restsOn, key: number });
    else if (field === 'text/text') lines.unshift({ kind: 'paragraph', cells: [String(value)], restsOn });
    else if (field.endsWith('/text')) {
      lines.push({ kind: 'heading-2', cells: [field.replace(/\/text$/, '')], restsOn: [] });
      lines.push({ kind: 'paragraph', cells: [String(value)], restsOn });
    } else if (!LEFT_OUT.test(field))
      facts.push({
        kind: 'note',
        cells: [`${field}: ${wordsOf(value)}`],
        restsOn,
      });
  }
  return [...lines, ...facts];
}

function wordsOf(value: unknown): string {
  const items = Array.isArray(value) ? value : [value];
  return items.map((item) => (typeof item === 'string' ? item : JSON.stringify(item))).join(', ');
}
