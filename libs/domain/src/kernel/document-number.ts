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

const BODY = /^(?:([A-Z]+(?:-[A-Z]+)*?)-?(\d+)?\/)?(?:(\d+)\/)?(\d+)/;
const SUFFIX = /\(?\b(Rev|Add|Corr)\.?\s?(\d+)\)?/g;

/**
 * Reads numbers such as `CWG-COP-18/3`, `WG-CP/1/16 Rev.1`, `C20/57-E`, `C11/45(Rev.1)-E`, `DT/1(Rev.4)`, `46(Add.10)`.
 * What cannot be read is absent; nothing is guessed.
 */
export function parseDocumentNumber(text: string): DocumentNumber {
  const parsed: DocumentNumber = {};
  const body = BODY.exec(text);
  if (body !== null) {
    const [, series, joined, apart, number] = body;
    const session = joined ?? apart;
    if (series !== undefined) parsed.series = series;
    if (session !== undefined) parsed.session = session;
    parsed.number = Number(number);
  }
  for (const [, kind, value] of text.matchAll(SUFFIX)) {
    if (kind === 'Rev') parsed.revision = Number(value);
    else if (kind === 'Add') parsed.addendum = Number(value);
    else parsed.corrigendum = Number(value);
  }
  const language = /-([ACEFRS])$/.exec(text)?.[1];
  if (language !== undefined) parsed.language = language as NonNullable<DocumentNumber['language']>;
  return parsed;
}
