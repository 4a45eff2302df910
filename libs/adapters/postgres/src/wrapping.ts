import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import type { SubjectId } from '@acta/domain';

/** How the persons' keys lie in the table, and back. */
export interface Wrapping {
  /** Tells which key-encryption key it is, without telling anything of it; null: there is none. */
  fingerprint: string | null;
  wrap(subject: SubjectId, key: Uint8Array): Buffer;
  /** Undefined where the bytes were damaged, or are another person's. */
  unwrap(subject: SubjectId, bytes: Uint8Array): Uint8Array | undefined;
}

export const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const CHECKSUM_BYTES = 8;

/** AES-256-GCM under the key-encryption key, with the person as additional data: nonce, key, tag. */
export function wrappedWith(keyEncryptionKey: Uint8Array): Wrapping {
  if (keyEncryptionKey.length !== KEY_BYTES)
    throw new RangeError(
      `a key-encryption key has ${KEY_BYTES} bytes, and this one ${keyEncryptionKey.length}`,
    );
  return {
    fingerprint: createHash('sha256')
      .update('acta key-encryption key\n')
      .update(keyEncryptionKey)
      .digest('hex')
      .slice(0, 16),
    wrap(subject, key) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', keyEncryptionKey, nonce).setAAD(Buffer.from(subject));
      return Buffer.concat([nonce, cipher.update(key), cipher.final(), cipher.getAuthTag()]);
    },
    unwrap(subject, bytes) {
      if (bytes.length !== NONCE_BYTES + KEY_BYTES + TAG_BYTES) return undefined;
      const decipher = createDecipheriv('aes-256-gcm', keyEncryptionKey, bytes.subarray(0, NONCE_BYTES), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAAD(Buffer.from(subject)).setAuthTag(bytes.subarray(-TAG_BYTES));
      try {
        const key = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES));
        return Uint8Array.from(Buffer.concat([key, decipher.final()]));
      } catch {
        return undefined;
      }
    },
  };
}

/** The key as it is, with a checksum: against damage, not against forgery, as in a vault's file. */
export const unwrapped: Wrapping = {
  fingerprint: null,
  wrap: (subject, key) => Buffer.concat([key, checksum(subject, key)]),
  unwrap(subject, bytes) {
    const key = Uint8Array.from(bytes.subarray(0, KEY_BYTES));
    return checksum(subject, key).equals(bytes.subarray(KEY_BYTES)) ? key : undefined;
  },
};

function checksum(subject: SubjectId, key: Uint8Array): Buffer {
  return createHash('sha256').update(subject).update(key).digest().subarray(0, CHECKSUM_BYTES);
}
