import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import type { ExportFooter, ExportReport } from '@acta/application';
import type { ActaClient } from '@acta/client';
import { told } from './remote-answer.js';
import type { Progress } from './services.js';

/** More than an export's last line has, in bytes. */
const FOOTER = 1024;

/**
 * Writes the log to a new file, durable on return. An export that did not come whole, by its own digest, leaves no file.
 * @throws when the file exists
 */
export async function exportTo(client: ActaClient, path: string, progress: Progress): Promise<ExportReport> {
  const file = await open(path, 'wx+', 0o600);
  try {
    const { data } = await client.GET('/export', { parseAs: 'stream' });
    let received = 0;
    const counted = async function* (chunks: AsyncIterable<Uint8Array>) {
      for await (const chunk of chunks) {
        received += chunk.length;
        progress('bytes', received);
        yield chunk;
      }
    };
    const body = Readable.fromWeb(told(data) as ReadableStream<Uint8Array>);
    await pipeline(body, counted, (chunks) => writeAll(file, chunks));
    await file.sync();
    return await checked(file, path, received);
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}

async function writeAll(file: FileHandle, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const chunk of chunks) await file.writeFile(chunk);
}

/** The report of an export whose last line tells the digest of what is before it. */
async function checked(file: FileHandle, path: string, size: number): Promise<ExportReport> {
  const length = Math.min(size, FOOTER);
  const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length);
  const last = buffer.subarray(buffer.lastIndexOf('\n', -2) + 1);
  const bytes = size - last.length;
  const digest = createHash('sha256');
  if (bytes > 0) await pipeline(createReadStream(path, { end: bytes - 1 }), digest);
  const footer = footerIn(last.toString());
  if (footer?.sha256 !== digest.digest('hex')) throw new Error('the export did not come whole; try again');
  return { events: footer.events, documents: footer.documents, bytes };
}

function footerIn(line: string): ExportFooter | undefined {
  try {
    return JSON.parse(line) as ExportFooter;
  } catch {
    return undefined;
  }
}
