import {
  type GroupCode,
  type LanguageTag,
  type Person,
  type ReportSubmitted,
  streamOf,
  isUnreadable,
} from '@acta/domain';
import { type GroupRecord, foldGroup } from '@acta/projections';
import { type ReportDocument, composeReport, phrasesFor } from '@acta/reporting';
import { composing } from './composing.js';
import type { Reader } from './reader.js';

/** A report that is, or is about to be, issued. */
export interface Issuing {
  group: GroupCode;
  /** The report's id: its stream's name without `report-`. */
  id: string;
  /** The journal position and the moment (milliseconds since the epoch) that it stands on. */
  position: number;
  at: number;
  language: LanguageTag;
  submission: ReportSubmitted;
}

type NameOf = (person: Person) => string | undefined;

/** The group's record that a report is issued on. @throws NotFound */
export function recordOf(reader: Reader, { group, position, at }: Issuing): GroupRecord {
  return foldGroup(reader.group(group, position), at);
}

/** The document as it is issued: with its number, and without the mark of a draft. @throws NotFound, Invalid */
export function documentAsIssued(record: GroupRecord, issuing: Issuing, nameOf: NameOf): ReportDocument {
  const { id, position, at, language } = issuing;
  const point = { position, at, settled: true };
  return composing(() =>
    composeReport(submitted(record, issuing), { reportId: id }, { language, point, nameOf }),
  );
}

/** The same without the names of persons who were erased since, marked so. @throws NotFound, Invalid */
export function redactedDocument(reader: Reader, issuing: Issuing, nameOf: NameOf): ReportDocument {
  const document = documentAsIssued(recordOf(reader, issuing), issuing, nameOf);
  return { ...document, titleBlock: { ...document.titleBlock, mark: phrasesFor(issuing.language).redacted } };
}

/**
 * Whether a frozen report rests on something that a reader may not see by now.
 * @param frozen its rendition in JSON: the document model, whose parts name the events that they rest on
 */
export function quotesHidden(
  reader: Reader,
  { group, position }: Pick<Issuing, 'group' | 'position'>,
  frozen: Uint8Array,
): boolean {
  const seen = new Set<string>();
  for (const entries of reader.group(group, position).values())
    for (const entry of entries) if (!isUnreadable(entry)) seen.add(entry.metadata.id);
  let hidden = false;
  JSON.parse(new TextDecoder().decode(frozen), (key, value: unknown) => {
    if (key === 'restsOn' && Array.isArray(value)) hidden ||= value.some((id) => !seen.has(String(id)));
    return value;
  });
  return hidden;
}

/** Whether a person was erased, as the journal now says. */
export function isErased(reader: Reader, subject: string): boolean {
  return reader.stream(streamOf.person(subject), reader.point({}).position).length > 0;
}

/** The record with the report submitted. The point that it is issued on lies before the submission itself. */
function submitted(record: GroupRecord, { id, submission, at }: Issuing): GroupRecord {
  const report = record.reports.get(id);
  if (report === undefined) return record;
  const held = { value: submission, event: report.events.at(-1) ?? '', key: at, position: 0 };
  return {
    ...record,
    reports: new Map(record.reports).set(id, { ...report, status: 'submitted', submitted: held }),
  };
}
