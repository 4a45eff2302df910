import { type Issue, type ReportSubmitted, momentOf, parseStream } from '@acta/domain';
import { type GroupRecord, foldGroup } from '@acta/projections';
import { composeReport, formats, render, rendererVersion } from '@acta/reporting';
import type { Clock } from '../ports/clock.js';
import type { Journal } from '../ports/event-store.js';
import { type DocumentParts, composing } from '../queries/documents.js';
import type { Request } from './recorder.js';

export interface FreezeParts extends DocumentParts {
  journal: Pick<Journal, 'head'>;
  clock: Clock;
  config: { language: string };
}

/**
 * What the server adds to a command before it is judged: to the submission of a report, the frozen report. Every
 * rendition's bytes are durable in the BlobStore before the event that names them is appended. A backfilled submission
 * freezes nothing: what was issued then is not in the record.
 */
export async function prepare(
  { command, backfill }: Request,
  parts: FreezeParts,
): Promise<{ issue: Issue } | undefined> {
  const name = command.stream === undefined ? undefined : parseStream(command.stream);
  if (command.type !== 'submit-report' || backfill || name?.aggregate !== 'report') return undefined;
  const id = (command.stream ?? '').slice('report-'.length);
  const { reader, nameOf, blobs, clock } = parts;
  const head = parts.journal.head();
  const { effectiveAt } = command;
  const at = effectiveAt === undefined ? Math.max(clock(), head.recordedAt) : momentOf(effectiveAt).end;
  const record = foldGroup(reader.group(name.group, head.position), at);
  const report = record.reports.get(id);
  // Not there, or not adopted: the rules refuse it with their own words.
  if (report?.status !== 'adopted') return undefined;
  const language = report.content.original ?? parts.config.language;
  const point = { position: head.position, at, settled: true };
  const data = command.data as unknown as ReportSubmitted;
  const document = composing(() =>
    composeReport(submitted(record, id, data, at), { reportId: id }, { language, point, nameOf }),
  );
  const renditions: Issue['renditions'] = [];
  for (const format of formats) {
    const { bytes, mediaType } = await render(document, format);
    renditions.push({ format, mediaType, sha256: await blobs.put(bytes), size: bytes.length });
  }
  const issue: Issue = {
    position: head.position,
    at: new Date(at).toISOString(),
    language,
    audience: 'public',
    rendererVersion,
    renditions,
  };
  return { issue };
}

/** The record with the report submitted: it is issued with its number and without the mark of a draft. */
function submitted(record: GroupRecord, id: string, value: ReportSubmitted, key: number): GroupRecord {
  const report = record.reports.get(id);
  if (report === undefined) return record;
  const event = report.events.at(-1) ?? '';
  return {
    ...record,
    reports: new Map(record.reports).set(id, {
      ...report,
      status: 'submitted',
      submitted: { value, event, key, position: 0 },
    }),
  };
}
