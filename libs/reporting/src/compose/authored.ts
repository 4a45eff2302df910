import {
  type AuthoredParagraph,
  type Coverage,
  type ReportKind,
  type ReportState,
  type Section,
  type Uuid,
  coverageKey,
} from '@acta/domain';
import type { Paragraph } from '../document.js';
import type { Context } from './context.js';
import { recorded } from './parts.js';

/** What was authored for a document: its report, where one is in the record. */
export interface Authored {
  id: string;
  report: ReportState | undefined;
}

export function authoredFor({ record, code }: Context, kind: ReportKind, covers: Coverage): Authored {
  const id = `${code}-${kind}-${coverageKey(covers)}`;
  return { id, report: record.reports.get(id) };
}

/** The events that a part of the report's content rests on. */
export function contentEvents(report: ReportState, part: keyof ReportState['content']): Uuid[] {
  const event = report.contentFrom.get(part);
  return event === undefined ? report.events.slice(0, 1) : [event];
}

/**
 * The authored paragraphs of a section, with their numbers; none where the section is to be generated.
 * @param firstNumber for the first paragraph where its author gave none
 */
export function authoredParagraphs(
  context: Context,
  { report }: Authored,
  section: Section,
  { meeting, firstNumber }: { meeting?: number; firstNumber?: string } = {},
): Paragraph[] {
  if (report === undefined) return [];
  const restsOn = contentEvents(report, 'paragraphs');
  return (report.content.paragraphs ?? [])
    .filter((paragraph: AuthoredParagraph) => paragraph.section === section && paragraph.meeting === meeting)
    .map(({ text, number }, i) => ({
      ...recorded(context, text, restsOn, number ?? (i === 0 ? firstNumber : undefined)),
      origin: 'authored' as const,
    }));
}
