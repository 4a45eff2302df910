import type { RenderedDocument } from '@acta/application';
import type { Point } from '@acta/projections';
import type { Question } from '@acta/runtime';
import { type Asking, describe, digestOf } from './answer.js';

/** Answers with a document's bytes, and the headers that tell what they are and what they stand on. */
export function sendDocument(
  asked: Asking,
  question: Question<unknown>,
  document: RenderedDocument,
  name: string,
): Buffer {
  const { mediaType, format, point, bytes } = document;
  const { reply } = asked;
  describe(asked, question, point, `"${digestOf(bytes)}"`);
  void reply
    .header('content-type', mediaType)
    .header('acta-reading', document.issue === undefined ? 'current' : 'issued');
  if (format === 'docx') void reply.header('content-disposition', `attachment; filename="${name}.docx"`);
  return Buffer.from(bytes);
}

/** Answers with a table as CSV, to be kept as a file, and the headers that tell what it stands on. */
export function sendCsv(
  asked: Asking,
  question: Question<unknown>,
  { point, text }: { point: Point; text: string },
  name: string,
): string {
  describe(asked, question, point, `"${digestOf(text)}"`);
  void asked.reply
    .type('text/csv; charset=utf-8')
    .header('content-disposition', `attachment; filename="${name}.csv"`);
  return text;
}
