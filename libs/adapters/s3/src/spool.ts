import type { Sha256 } from '@acta/domain';
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** No upload takes as long as this, so what is older was left by a crash. */
const STALE_MILLISECONDS = 60 * 60 * 1000;

export interface Spooled {
  file: string;
  sha256: Sha256;
  size: number;
}

/**
 * Writes bytes to a file that its owner alone can read, as they come, and hashes them on the way: memory holds one piece
 * at a time. Gives the file to `use` and removes it after that, or after an error.
 */
export async function spool<T>(
  bytes: AsyncIterable<Uint8Array>,
  folder: string,
  use: (spooled: Spooled) => Promise<T>,
): Promise<T> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, `${randomUUID()}.tmp`);
  try {
    const hash = createHash('sha256');
    let size = 0;
    const handle = await open(file, 'wx', 0o600);
    try {
      for await (const piece of bytes) {
        hash.update(piece);
        size += piece.length;
        await handle.writeFile(piece);
      }
    } finally {
      await handle.close();
    }
    return await use({ file, sha256: hash.digest('hex'), size });
  } finally {
    await rm(file, { force: true });
  }
}

/** Removes what a crash has left. Files that are not ours are left alone. */
export async function removeStale(folder: string, now: number): Promise<void> {
  for (const name of await readdir(folder).catch(noneIfAbsent)) {
    if (!name.endsWith('.tmp')) continue;
    const file = join(folder, name);
    const written = (await stat(file).catch(noneIfAbsent)) as { mtimeMs?: number };
    if (written.mtimeMs !== undefined && written.mtimeMs < now - STALE_MILLISECONDS)
      await rm(file, { force: true });
  }
}

function noneIfAbsent(error: unknown): [] {
  if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT') return [];
  throw error;
}
