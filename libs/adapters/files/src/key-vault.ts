import { KeyDestroyed, type KeyVault, KeyVaultUnavailable } from '@acta/application';
import type { SubjectId } from '@acta/domain';
import { randomBytes } from 'node:crypto';
import { type FileHandle, constants, open, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { isAbsent, makeFolder, writeWhole } from './durable.js';
import {
  KEY_BYTES,
  KeyVaultDamaged,
  SUBJECT,
  formatKeyFile,
  formatRecords,
  parseKeyFile,
} from './key-file.js';

export interface FileKeyVaultOptions {
  /** Made with the first key. Outside the data folder and its backups, which must not bring an erased person back. */
  file: string;
}

/**
 * A KeyVault on one file that its owner alone can read. Opening writes nothing, so any process may open it to read; one
 * process at a time may write, and a change behind its back is noticed and refused.
 *
 * Destroying a key replaces the file and overwrites the old one's bytes. Out of reach from here is what a copy-on-write
 * or journaling file system, a solid-state disk, a hard link or a backup still keeps of them: put the vault on an
 * encrypted volume, and keep its backups no longer than an erasure may take.
 * @throws KeyVaultDamaged; it is also thrown for a file that others can read
 */
export async function openFileKeyVault({ file }: FileKeyVaultOptions): Promise<KeyVault> {
  const path = resolve(file);
  return new FileKeyVault(path, await load(path));
}

interface Contents {
  keys: Map<SubjectId, Uint8Array>;
  destroyed: Set<SubjectId>;
  /** The file as it was last read or written; undefined while there is none. */
  stamp: Stamp | undefined;
}

/** What tells that a file is still the one that we know. */
interface Stamp {
  inode: bigint;
  size: bigint;
  /** Whether lines can be added at its end. */
  whole: boolean;
}

class FileKeyVault implements KeyVault {
  readonly #path: string;
  #contents: Contents;
  /** Keys that were asked for since the last write began; they share the next one. */
  #asked: { keys: Map<SubjectId, Uint8Array>; written: Promise<void> } | undefined;
  /** Settles when the writes so far have; never rejects. */
  #idle: Promise<void> = Promise.resolve();
  #failure: KeyVaultUnavailable | undefined;
  #closed = false;

  constructor(path: string, contents: Contents) {
    this.#path = path;
    this.#contents = contents;
  }

  find(subject: SubjectId): Uint8Array | undefined {
    return this.#contents.keys.get(subject);
  }

  async keyFor(subject: SubjectId): Promise<Uint8Array> {
    this.#assertUsable(subject);
    const { keys, destroyed } = this.#contents;
    if (!keys.has(subject) && !destroyed.has(subject)) await this.#make(subject);
    const key = this.find(subject);
    if (key === undefined) throw new KeyDestroyed(subject);
    return key;
  }

  async destroy(subject: SubjectId): Promise<void> {
    this.#assertUsable(subject);
    await this.#inTurn(async () => {
      const { destroyed, stamp } = this.#contents;
      if (destroyed.has(subject)) return;
      const keys = new Map(this.#contents.keys);
      keys.delete(subject);
      await this.#replace({ keys, destroyed: new Set([...destroyed, subject]), stamp });
    });
  }

  /** Nobody else writes to the file. */
  refresh(): Promise<void> {
    return Promise.resolve();
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#idle;
  }

  #assertUsable(subject: SubjectId): void {
    if (!SUBJECT.test(subject))
      throw new RangeError(`"${subject}" is not a subject id: a UUID in lower case would be`);
    if (this.#closed) throw new KeyVaultUnavailable(`the key vault ${this.#path} is closed`);
    if (this.#failure !== undefined) throw this.#failure;
  }

  #make(subject: SubjectId): Promise<void> {
    this.#asked ??= { keys: new Map(), written: this.#inTurn(() => this.#writeAsked()) };
    if (!this.#asked.keys.has(subject))
      this.#asked.keys.set(subject, Uint8Array.from(randomBytes(KEY_BYTES)));
    return this.#asked.written;
  }

  async #writeAsked(): Promise<void> {
    const asked = this.#asked?.keys ?? new Map<SubjectId, Uint8Array>();
    this.#asked = undefined;
    const { keys, destroyed, stamp } = this.#contents;
    // The write before this one may have given a person a key, or erased one.
    const fresh = new Map([...asked].filter(([subject]) => !keys.has(subject) && !destroyed.has(subject)));
    if (fresh.size === 0) return;
    const next = { keys: new Map([...keys, ...fresh]), destroyed, stamp };
    if (stamp?.whole === true) await this.#append(fresh, next);
    else await this.#replace(next);
  }

  async #append(fresh: ReadonlyMap<SubjectId, Uint8Array>, next: Contents): Promise<void> {
    const handle = await open(this.#path, constants.O_RDWR | constants.O_APPEND);
    try {
      await this.#assertUnchanged(handle);
      await handle.appendFile(formatRecords(fresh, []), 'latin1');
      await handle.sync();
      this.#contents = { ...next, stamp: await stampOf(handle, true) };
    } finally {
      await handle.close();
    }
  }

  async #replace(next: Contents): Promise<void> {
    const temporary = `${this.#path}.new`;
    await makeFolder(dirname(this.#path), 0o700);
    const old = await openIfThere(this.#path);
    try {
      await this.#assertUnchanged(old);
      await discard(temporary);
      const bytes = Buffer.from(formatKeyFile(next.keys, next.destroyed), 'latin1');
      await writeWhole(bytes, { target: this.#path, temporary, mode: 0o600 });
      if (old !== undefined) await overwriteUnlinked(old);
    } finally {
      await old?.close();
    }
    const handle = await open(this.#path, constants.O_RDONLY);
    try {
      this.#contents = { ...next, stamp: await stampOf(handle, true) };
    } finally {
      await handle.close();
    }
  }

  async #assertUnchanged(handle: FileHandle | undefined): Promise<void> {
    const { stamp } = this.#contents;
    const found = handle === undefined ? undefined : await stampOf(handle, true);
    if (found?.inode === stamp?.inode && found?.size === stamp?.size) return;
    throw new KeyVaultUnavailable(
      `the key vault ${this.#path} was changed by something else since it was opened; nothing was written to it. ` +
        'See that one process at a time writes to it, then start again.',
    );
  }

  /** Runs one write after the other. After a failed one nobody knows what the disk holds; opening again finds out. */
  #inTurn(write: () => Promise<void>): Promise<void> {
    const written = this.#idle.then(async () => {
      if (this.#failure !== undefined) throw this.#failure;
      try {
        await write();
      } catch (cause) {
        this.#failure = cause instanceof KeyVaultUnavailable ? cause : failed(this.#path, cause);
        throw this.#failure;
      }
    });
    this.#idle = written.catch(() => undefined);
    return written;
  }
}

function failed(path: string, cause: unknown): KeyVaultUnavailable {
  return new KeyVaultUnavailable(
    `a write to the key vault ${path} failed (${String(cause)}), and it takes no more; start again once the cause is removed`,
    { cause },
  );
}

async function load(path: string): Promise<Contents> {
  const contents: Contents = { keys: new Map(), destroyed: new Set(), stamp: undefined };
  const handle = await openIfThere(path, constants.O_RDONLY);
  if (handle === undefined) return contents;
  try {
    await assertPrivate(handle, path);
    const text = await handle.readFile('latin1');
    const { records, whole } = parseKeyFile(text, path);
    for (const record of records) {
      if ('key' in record) contents.keys.set(record.subject, record.key);
      else contents.destroyed.add(record.subject);
    }
    // The size that was read: another process may be adding to the file.
    contents.stamp = { ...(await stampOf(handle, whole)), size: BigInt(text.length) };
    return contents;
  } finally {
    await handle.close();
  }
}

async function assertPrivate(handle: FileHandle, path: string): Promise<void> {
  const { mode } = await handle.stat();
  // Windows has no such permissions to ask for.
  if (process.platform === 'win32' || (mode & 0o077) === 0) return;
  throw new KeyVaultDamaged(
    `the key vault ${path} can be read by other users (mode ${(mode & 0o777).toString(8)}), so its keys may be known; ` +
      'find out who could read it, then allow its owner alone: chmod 600',
  );
}

async function openIfThere(path: string, flags = constants.O_RDWR): Promise<FileHandle | undefined> {
  try {
    return await open(path, flags);
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

async function stampOf(handle: FileHandle, whole: boolean): Promise<Stamp> {
  const { ino: inode, size } = await handle.stat({ bigint: true });
  return { inode, size, whole };
}

/** Removes what a crash has left of a replacement, keys included. */
async function discard(path: string): Promise<void> {
  const handle = await openIfThere(path);
  if (handle === undefined) return;
  try {
    await rm(path);
    await overwriteUnlinked(handle);
  } finally {
    await handle.close();
  }
}

/** Overwrites a file that has no name left. One that has, a hard link, is somebody's copy. */
async function overwriteUnlinked(handle: FileHandle): Promise<void> {
  const { nlink, size } = await handle.stat();
  if (nlink !== 0) return;
  await handle.write(new Uint8Array(size), 0, size, 0);
  await handle.sync();
}
