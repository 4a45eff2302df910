import { createHash } from 'node:crypto';
import { type FinishedEvent, hashedForm } from '@acta/domain';
import { invalid } from '../faults.js';
import { type Log, toStore } from '../log.js';
import type { BlobStore } from '../ports/blob-store.js';
import type { EventStore, Journal, NewEvent } from '../ports/event-store.js';
import type { ExportFooter, ExportHeader } from './export.js';
import { BadLine, linesOf } from './ndjson.js';

export interface RestoreReport {
  events: number;
  documents: number;
}

/** Base64 of the largest document, with room. */
const MAX_LINE_BYTES = 256 * 1024 * 1024;
const IN_FLIGHT = 256;

/**
 * Restores an export into an empty log. The file is read twice: first it is checked whole (digest, form of every event),
 * then written, so that a damaged or truncated file writes nothing. Hashes, `recordedAt` and order are kept.
 * @throws Invalid, BadLine
 */
export async function restoreLog(
  path: string,
  parts: { store: EventStore; journal: Pick<Journal, 'head'>; blobs: BlobStore; log: Log },
  progress?: (phase: 'checked' | 'restored', done: number, total: number) => void,
): Promise<RestoreReport> {
  if (parts.journal.head().position > 0)
    throw invalid('not-empty', 'the data folder holds events already; restore into an empty one');
  const { header, footer } = await check(path, parts.log, (done, total) =>
    progress?.('checked', done, total),
  );
  const revisions = new Map<string, bigint>();
  const waiting = new Set<Promise<unknown>>();
  let events = 0;
  for await (const { line, text } of linesOf(path, MAX_LINE_BYTES)) {
    if (line === 1 || events === header.events) {
      if (events === header.events) await restoreDocument(text, parts.blobs);
      continue;
    }
    const { stream, event } = readEvent(text, line, parts.log);
    const last = revisions.get(stream);
    const appending = parts.store.append(stream, last ?? 'noStream', [event]);
    const tracked = appending.finally(() => waiting.delete(tracked));
    waiting.add(tracked);
    revisions.set(stream, (last ?? -1n) + 1n);
    events++;
    progress?.('restored', events, header.events);
    if (waiting.size >= IN_FLIGHT) await Promise.all(waiting);
  }
  await Promise.all(waiting);
  return { events, documents: footer.documents };
}

async function check(
  path: string,
  log: Log,
  progress: (done: number, total: number) => void,
): Promise<{ header: ExportHeader; footer: ExportFooter }> {
  const digest = createHash('sha256');
  let header: ExportHeader | undefined;
  let footer: ExportFooter | undefined;
  let events = 0;
  for await (const { line, text, ended } of linesOf(path, MAX_LINE_BYTES)) {
    if (footer !== undefined) throw new BadLine(line, 'follows the end of the export');
    if (header === undefined) {
      header = readHeader(text, line, log);
    } else if (events < header.events) {
      readEvent(text, line, log);
      progress(++events, header.events);
    } else if (text.startsWith('{"end":true')) {
      footer = parse(text, line) as ExportFooter;
      if (footer.sha256 !== digest.digest('hex'))
        throw new BadLine(line, 'the digest differs from the content: the file was damaged or altered');
      continue;
    }
    if (!ended) break;
    digest.update(text).update('\n');
  }
  if (header === undefined || footer === undefined)
    throw invalid(
      'truncated',
      'the file ends before the end of the export: it was cut off; nothing was written',
    );
  return { header, footer };
}

function readHeader(text: string, line: number, log: Log): ExportHeader {
  const header = parse(text, line) as Partial<ExportHeader>;
  if (header.acta !== 'export' || header.version !== 1 || typeof header.events !== 'number')
    throw new BadLine(line, 'is not the head of an export of this version');
  if (header.log !== log.name)
    throw new BadLine(
      line,
      `the export is of the log "${String(header.log)}", and this one is "${log.name}"`,
    );
  return header as ExportHeader;
}

function readEvent(text: string, line: number, log: Log): { stream: string; event: NewEvent } {
  const finished = parse(text, line) as FinishedEvent;
  if (typeof finished.stream !== 'string' || !finished.stream.startsWith(log.prefix))
    throw new BadLine(line, 'is not an event of this log');
  if (hashedForm(finished) !== text)
    throw new BadLine(line, 'is not in the hashed form (RFC 8785), so its hash would change');
  return { stream: finished.stream, event: toStore(finished) };
}

async function restoreDocument(text: string, blobs: BlobStore): Promise<void> {
  const { document, base64 } = JSON.parse(text) as { document?: string; base64?: string };
  if (document === undefined || base64 === undefined) return;
  const stored = await blobs.put(Buffer.from(base64, 'base64'));
  if (stored !== document) throw invalid('damaged', `the document ${document} has other bytes: ${stored}`);
}

function parse(text: string, line: number): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new BadLine(line, 'is not one whole JSON object');
  }
}
