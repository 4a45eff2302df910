import {
  Access,
  type AccessLog,
  type Authenticator,
  type BlobStore,
  Classifications,
  DELIVERY,
  type DeliveryOptions,
  Indexer,
  type ListIndex,
  type Clock,
  type Ids,
  type Journal,
  type KeyVault,
  type Log,
  type Principal,
  Reader,
  Sight,
  TokenRefused,
  type WebhookSender,
  type WebhookStore,
  Recorder,
  erasePerson,
  isErased,
  nameOpener,
  fullName,
  logNamed,
  systemIds,
} from '@acta/application';
import { type Person, type SubjectId, groupOf, parseStream } from '@acta/domain';
import { openFileBlobStore, openFileKeyReader, openFileKeyVault } from '@acta/files';
import { type SqliteStore, openSqliteListIndex, openSqliteStore, openSqliteWebhookStore } from '@acta/sqlite';
import { openWebhookSender } from '@acta/webhooks';
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
  /** The whole record. */
  reader: Reader;
  /** The record as somebody may see it. */
  readerFor: (principal: Principal) => Reader;
  access: Access;
  classifications: Classifications;
  authenticator: Authenticator;
  accessLog: AccessLog;
  /** Absent where the record is open for reading: one process delivers. */
  webhooks?: WebhookStore;
  sender: WebhookSender;
  delivery: DeliveryOptions;
  recorder: Recorder;
  erase: (subject: SubjectId) => Promise<void>;
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
    const reader = new Reader(journal, clock, log);
    const kept = mode === 'write' ? await openFileKeyVault({ file: config.keys }) : readingVault(config.keys);
    const vault = withoutErased(kept, reader);
    const blobs = await openFileBlobStore({ folder: folder.documents });
    const erase = (subject: SubjectId): Promise<void> => erasePerson(subject, { vault, journal, blobs, log });
    if (mode === 'write') for (const subject of erasedIn(journal, log)) await erase(subject);
    const recorder = new Recorder({ store, journal, vault, erase, clock, ids, log });
    const access = new Access(reader, clock);
    const classifications = new Classifications(journal, log);
    const sender = openWebhookSender({ allow: config.webhookAllow });
    const index = openSqliteListIndex({ file: folder.lists });
    const webhooks = mode === 'write' ? openSqliteWebhookStore({ file: folder.webhooks }) : undefined;
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
      readerFor: (principal) => reader.seenWith(new Sight(access.viewer(principal), classifications)),
      access,
      classifications,
      authenticator: noIssuer,
      accessLog: silent,
      ...(webhooks === undefined ? {} : { webhooks }),
      sender,
      delivery: DELIVERY,
      recorder,
      erase,
      nameOf: nameOpener(vault),
      async close() {
        index.close();
        webhooks?.close();
        await store.close();
        await vault.close();
      },
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** Until an issuer is configured, no token is accepted. */
const noIssuer: Authenticator = {
  authenticate: () => Promise.reject(new TokenRefused('no issuer of tokens is configured here')),
};

const silent: AccessLog = {
  note: () => undefined,
  find: () => ({ items: [] }),
  close: () => Promise.resolve(),
};

/** Beside the process that writes: keys are looked up as the file has them, none is made and none destroyed. */
function readingVault(file: string): KeyVault {
  const refuse = (): Promise<never> => Promise.reject(new Error('the record is open for reading only'));
  return { ...openFileKeyReader({ file }), keyFor: refuse, destroy: refuse, close: () => Promise.resolve() };
}

/** The record has the last word on who was erased: a vault's file may be a copy from before. */
function withoutErased(vault: KeyVault, reader: Reader): KeyVault {
  return {
    keyFor: (subject) => vault.keyFor(subject),
    find: (subject) => (isErased(reader, subject) ? undefined : vault.find(subject)),
    destroy: (subject) => vault.destroy(subject),
    close: () => vault.close(),
  };
}

function erasedIn(journal: Journal, log: Log): SubjectId[] {
  return journal.streams(fullName(log, 'person-'), journal.head().position).flatMap((stream) => {
    const name = parseStream(stream.slice(log.prefix.length));
    return name?.aggregate === 'person' ? [name.subject] : [];
  });
}
