import { CONTRACT_LOG, eventStoreContract } from '@acta/testing';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore, type SqliteStore } from './store.js';

eventStoreContract('The embedded store', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'acta-store-'));
  const open = (): Promise<SqliteStore> =>
    openSqliteStore({ file: join(folder, 'journal.db'), mode: 'write', ...CONTRACT_LOG });
  let store = await open();
  return {
    store,
    journal: store.journal,
    async reopen() {
      await store.close();
      store = await open();
      return { store, journal: store.journal };
    },
    async dispose() {
      await store.close();
      await rm(folder, { recursive: true });
    },
  };
});
