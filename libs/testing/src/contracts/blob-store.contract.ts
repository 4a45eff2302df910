import { BlobCorrupt, type BlobStore } from '@acta/application';
import type { Sha256 } from '@acta/domain';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';

/** Where an adapter keeps one store while a test runs. */
export interface BlobStorePlace {
  /** Opens the store of this place; opened again, what it held is there. The first one is empty. */
  open(): Promise<BlobStore>;
  /** Alters the stored bytes of a document, as damage or a hand would. */
  damage(sha256: Sha256): Promise<void>;
  remove(): Promise<void>;
}

const text = (words: string): Uint8Array => new TextEncoder().encode(words);
const hashOf = (bytes: Uint8Array): Sha256 => createHash('sha256').update(bytes).digest('hex');

async function listed(store: BlobStore): Promise<Sha256[]> {
  const hashes: Sha256[] = [];
  for await (const sha256 of store.list()) hashes.push(sha256);
  return hashes;
}

/** What every BlobStore promises. */
export function blobStoreContract(name: string, makePlace: () => Promise<BlobStorePlace>): void {
  describe(`${name} keeps the contract of BlobStore`, () => {
    let place: BlobStorePlace;
    let store: BlobStore;

    beforeEach(async () => {
      place = await makePlace();
      store = await place.open();
    });

    afterEach(() => place.remove());

    it('is empty at first', async () => {
      expect(await listed(store)).toEqual([]);
      expect(await store.get(hashOf(text('nothing')))).toBeUndefined();
      expect(await store.has(hashOf(text('nothing')))).toBe(false);
    });

    it.each([
      ['words', text('The mascot was posted online.')],
      ['no byte', new Uint8Array()],
      ['every byte', Uint8Array.from({ length: 256 }, (_, i) => i)],
      ['three million bytes', new Uint8Array(3_000_000).fill(7)],
    ])('gives back %s under their SHA-256', async (_, bytes) => {
      const sha256 = await store.put(bytes);
      expect(sha256).toBe(hashOf(bytes));
      store = await place.open();
      expect(await store.has(sha256)).toBe(true);
      const found = await store.get(sha256);
      expect(found !== undefined && Buffer.compare(found, bytes) === 0).toBe(true);
    });

    it('takes bytes as they come, and nothing of what breaks off', async () => {
      async function* pieces(fails: boolean): AsyncGenerator<Uint8Array> {
        yield text('The mascot ');
        await Promise.resolve();
        if (fails) throw new Error('the line was cut');
        yield text('was posted online.');
      }
      await expect(store.putStream(pieces(true))).rejects.toThrow('the line was cut');
      expect(await listed(store)).toEqual([]);
      const sha256 = hashOf(text('The mascot was posted online.'));
      expect(await store.putStream(pieces(false))).toEqual({ sha256, size: 29 });
      expect(await store.putStream(pieces(false))).toEqual({ sha256, size: 29 });
      store = await place.open();
      expect(Buffer.from((await store.get(sha256)) ?? []).toString()).toBe('The mascot was posted online.');
      expect(await listed(store)).toEqual([sha256]);
    });

    it('removes bytes for good, and takes the same again', async () => {
      const sha256 = await store.put(text('names somebody'));
      const other = await store.put(text('names nobody'));
      await store.remove(sha256);
      await store.remove(sha256);
      store = await place.open();
      expect(await store.get(sha256)).toBeUndefined();
      expect(await listed(store)).toEqual([other]);
      expect(await store.put(text('names somebody'))).toBe(sha256);
      expect(await store.has(sha256)).toBe(true);
    });

    it('takes the bytes of a larger buffer as they were when it was asked', async () => {
      const buffer = text('....within....');
      const sha256 = await store.put(buffer.subarray(4, 10));
      expect(Buffer.from((await store.get(sha256)) ?? []).toString()).toBe('within');
    });

    it('keeps the same bytes once, however often they are put', async () => {
      const bytes = text('again');
      const hashes = await Promise.all(Array.from({ length: 10 }, () => store.put(bytes)));
      await store.put(bytes);
      expect(new Set(hashes)).toEqual(new Set([hashOf(bytes)]));
      expect(await listed(store)).toEqual([hashOf(bytes)]);
    });

    it('lists every hash in order', async () => {
      const put = await Promise.all(Array.from({ length: 40 }, (_, i) => store.put(text(`document ${i}`))));
      expect(await listed(store)).toEqual([...put].sort());
    });

    it('refuses bytes that were altered, and takes the right ones again', async () => {
      const bytes = text('the outcome as issued');
      const sha256 = await store.put(bytes);
      await place.damage(sha256);
      await expect(store.get(sha256)).rejects.toThrow(BlobCorrupt);
      await expect(store.get(sha256)).rejects.toThrow(sha256);
      await store.put(bytes);
      expect(Buffer.from((await store.get(sha256)) ?? []).toString()).toBe('the outcome as issued');
    });
  });
}
