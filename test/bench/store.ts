import { type SqliteStore, openSqliteStore } from '@acta/sqlite';
import { groupOf } from '@acta/domain';
import { LOG } from './events.js';

/** Opens a store as the product does. */
export function openStore(file: string, mode: 'write' | 'read' = 'write'): Promise<SqliteStore> {
  return openSqliteStore({ file, mode, prefix: LOG.prefix, groupOf });
}

/** Runs `work` and closes what it used, whatever becomes of it. */
export async function using<R extends { close(): unknown }, T>(
  resource: R,
  work: (resource: R) => T | Promise<T>,
): Promise<T> {
  try {
    return await work(resource);
  } finally {
    await resource.close();
  }
}
