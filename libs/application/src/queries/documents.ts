import {
  type Coverage,
  type GroupCode,
  type Issue,
  type LanguageTag,
  type Ordinal,
  type ReportKind,
  streamOf,
} from '@acta/domain';
import type { Point } from '@acta/projections';
import {
  type Format,
  NotInTheRecord,
  type Rendition,
  type ReportDocument,
  composeMeetingSummary,
  composeReport,
  render,
} from '@acta/reporting';
import { NotFound, invalid } from '../faults.js';
import type { BlobStore } from '../ports/blob-store.js';
import type { When } from './point.js';
import { type ViewParts, streamsOfMeeting } from './views.js';

export interface DocumentParts extends ViewParts {
  blobs: BlobStore;
}

/** Which report: by kind and what it covers. */
export interface ReportAsk {
  group: GroupCode;
  kind: ReportKind;
  covers: Coverage;
  when: When;
  language: LanguageTag;
  format: Format;
  /**
   * `current` computes it at the point. `issued` gives the frozen bytes. Absent: as issued, where it was and no point is
   * asked for; computed otherwise.
   */
  reading?: 'current' | 'issued';
}

export interface SummaryAsk {
  group: GroupCode;
  meeting: Ordinal;
  when: When;
  language: LanguageTag;
  format: Format;
}

/** A document's bytes, and the point that they stand on. */
export interface RenderedDocument extends Rendition {
  point: Point;
  /** The frozen report that these bytes are; absent where they were computed. */
  issue?: Issue;
  /** The issue that exists beside a computed answer. */
  issuedAs?: Issue;
}

/** A report: as issued, or as the record says at a point. @throws NotFound, Invalid, BlobCorrupt */
export async function reportDocument(parts: DocumentParts, ask: ReportAsk): Promise<RenderedDocument> {
  const { group, kind, covers, when, language, format } = ask;
  const { point, value: record } = parts.reader.record(group, when);
  const issue = record.reports.get(reportId(group, kind, covers))?.submitted?.value.issue;
  const reading = ask.reading ?? (issue === undefined || asksForPoint(when) ? 'current' : 'issued');
  if (reading === 'issued') {
    if (issue === undefined)
      throw new NotFound(`the report was not issued at that point, or before this record was kept`);
    return issuedRendition(parts.blobs, issue, format);
  }
  const document = composing(() =>
    composeReport(record, { kind, covers }, { language, point, nameOf: parts.nameOf }),
  );
  return { ...(await render(document, format)), point, ...(issue === undefined ? {} : { issuedAs: issue }) };
}

/** A meeting's summary as the record says at a point. @throws NotFound, Invalid */
export async function summaryDocument(parts: ViewParts, ask: SummaryAsk): Promise<RenderedDocument> {
  const { group, meeting, when, language, format } = ask;
  const { point, value: record } = parts.reader.record(group, when, streamsOfMeeting(group, meeting));
  const document = composing(() =>
    composeMeetingSummary(record, meeting, { language, point, nameOf: parts.nameOf }),
  );
  return { ...(await render(document, format)), point };
}

/** A report's id: its stream's name without `report-`. */
export function reportId(group: GroupCode, kind: ReportKind, covers: Coverage): string {
  return streamOf.report(group, kind, covers).slice('report-'.length);
}

function asksForPoint({ asOf, at }: When): boolean {
  return asOf !== undefined || at !== undefined;
}

async function issuedRendition(blobs: BlobStore, issue: Issue, format: Format): Promise<RenderedDocument> {
  const frozen = issue.renditions.find((rendition) => rendition.format === format);
  const bytes = frozen === undefined ? undefined : await blobs.get(frozen.sha256);
  if (frozen === undefined || bytes === undefined)
    throw new NotFound(
      `the report was not issued as ${format}, or its bytes are not in the documents' folder`,
    );
  const point = { position: issue.position, at: Date.parse(issue.at), settled: true };
  return { format, mediaType: frozen.mediaType, bytes, point, issue };
}

/** Composes, with what the composer refuses as faults of the question. */
export function composing(compose: () => ReportDocument): ReportDocument {
  try {
    return compose();
  } catch (error) {
    if (error instanceof NotInTheRecord) throw new NotFound(error.message);
    if (error instanceof RangeError) throw invalid('unknown-period-or-language', error.message, '/covers');
    throw error;
  }
}
