import { type RenderedDocument, type ReportAsk, type When, reportDocument } from '@acta/application';
import type { Acta } from '@acta/runtime';

/** The sample's group and its four-year report. */
export const group = 'CWG-COP';
const fourYear = {
  group,
  kind: 'four-year',
  covers: { period: { from: 'PP-18', to: 'PP-22' } },
} as const;

/** The four-year report at a point, in a format. */
export function report(
  acta: Acta,
  when: When = {},
  more: Partial<ReportAsk> = {},
): Promise<RenderedDocument> {
  return reportDocument(acta, { ...fourYear, when, language: 'en', format: 'md', ...more });
}

/** Its words, in Markdown. */
export async function reportText(
  acta: Acta,
  when: When = {},
  more: Partial<ReportAsk> = {},
): Promise<string> {
  return utf8((await report(acta, when, more)).bytes);
}

function utf8(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
