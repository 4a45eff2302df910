import { stringify } from 'csv-stringify/sync';

/** A cell; absent, it is empty. */
export type CsvCell = string | number | undefined;

/**
 * Rows as comma-separated values (RFC 4180). What a spreadsheet would take for a formula comes as text: a cell that starts
 * with `=`, `+`, `-`, `@`, a tab or a line end gets an apostrophe before it.
 * @param header absent: the rows follow others
 */
export function renderCsv(
  header: readonly string[] | undefined,
  rows: readonly (readonly CsvCell[])[],
): string {
  return stringify([...(header === undefined ? [] : [[...header]]), ...rows.map((row) => [...row])], {
    escape_formulas: true,
    record_delimiter: 'windows',
  });
}
