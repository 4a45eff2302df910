import { createHash } from 'node:crypto';
import type { DocumentRef, Sha256, SubjectId } from '@acta/domain';
import { fileTypeFromBuffer } from 'file-type';
import { invalid } from '../faults.js';
import type { BlobStore } from '../ports/blob-store.js';
import type { DocumentScanner, Scan } from '../ports/document-scanner.js';

/** The most that a document may have, in bytes. */
export const MAX_DOCUMENT_BYTES = 50 * 1024 * 1024;

/** What documents of meetings are: text, and what offices and scanners make. */
export const documentTypes = [
  'application/pdf',
  'application/rtf',
  'application/vnd.oasis.opendocument.text',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'image/jpeg',
  'image/png',
  'text/csv',
  'text/markdown',
  'text/plain',
] as const;

/** Enough of a document to tell what it is. */
const HEAD_BYTES = 64 * 1024;

/** The document is larger than what is taken. Nothing was stored. */
export class DocumentTooLarge extends Error {
  override readonly name = 'DocumentTooLarge';
  constructor() {
    super(`a document has at most ${String(MAX_DOCUMENT_BYTES)} bytes`);
  }
}

/** Something was found in the document that it must not hold. Nothing was stored. */
export class DocumentRefused extends Error {
  override readonly name = 'DocumentRefused';
}

export interface Upload {
  /** Who puts it in: they may name it in an act. */
  by: SubjectId;
  bytes: AsyncIterable<Uint8Array>;
  /** What whoever sends it says that it is; what it is must agree. */
  mediaType: string;
  fileName?: string;
}

/**
 * Takes a document into the BlobStore, as it arrives: sized, hashed, its type told from its bytes, scanned. Durable on
 * return; an act may name it from then on.
 * @throws Invalid for a type that is not taken or does not agree, DocumentTooLarge, DocumentRefused; nothing was stored
 */
export async function acceptDocument(
  { by, bytes, mediaType, fileName }: Upload,
  { blobs, scanner }: { blobs: BlobStore; scanner: DocumentScanner | undefined },
): Promise<DocumentRef> {
  if (!documentTypes.some((type) => type === mediaType))
    throw invalid('not-allowed', `must be one of ${documentTypes.join(', ')}`, '/headers/content-type');
  const scan = scanner?.begin();
  const { sha256, size } = await blobs.putStream(scanned(checked(bytes, mediaType), scan));
  await blobs.put(receiptFor(by, sha256));
  return { sha256, size, mediaType, ...(fileName === undefined ? {} : { fileName }) };
}

/** Whether somebody has put in a document. */
export async function wasPutInBy(
  subject: SubjectId,
  sha256: Sha256,
  blobs: Pick<BlobStore, 'has'>,
): Promise<boolean> {
  return blobs.has(createHash('sha256').update(receiptFor(subject, sha256)).digest('hex'));
}

/** What is stored beside a document, once for each who put it in; nobody can name it as a document of theirs. */
function receiptFor(subject: SubjectId, sha256: Sha256): Uint8Array {
  return new TextEncoder().encode(`acta: ${sha256} was put in by ${subject}\n`);
}

/** The bytes as they come; they end in an error where the scan finds something. */
async function* scanned(
  bytes: AsyncIterable<Uint8Array>,
  scan: Scan | undefined,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    await scan?.take(chunk);
    yield chunk;
  }
  const found = await scan?.end();
  if (found !== undefined) throw new DocumentRefused(`the scanner refuses the document: ${found}`);
}

/** The bytes as they come, once their beginning is known to be of the type. */
async function* checked(bytes: AsyncIterable<Uint8Array>, mediaType: string): AsyncGenerator<Uint8Array> {
  let head: Uint8Array = new Uint8Array();
  let size = 0;
  let known = false;
  for await (const chunk of bytes) {
    size += chunk.length;
    if (size > MAX_DOCUMENT_BYTES) throw new DocumentTooLarge();
    if (known) {
      yield chunk;
      continue;
    }
    head = Buffer.concat([head, chunk]);
    if (head.length < HEAD_BYTES) continue;
    await requireType(head, mediaType);
    known = true;
    yield head;
  }
  if (known) return;
  if (size === 0) throw invalid('empty', 'a document has at least one byte', '');
  await requireType(head, mediaType);
  yield head;
}

async function requireType(head: Uint8Array, mediaType: string): Promise<void> {
  const found = (await fileTypeFromBuffer(head))?.mime;
  const agrees = mediaType.startsWith('text/') ? found === undefined && isText(head) : found === mediaType;
  if (!agrees)
    throw invalid(
      'type-mismatch',
      `the bytes are not ${mediaType}${found === undefined ? '' : ` but ${found}`}`,
      '/headers/content-type',
    );
}

/** UTF-8 without control characters but those of text; the last character may be cut. */
function isText(head: Uint8Array): boolean {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    return !/[\u0000-\u0008\u000e-\u001f]/.test(text);
  } catch {
    return false;
  }
}
