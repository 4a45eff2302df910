import type { SubjectId } from '@acta/domain';

/**
 * One key a person. Destroying the key is what erases the person: every sealed field under it stays in the immutable
 * log and can never be opened again.
 *
 * A log has one vault for all its nodes. A single node needs no server for it: a file does (`@acta/files`).
 */
export interface KeyVault {
  /** The person's key (32 bytes), made and made durable first if there is none. @throws KeyDestroyed, KeyVaultUnavailable */
  keyFor(subject: SubjectId): Promise<Uint8Array>;
  /** The person's key if there is one that was not destroyed. Synchronous: views open sealed fields while folding. */
  find(subject: SubjectId): Uint8Array | undefined;
  /**
   * Destroys the key for good; the subject can get no other. Durable on return. Repeating it changes nothing.
   * @throws KeyVaultUnavailable
   */
  destroy(subject: SubjectId): Promise<void>;
  /**
   * After it resolves, `find` knows every key that was made, and no key that was destroyed, before it was called, by
   * whichever node. What shows events of other nodes calls it first. Nothing to do where one process alone has the
   * vault. Where it fails, `find` is as it was.
   * @throws KeyVaultUnavailable
   */
  refresh(): Promise<void>;
  close(): Promise<void>;
}

/**
 * The vault takes no calls now, and nothing is known to be stored: it cannot be reached, a write failed, or it was closed.
 * The message says which, and what to do; repeating the call does no harm.
 */
export class KeyVaultUnavailable extends Error {
  override readonly name = 'KeyVaultUnavailable';
}

/** The person was erased; nothing can be sealed under this id any more. */
export class KeyDestroyed extends Error {
  override readonly name = 'KeyDestroyed';
  constructor(readonly subject: SubjectId) {
    super(`the person ${subject} was erased; no personal field can be recorded under this id`);
  }
}
