import {
  type BlobStore,
  Indexer,
  type ListIndex,
  type Clock,
  type Ids,
  type Journal,
  type KeyVault,
  type Log,
  Reader,
  Recorder,
  nameOpener,
  fullName,
  logNamed,
  systemIds,
} from '@acta/application';
import { type Person, groupOf, parseStream } from '@acta/domain';
import { openFileBlobStore, openFileKeyReader, openFileKeyVault } from '@acta/files';
import { type SqliteStore, openSqliteListIndex, openSqliteStore } from '@acta/sqlite';
import type { Config } from './config.js';
import { type DataFolder, dataFolder, makeDataFolder } from './folder.js';

/** The ports, wired to the embedded adapters, and what the application makes of them. */
export interface Acta {
  config: Config;
  folder: DataFolder;
  log: Log;
  clock: Clock;
  ids: Ids;
  store: SqliteStore;
  journal: Journal;
  vault: KeyVault;
  blobs: BlobStore;
  /** Lists and search; any process that reads may bring it up to date. */
  index: ListIndex;
  indexer: Indexer;
  reader: Reader;
  recorder: Recorder;
  /** A person's name in clear; undefined where they were erased. */
  nameOf: (person: Person) => string | undefined;
  close(): Promise<void>;
}

export interface OpenOptions {
  /** One process at a time may write; any number may read beside it. */
  mode: 'write' | 'read';
  clock?: Clock;
  ids?: Ids;
  /** Called when the journal's file fails while writing; the process must stop. */
  onFatal?: (error: Error) => void;
}

/**
 * Opens a data folder. In mode `write` it is made where it does not exist, and the erasures that the record holds are
 * applied again to the vault, which may have been restored from before them.
 * @throws StoreRefused, KeyVaultDamaged
 */
export async function openActa(config: Config, options: OpenOptions): Promise<Acta> {
  const { mode, clock = Date.now, ids = systemIds, onFatal } = options;
  const folder = dataFolder(config);
  const log = logNamed(config.log);
  if (mode === 'write') makeDataFolder(config);
  const store = await openSqliteStore({
    file: folder.journal,
    mode,
    prefix: log.prefix,
    groupOf,
    ...(onFatal === undefined ? {} : { onFatal }),
  });
  try {
    const { journal } = store;
    const vault =
      mode === 'write' ? await openFileKeyVault({ file: config.keys }) : readingVault(config.keys);
    if (mode === 'write') await applyErasures(journal, vault, log);
    const blobs = await openFileBlobStore({ folder: folder.documents });
    const reader = new Reader(journal, clock, log);
    const recorder = new Recorder({ store, journal, vault, clock, ids, log });
    const index = openSqliteListIndex({ file: folder.lists });
    return {
      config,
      folder,
      log,
      clock,
      ids,
      store,
      journal,
      vault,
      blobs,
      index,
      indexer: new Indexer(journal, index, log),
      reader,
      recorder,
      nameOf: nameOpener(vault),
      async close() {
        index.close();
        await store.close();
        await vault.close();
      },
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** Beside the process that writes: keys are looked up as the file has them, none is made and none destroyed. */
function readingVault(file: string): KeyVault {
  const refuse = (): Promise<never> => Promise.reject(new Error('the record is open for reading only'));
  return { ...openFileKeyReader({ file }), keyFor: refuse, destroy: refuse, close: () => Promise.resolve() };
}

async function applyErasures(journal: Journal, vault: KeyVault, log: Log): Promise<void> {
  for (const stream of journal.streams(fullName(log, 'person-'), journal.head().position)) {
    const name = parseStream(stream.slice(log.prefix.length));
    if (name?.aggregate === 'person') await vault.destroy(name.subject);
  }
}
