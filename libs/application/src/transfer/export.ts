import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Sha256 } from '@acta/domain';
import { NotFound } from '../faults.js';
import type { Log } from '../log.js';
import type { BlobStore } from '../ports/blob-store.js';
import type { Journal } from '../ports/event-store.js';

/** First line of an export. */
export interface ExportHeader {
  acta: 'export';
  version: 1;
  log: string;
  events: number;
}

/** Last line of an export: what must have been read before it. */
export interface ExportFooter {
  end: true;
  events: number;
  documents: number;
  /** SHA-256 over every byte before this line. */
  sha256: Sha256;
}

export interface ExportReport {
  events: number;
  documents: number;
  bytes: number;
}

const PAGE = 1000;

/**
 * Writes the whole log to one file: a header, each event's hashed form on a line in journal order, each document in
 * base64, a footer with the digest. Positions, revisions and the journal's own `recordedAt` follow from the order, so
 * nothing else is needed to restore the same journal. Keys of persons are not in it. Durable on return.
 * @throws when the file exists
 */
export async function exportLog(
  path: string,
  parts: { journal: Journal; blobs: BlobStore; log: Log },
  progress?: (done: number, total: number) => void,
): Promise<ExportReport> {
  const { journal, blobs, log } = parts;
  const total = journal.head().position;
  const file = await open(path, 'wx', 0o600);
  const digest = createHash('sha256');
  let bytes = 0;
  const write = async (lines: readonly string[]): Promise<void> => {
    const chunk = Buffer.from(lines.map((line) => `${line}\n`).join(''));
    digest.update(chunk);
    bytes += chunk.length;
    await file.write(chunk);
  };
  try {
    const header: ExportHeader = { acta: 'export', version: 1, log: log.name, events: total };
    await write([JSON.stringify(header)]);
    for (let done = 0; done < total; progress?.(done, total)) {
      const page = journal.after(done, Math.min(PAGE, total - done));
      await write(page.map(({ body }) => body));
      done += page.length;
    }
    let documents = 0;
    for await (const sha256 of blobs.list()) {
      const content = await blobs.get(sha256);
      if (content === undefined) throw new NotFound(`the document ${sha256} vanished during the export`);
      await write([JSON.stringify({ document: sha256, base64: Buffer.from(content).toString('base64') })]);
      documents++;
    }
    const footer: ExportFooter = { end: true, events: total, documents, sha256: digest.digest('hex') };
    await file.write(`${JSON.stringify(footer)}\n`);
    await file.sync();
    return { events: total, documents, bytes };
  } finally {
    await file.close();
    await syncFolder(dirname(path));
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
