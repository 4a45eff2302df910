import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';

/** Makes the names in a folder survive a loss of power: a file's own fsync does not cover its name. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes a folder and those above it, durably. One that exists is left as it is. */
export async function makeFolder(folder: string, mode = 0o777): Promise<void> {
  const first = await mkdir(folder, { recursive: true, mode });
  if (first === undefined) return;
  let made = dirname(first);
  await syncFolder(made);
  for (const name of relative(made, folder).split(sep)) {
    made = join(made, name);
    await syncFolder(made);
  }
}

export interface WholeWrite {
  target: string;
  /** A name not in use, on the target's file system: where the bytes are first written. A crash may leave it behind. */
  temporary: string;
  mode: number;
}

/**
 * Puts a whole file in place: at any crash the target holds what it held before, or all of the bytes. Durable on
 * return, name included. After an error the target may hold either.
 */
export async function writeWhole(bytes: Uint8Array, { target, temporary, mode }: WholeWrite): Promise<void> {
  try {
    const handle = await open(temporary, 'wx', mode);
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(dirname(target));
}

/** Whether an error says that there is no such file or folder. */
export function isAbsent(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';
}
