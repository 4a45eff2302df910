import { blobStoreContract } from '@acta/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, readFile, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFileBlobStore } from './blob-store.js';

const pathOf = (folder: string, sha256: string): string => join(folder, sha256.slice(0, 2), sha256.slice(2));
const ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
const abc = new TextEncoder().encode('abc');

blobStoreContract('FileBlobStore', async () => {
  const root = await mkdtemp(join(tmpdir(), 'acta-blobs-'));
  const folder = join(root, 'made', 'when-needed');
  return {
    open: () => openFileBlobStore({ folder }),
    damage: (sha256) => writeFile(pathOf(folder, sha256), 'altered'),
    remove: () => rm(root, { recursive: true, force: true }),
  };
});

describe('FileBlobStore', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'acta-blobs-'));
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  it("keeps a document's bytes, and nothing else, in a file named by its SHA-256", async () => {
    const store = await openFileBlobStore({ folder });
    expect(await store.put(abc)).toBe(ABC);
    expect((await readFile(pathOf(folder, ABC))).toString()).toBe('abc');
    expect(await readdir(join(folder, 'tmp'))).toEqual([]);
  });

  it('lists no file that is not a document, and leaves it alone', async () => {
    const store = await openFileBlobStore({ folder });
    await store.put(abc);
    await mkdir(join(folder, 'lost+found'));
    await writeFile(join(folder, 'README'), 'not ours');
    await writeFile(join(folder, 'ba', 'notes.txt'), 'not ours');
    await writeFile(join(folder, 'tmp', `${ABC}.tmp`), 'half');
    const listed = [];
    for await (const sha256 of (await openFileBlobStore({ folder })).list()) listed.push(sha256);
    expect(listed).toEqual([ABC]);
    expect((await readFile(join(folder, 'ba', 'notes.txt'))).toString()).toBe('not ours');
  });

  it('removes temporary files that a crash has left, and none that may be in use', async () => {
    await (await openFileBlobStore({ folder })).put(abc);
    const day = 24 * 60 * 60 * 1000;
    const now = Date.UTC(2026, 0, 2);
    for (const [name, written] of [
      ['old.tmp', now - day],
      ['fresh.tmp', now - 1000],
      ['old.txt', now - day],
    ] as const) {
      await writeFile(join(folder, 'tmp', name), 'half');
      await utimes(join(folder, 'tmp', name), written / 1000, written / 1000);
    }
    await openFileBlobStore({ folder, now: () => now });
    expect((await readdir(join(folder, 'tmp'))).sort()).toEqual(['fresh.tmp', 'old.txt']);
  });

  it.each(['../../etc/passwd', 'BA7816', ABC.toUpperCase(), `${ABC}0`, ''])(
    'refuses %p, which is no hash',
    async (name) => {
      const store = await openFileBlobStore({ folder });
      await expect(store.get(name)).rejects.toThrow('is not a SHA-256');
      await expect(store.has(name)).rejects.toThrow('is not a SHA-256');
    },
  );

  it('makes nothing by being opened or read', async () => {
    const absent = join(folder, 'absent');
    const store = await openFileBlobStore({ folder: absent });
    expect(await store.has(ABC)).toBe(false);
    expect(await readdir(folder)).toEqual([]);
  });
});
