import { createHash } from 'node:crypto';
import { type FinishedEvent, hashedForm } from '@acta/domain';
import { invalid } from '../faults.js';
import { type Log, hasEventForm, toStore } from '../log.js';
import type { BlobStore } from '../ports/blob-store.js';
import type { EventStore, Journal, NewEvent } from '../ports/event-store.js';
import type { ExportFooter, ExportHeader } from './export.js';
import { type Neighbour, joined } from './join.js';
import { BadLine, linesOf } from './ndjson.js';

export interface RestoreReport {
  events: number;
  documents: number;
}

/** Base64 of the largest document, with room. */
const MAX_LINE_BYTES = 256 * 1024 * 1024;
/** Appends on their way at once, where the store keeps the order in which they are given. */
const IN_FLIGHT = 256;

/**
 * Restores an export into an empty log. The file is read twice: first it is checked whole (digest, form of every event),
 * then written, so that a damaged or truncated file writes nothing. Hashes, `recordedAt` and order are kept.
 * @throws Invalid, BadLine
 */
export async function restoreLog(
  path: string,
  parts: {
    store: Pick<EventStore, 'append' | 'keepsOrder'>;
    journal: Pick<Journal, 'head'>;
    blobs: BlobStore;
    log: Log;
  },
  progress?: (phase: 'checked' | 'restored', done: number, total: number) => void,
): Promise<RestoreReport> {
  if (parts.journal.head().position > 0)
    throw invalid('not-empty', 'the data folder holds events already; restore into an empty one');
  const { header, footer } = await check(path, parts.log, (done, total) =>
    progress?.('checked', done, total),
  );
  const inFlight = parts.store.keepsOrder ? IN_FLIGHT : 1;
  const waiting = new Set<Promise<unknown>>();
  let events = 0;
  const keep = (document: Uint8Array): Promise<unknown> => parts.blobs.put(document);
  for await (const append of joined(eventsIn(path, parts.log, header.events, keep))) {
    const [{ stream, revision }] = append as [EventInFile];
    const expected = revision === 0n ? 'noStream' : revision - 1n;
    const given = append.map(({ event }) => event);
    const appending = parts.store.append(stream, expected, given);
    const tracked = appending.finally(() => waiting.delete(tracked));
    waiting.add(tracked);
    if (waiting.size >= inFlight) await Promise.all(waiting);
    events += append.length;
    progress?.('restored', events, header.events);
  }
  await Promise.all(waiting);
  return { events, documents: footer.documents };
}

type EventInFile = Neighbour & { event: NewEvent };

/** The first so many events of a file, each by itself, with the revisions that they had. @param keep is given the documents */
async function* eventsIn(
  path: string,
  log: Log,
  count: number,
  keep: (document: Uint8Array) => Promise<unknown>,
): AsyncGenerator<readonly EventInFile[]> {
  const next = new Map<string, bigint>();
  let events = 0;
  for await (const { line, text } of linesOf(path, MAX_LINE_BYTES)) {
    if (line === 1) continue;
    if (events === count) {
      if (!isFooter(text)) await keep(readDocument(text, line));
      continue;
    }
    const { stream, event } = readEvent(text, line, log);
    const revision = next.get(stream) ?? 0n;
    next.set(stream, revision + 1n);
    events++;
    yield [{ stream, revision, body: event.body, event }];
  }
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
  const lineOf = new Map<string, number>();
  for await (const { line, text, ended } of linesOf(path, MAX_LINE_BYTES)) {
    if (footer !== undefined) throw new BadLine(line, 'follows the end of the export');
    if (header === undefined) {
      header = readHeader(text, line, log);
    } else if (events < header.events) {
      const { id } = readEvent(text, line, log).event;
      const known = lineOf.get(id);
      if (known !== undefined) throw new BadLine(line, `has the id of the event on line ${String(known)}`);
      lineOf.set(id, line);
      progress(++events, header.events);
    } else if (isFooter(text)) {
      footer = parse(text, line) as ExportFooter;
      if (footer.sha256 !== digest.digest('hex'))
        throw new BadLine(line, 'the digest differs from the content: the file was damaged or altered');
      continue;
    } else {
      readDocument(text, line);
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
  const finished = parse(text, line);
  if (!hasEventForm(finished)) throw new BadLine(line, 'is not an event');
  const { stream } = finished as FinishedEvent;
  if (typeof stream !== 'string' || !stream.startsWith(log.prefix))
    throw new BadLine(line, 'is not an event of this log');
  if (hashedForm(finished as FinishedEvent) !== text)
    throw new BadLine(line, 'is not in the hashed form (RFC 8785), so its hash would change');
  try {
    return { stream, event: toStore(finished as FinishedEvent) };
  } catch (error) {
    if (error instanceof RangeError) throw new BadLine(line, `is not an event: ${error.message}`);
    throw error;
  }
}

function isFooter(text: string): boolean {
  return text.startsWith('{"end":true');
}

/** A document's bytes, which have the hash that it is named by. */
function readDocument(text: string, line: number): Buffer {
  const { document, base64 } = parse(text, line) as { document?: unknown; base64?: unknown };
  if (typeof document !== 'string' || typeof base64 !== 'string')
    throw new BadLine(line, 'is not a document');
  const bytes = Buffer.from(base64, 'base64');
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found !== document) throw new BadLine(line, `the document ${document} has other bytes: ${found}`);
  return bytes;
}

function parse(text: string, line: number): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new BadLine(line, 'is not one whole JSON object');
  }
}
