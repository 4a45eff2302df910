import {
  type Coverage,
  type GroupCode,
  type Issue,
  type LanguageTag,
  type Ordinal,
  type ReportKind,
  type ReportSubmitted,
  type Sha256,
  streamOf,
} from '@acta/domain';
import type { Point } from '@acta/projections';
import {
  type Format,
  type Rendition,
  type ReportDocument,
  composeMandateMatrix,
  composeMeetingSummary,
  composeReport,
  render,
} from '@acta/reporting';
import { type Principal, anybody } from '../access/principal.js';
import { NotFound, Withheld } from '../faults.js';
import type { BlobStore } from '../ports/blob-store.js';
import { composing } from './composing.js';
import { isErased, quotesHidden, redactedDocument } from './issued.js';
import type { When } from './point.js';
import type { Reader } from './reader.js';
import { type ViewParts, streamsOfMeeting } from './views.js';

export interface DocumentParts extends ViewParts {
  blobs: BlobStore;
  /** The record as somebody may see it: what is issued is for everybody. */
  readerFor: (principal: Principal) => Reader;
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

/** Which group's mandate matrix. */
export interface MatrixAsk {
  group: GroupCode;
  when: When;
  language: LanguageTag;
  format: Format;
}

/** A document's bytes, and the point that they stand on. */
export interface RenderedDocument extends Rendition {
  point: Point;
  /** The frozen report that these bytes are; absent where they were computed. */
  issue?: Issue;
  /** Set where the issued bytes name a person who was erased since: what is given leaves the name out. */
  redacted?: { original: Sha256 };
  /** The issue that exists beside a computed answer. */
  issuedAs?: Issue;
}

/** A report: as issued, or as the record says at a point. @throws NotFound, Invalid, BlobCorrupt */
export async function reportDocument(parts: DocumentParts, ask: ReportAsk): Promise<RenderedDocument> {
  const { group, kind, covers, when, language, format } = ask;
  const { point, value: record } = parts.reader.record(group, when);
  const report = record.reports.get(reportId(group, kind, covers));
  const issue = report?.submitted?.value.issue;
  const reading = ask.reading ?? (issue === undefined || asksForPoint(when) ? 'current' : 'issued');
  if (reading === 'issued') {
    if (issue === undefined)
      throw new NotFound(`the report was not issued at that point, or before this record was kept`);
    const id = reportId(group, kind, covers);
    return issuedRendition(parts, {
      group,
      id,
      format,
      issue,
      submission: { to: '', ...report?.submitted?.value },
    });
  }
  const document = composing(() =>
    composeReport(record, { kind, covers }, { language, point, nameOf: parts.nameOf }),
  );
  return { ...(await render(document, format)), point, ...(issue === undefined ? {} : { issuedAs: issue }) };
}

/** A meeting's summary as the record says at a point. @throws NotFound, Invalid */
export async function summaryDocument(parts: ViewParts, ask: SummaryAsk): Promise<RenderedDocument> {
  const { group, meeting, when, language, format } = ask;
  const { point, value } = parts.reader.record(group, when, streamsOfMeeting(group, meeting));
  // A refusal names the meetings that there are: only then are the others read.
  const record = value.meetings.has(meeting) ? value : parts.reader.record(group, when).value;
  const document = composing(() =>
    composeMeetingSummary(record, meeting, { language, point, nameOf: parts.nameOf }),
  );
  return { ...(await render(document, format)), point };
}

/** A group's mandate matrix as the record says at a point. @throws NotFound */
export async function mandateMatrixDocument(parts: ViewParts, ask: MatrixAsk): Promise<RenderedDocument> {
  const { group, when, language, format } = ask;
  const { point, value: record } = parts.reader.record(group, when);
  const document = composing(() => composeMandateMatrix(record, { language, point, nameOf: parts.nameOf }));
  return { ...(await render(document, format)), point };
}

/** A report's id: its stream's name without `report-`. */
export function reportId(group: GroupCode, kind: ReportKind, covers: Coverage): string {
  return streamOf.report(group, kind, covers).slice('report-'.length);
}

/** A report that was issued. */
export interface Issued {
  group: GroupCode;
  /** The report's id: its stream's name without `report-`. */
  id: string;
  issue: Issue;
  submission: ReportSubmitted;
}

/** The issue of a report, by a point. @throws NotFound where it was not issued by then */
export function issuedAt(reader: Reader, { group, id }: Pick<Issued, 'group' | 'id'>, when: When): Issued {
  const report = reader.record(group, when).value.reports.get(id);
  const issue = report?.submitted?.value.issue;
  if (issue === undefined)
    throw new NotFound(`the report ${id} was not issued at that point, or before this record was kept`);
  return { group, id, issue, submission: { to: '', ...report?.submitted?.value } };
}

/** The model of an issued report as it was frozen. @throws NotFound, Withheld, BlobCorrupt */
export async function frozenModel(parts: DocumentParts, issued: Issued): Promise<ReportDocument> {
  const { bytes } = await issuedRendition(parts, { ...issued, format: 'json' });
  // What was frozen is a document of this model, whatever the version that rendered it.
  return JSON.parse(new TextDecoder().decode(bytes)) as ReportDocument;
}

function asksForPoint({ asOf, at }: When): boolean {
  return asOf !== undefined || at !== undefined;
}

/** @throws NotFound */
async function bytesOf(sha256: Sha256, blobs: Pick<BlobStore, 'get'>): Promise<Uint8Array> {
  const bytes = await blobs.get(sha256);
  if (bytes !== undefined) return bytes;
  throw new NotFound(
    `the bytes of the issued report, ${sha256}, are not in the documents' folder; restore them from a backup`,
  );
}

/**
 * The frozen bytes, withheld where they quote what is hidden from the reader by now; where a person whom they name was
 * erased since, a redacted rendition beside their hash, which is made of what everybody may see.
 */
async function issuedRendition(
  { blobs, reader, readerFor, nameOf }: DocumentParts,
  { group, id, format, issue, submission }: Issued & { format: Format },
): Promise<RenderedDocument> {
  const point = { position: issue.position, at: Date.parse(issue.at), settled: true };
  const frozen = issue.renditions.find((rendition) => rendition.format === format);
  if (frozen === undefined) throw new NotFound(`the report was not issued as ${format}`);
  if (issue.persons?.some((subject) => isErased(reader, subject)) === true) {
    const issuing = { group, id, ...point, language: issue.language, submission };
    const rendition = await render(redactedDocument(readerFor(anybody), issuing, nameOf), format);
    return { ...rendition, point, issue, redacted: { original: frozen.sha256 } };
  }
  // Without the model nobody can tell what it rests on: then it is not given, whoever asks.
  const model = issue.renditions.find((rendition) => rendition.format === 'json') ?? frozen;
  const known = await bytesOf(model.sha256, blobs);
  if (reader.isPartial(group) && quotesHidden(reader, { group, position: issue.position }, known))
    throw new Withheld();
  const bytes = model === frozen ? known : await bytesOf(frozen.sha256, blobs);
  return { format, mediaType: frozen.mediaType, bytes, point, issue };
}
