import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { KeyVault } from '@acta/application';
import type { SubjectId } from '@acta/domain';
import { isAbsent } from './durable.js';
import { parseKeyFile } from './key-file.js';

/**
 * The keys in a vault's file, for a process that only reads, beside the one that writes. Each look-up sees the file as
 * it is: a person erased elsewhere is erased here with the next one.
 * @throws KeyVaultDamaged, on the look-up that meets it
 */
export function openFileKeyReader({ file }: { file: string }): Pick<KeyVault, 'find'> {
  const path = resolve(file);
  let seen = '';
  let keys: ReadonlyMap<SubjectId, Uint8Array> = new Map();
  return {
    find(subject) {
      const now = stampOf(path);
      if (now !== seen) {
        keys = now === '' ? new Map() : readKeys(path);
        seen = now;
      }
      return keys.get(subject);
    },
  };
}

/** Changes with every write to the vault, which adds to the file or puts another in its place. */
function stampOf(path: string): string {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stat === undefined ? '' : `${String(stat.ino)}/${String(stat.size)}`;
}

function readKeys(path: string): Map<SubjectId, Uint8Array> {
  try {
    const { records } = parseKeyFile(readFileSync(path, 'latin1'), path);
    return new Map(
      records.flatMap((record) => ('key' in record ? [[record.subject, record.key] as const] : [])),
    );
  } catch (error) {
    if (isAbsent(error)) return new Map();
    throw error;
  }
}
