import { openAsBlob } from 'node:fs';
import type { ImportReport } from '@acta/application';
import type { ActaClient } from '@acta/client';
import { told } from './remote-answer.js';
import type { ImportOptions } from './services.js';

/** Sends a file of commands, read as it is sent. What the service does with it then, it tells once it is done. */
export async function importFrom(
  client: ActaClient,
  path: string,
  { dryRun, progress }: ImportOptions,
): Promise<ImportReport> {
  const file = await openAsBlob(path);
  let sent = 0;
  const counting = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      sent += chunk.length;
      progress('bytes sent', sent, file.size);
      controller.enqueue(chunk);
    },
    flush: () => progress('sent, and the service is at work: bytes', sent, sent),
  });
  const { data } = await client.POST('/imports', {
    params: { query: dryRun ? { dryRun: 'true' } : {} },
    headers: { 'content-type': 'application/x-ndjson' },
    body: file.stream().pipeThrough(counting) as unknown as string,
    bodySerializer: (body) => body,
    // A body that is read as it is sent goes before the answer comes (Fetch, 5.4).
    duplex: 'half',
  });
  const done = told(data);
  return { ...done, position: Number(done.position) };
}
