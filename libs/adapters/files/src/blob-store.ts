import { BlobCorrupt, type BlobStore } from '@acta/application';
import type { Sha256 } from '@acta/domain';
import { createHash, randomUUID } from 'node:crypto';
import { open, readFile, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isAbsent, makeFolder, syncFolder, writeWhole } from './durable.js';

export interface FileBlobStoreOptions {
  /** Made at the first `put` if it does not exist. A document's bytes are at `ab/cdef…`, its SHA-256 split after two. */
  folder: string;
  /** Milliseconds since the epoch; tells a temporary file that a crash has left from one being written. */
  now?: () => number;
}

const SHA256 = /^[0-9a-f]{64}$/;
const SHELF = /^[0-9a-f]{2}$/;
const REST = /^[0-9a-f]{62}$/;
const TEMPORARY = 'tmp';
/** No write takes as long as this, so what is older was left by a crash. */
const STALE_MILLISECONDS = 60 * 60 * 1000;

/**
 * A BlobStore on a folder of files, which may be shared by processes of one machine. A document is whole or absent,
 * at any crash. Opening removes stale temporary files and writes nothing else; files that are not ours are left alone.
 */
export async function openFileBlobStore({
  folder,
  now = Date.now,
}: FileBlobStoreOptions): Promise<BlobStore> {
  const temporaryFolder = join(folder, TEMPORARY);
  await removeStale(temporaryFolder, now() - STALE_MILLISECONDS);

  const pathOf = (sha256: Sha256): string => {
    if (!SHA256.test(sha256))
      throw new RangeError(`"${sha256}" is not a SHA-256: 64 hexadecimal digits in lower case would be`);
    return join(folder, sha256.slice(0, 2), sha256.slice(2));
  };

  return {
    async put(bytes) {
      const sha256 = digest(bytes);
      const target = pathOf(sha256);
      const held = await readIfThere(target);
      if (held !== undefined && digest(held) === sha256) {
        // The put that wrote it may have died before its names were durable.
        await syncFolder(dirname(target));
        await syncFolder(folder);
        return sha256;
      }
      await makeFolder(temporaryFolder);
      await makeFolder(dirname(target));
      const temporary = join(temporaryFolder, `${randomUUID()}.tmp`);
      await writeWhole(bytes, { target, temporary, mode: 0o644 });
      // Another process may have made the shelf and not have synced its name yet.
      await syncFolder(folder);
      return sha256;
    },

    async putStream(bytes) {
      await makeFolder(temporaryFolder);
      const temporary = join(temporaryFolder, `${randomUUID()}.tmp`);
      const { sha256, size } = await writeHashed(bytes, temporary);
      const target = pathOf(sha256);
      await makeFolder(dirname(target));
      await rename(temporary, target);
      await syncFolder(dirname(target));
      await syncFolder(folder);
      return { sha256, size };
    },

    async get(sha256) {
      const bytes = await readIfThere(pathOf(sha256));
      if (bytes !== undefined && digest(bytes) !== sha256) throw new BlobCorrupt(sha256);
      return bytes;
    },

    async has(sha256) {
      try {
        return (await stat(pathOf(sha256))).isFile();
      } catch (error) {
        if (isAbsent(error)) return false;
        throw error;
      }
    },

    async remove(sha256) {
      const path = pathOf(sha256);
      if ((await readIfThere(path)) === undefined) return;
      await rm(path, { force: true });
      await syncFolder(dirname(path));
    },

    async *list() {
      for (const shelf of await namesIn(folder, SHELF))
        for (const rest of await namesIn(join(folder, shelf), REST)) yield `${shelf}${rest}`;
    },
  };
}

/** Writes bytes as they come, durably but for the name, and hashes them on the way. After an error there is no file. */
async function writeHashed(
  bytes: AsyncIterable<Uint8Array>,
  path: string,
): Promise<{ sha256: Sha256; size: number }> {
  const handle = await open(path, 'wx', 0o644);
  const hash = createHash('sha256');
  let size = 0;
  try {
    for await (const chunk of bytes) {
      hash.update(chunk);
      size += chunk.length;
      await handle.writeFile(chunk);
    }
    await handle.sync();
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
  return { sha256: hash.digest('hex'), size };
}

function digest(bytes: Uint8Array): Sha256 {
  return createHash('sha256').update(bytes).digest('hex');
}

async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

/** The names in a folder that have a form, sorted; none where there is no such folder. */
async function namesIn(folder: string, form: RegExp): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => form.test(name)).sort();
  } catch (error) {
    if (isAbsent(error)) return [];
    throw error;
  }
}

async function removeStale(temporaryFolder: string, before: number): Promise<void> {
  for (const name of await namesIn(temporaryFolder, /\.tmp$/)) {
    const path = join(temporaryFolder, name);
    try {
      if ((await stat(path)).mtimeMs < before) await rm(path, { force: true });
    } catch (error) {
      // Its writer has finished meanwhile.
      if (!isAbsent(error)) throw error;
    }
  }
}
