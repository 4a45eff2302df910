import type { Sha256 } from '@acta/domain';

/**
 * Bytes of documents and frozen renditions, addressed by their SHA-256. The nodes of a log share one store; a single
 * node needs no server for it: a folder does (`@acta/files`).
 */
export interface BlobStore {
  /** Stores bytes; durable on return. The same bytes again change nothing. */
  put(bytes: Uint8Array): Promise<Sha256>;
  /** The same for bytes that arrive one after the other. Where they end in an error, nothing is stored and it is thrown. */
  putStream(bytes: AsyncIterable<Uint8Array>): Promise<{ sha256: Sha256; size: number }>;
  /** The bytes, verified against their hash. Undefined where there are none. @throws BlobCorrupt */
  get(sha256: Sha256): Promise<Uint8Array | undefined>;
  has(sha256: Sha256): Promise<boolean>;
  /** Removes the bytes: what names an erased person does not stay. Durable on return; where there are none, nothing. */
  remove(sha256: Sha256): Promise<void>;
  /** Every hash held, in order. */
  list(): AsyncIterable<Sha256>;
}

/** The store cannot be reached now. Every call may throw it; repeating the call does no harm. */
export class BlobStoreUnavailable extends Error {
  override readonly name = 'BlobStoreUnavailable';
}

/** The stored bytes do not have the hash that they are stored under. */
export class BlobCorrupt extends Error {
  override readonly name = 'BlobCorrupt';
  constructor(readonly sha256: Sha256) {
    super(`the stored bytes of document ${sha256} have another hash: the file was damaged or altered`);
  }
}
