/** What can be read from a document number; the number itself is kept verbatim beside it. */
export interface DocumentNumber {
  /** For example "CWG-COP", "C" or "DT". */
  series?: string;
  /** Session or year within the series, for example "18" in CWG-COP-18/3 or "20" in C20/57-E. */
  session?: string;
  number?: number;
  revision?: number;
  addendum?: number;
  corrigendum?: number;
  /** A, C, E, F, R or S: ITU's letter of the language. */
  language?: 'A' | 'C' | 'E' | 'F' | 'R' | 'S';
}

const SERIES = '[A-Z]+(?:-[A-Z]+)*';
const SUFFIX = '(?:Rev|Add|Corr)\\.?\\s?\\d{1,9}';
/** The session is joined to the series (CWG-COP-18/3, C20/57) or stands apart (WG-CP/1/16). */
const FORM = new RegExp(
  `^(?:(?<series>${SERIES})(?:-?(?<joined>\\d+)/|/(?:(?<apart>\\d+)/)?))?(?<number>\\d{1,9})` +
    `(?<suffixes>(?:\\s?\\(${SUFFIX}\\)|\\s?${SUFFIX})*)(?:-(?<language>[ACEFRS]))?$`,
);

/**
 * Reads numbers such as `CWG-COP-18/3`, `WG-CP/1/16 Rev.1`, `C20/57-E`, `C11/45(Rev.1)-E`, `DT/1(Rev.4)`, `46(Add.10)`.
 * Text of any other form gives nothing: nothing is guessed.
 */
export function parseDocumentNumber(text: string): DocumentNumber {
  const groups = FORM.exec(text)?.groups;
  if (groups === undefined) return {};
  const { series, joined, apart, number, suffixes = '', language } = groups;
  const session = joined ?? apart;
  const parsed: DocumentNumber = { number: Number(number) };
  if (series !== undefined) parsed.series = series;
  if (session !== undefined) parsed.session = session;
  for (const [, kind, value] of suffixes.matchAll(/(Rev|Add|Corr)\.?\s?(\d+)/g)) {
    if (kind === 'Rev') parsed.revision = Number(value);
    else if (kind === 'Add') parsed.addendum = Number(value);
    else parsed.corrigendum = Number(value);
  }
  if (language !== undefined) parsed.language = language as NonNullable<DocumentNumber['language']>;
  return parsed;
}
