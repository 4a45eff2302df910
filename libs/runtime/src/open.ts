import {
  Access,
  type AccessLog,
  type Authenticator,
  type BlobStore,
  type Circle,
  Classifications,
  DELIVERY,
  type DeliveryOptions,
  Indexer,
  type ListIndex,
  type Clock,
  type DocumentScanner,
  type Ids,
  type EventStore,
  type Journal,
  type KeyVault,
  type Log,
  type Principal,
  Reader,
  type RestrictedRead,
  Sight,
  type WebhookSender,
  type WebhookStore,
  Recorder,
  type RecorderParts,
  erasePerson,
  isErased,
  circles,
  nameOpener,
  viewerOf,
  fullName,
  logNamed,
  systemIds,
} from '@acta/application';
import { existsSync } from 'node:fs';
import { type Person, type SubjectId, parseStream } from '@acta/domain';
import { openSqliteAccessLog, openSqliteListIndex, openSqliteWebhookStore } from '@acta/sqlite';
import { openWebhookSender } from '@acta/webhooks';
import type { Config } from './config.js';
import { openDocuments } from './documents.js';
import { type DataFolder, dataFolder, makeDataFolder } from './folder.js';
import { type TokenSource, openAuthenticator } from './issuing.js';
import { type Following, openLog } from './store.js';
import { openVault } from './vault.js';
import { type WatchedCommand, watchedCommands, watchedSender, watchedStore } from './watch/record-watch.js';
import { type Watch, unwatched } from './watch/watch.js';

/** The ports, wired to the embedded adapters, and what the application makes of them. */
export interface Acta {
  config: Config;
  folder: DataFolder;
  log: Log;
  clock: Clock;
  ids: Ids;
  store: EventStore;
  journal: Journal;
  /** Where the log is kept elsewhere: how far this node has followed it. */
  following: Following | undefined;
  vault: KeyVault;
  blobs: BlobStore;
  /** What uploads are scanned with; absent: none is configured. */
  scanner: DocumentScanner | undefined;
  /** Lists and search of all that is recorded; any process that reads may bring them up to date. */
  index: ListIndex;
  indexer: Indexer;
  /** The same for a circle of readers, made from what they may see. */
  listsFor: (circle: Circle) => Pick<Acta, 'index' | 'indexer'>;
  /** The circles whose lists were made already. */
  listedCircles: () => Circle[];
  /** The whole record. */
  reader: Reader;
  /** The record as somebody may see it; `given` is told of what is restricted and was given to them. */
  readerFor: (principal: Principal, given?: (read: RestrictedRead) => void) => Reader;
  access: Access;
  classifications: Classifications;
  authenticator: Authenticator;
  /** Where the tokens come from that are accepted. */
  tokens: TokenSource;
  accessLog: AccessLog;
  /** Absent where the record is open for reading: one process delivers. */
  webhooks?: WebhookStore;
  sender: WebhookSender;
  delivery: DeliveryOptions;
  recorder: Recorder;
  erase: (subject: SubjectId) => Promise<void>;
  /** A person's name in clear; undefined where they were erased. */
  nameOf: (person: Person) => string | undefined;
  /** How this process tells what it does. Whoever opened it closes it. */
  watch: Watch;
  /** Executes a command, and tells what became of it. */
  watchCommand: WatchedCommand;
  close(): Promise<void>;
}

export interface OpenOptions {
  /** One process at a time may write; any number may read beside it. */
  mode: 'write' | 'read';
  clock?: Clock;
  ids?: Ids;
  /** What uploads are scanned with. */
  scanner?: DocumentScanner;
  /** Absent: nobody watches, save whoever reads standard error. */
  watch?: Watch;
  /** Called when the journal's file fails while writing; the process must stop. */
  onFatal?: (error: Error) => void;
}

/**
 * Opens a data folder. In mode `write` it is made where it does not exist, and the erasures that the record holds are
 * applied again to the vault, which may have been restored from before them.
 * @throws StoreRefused, KeyVaultDamaged, KeyVaultRefused, BlobStoreRefused, DevelopmentKeyRefused
 */
export async function openActa(config: Config, options: OpenOptions): Promise<Acta> {
  const { mode, clock = Date.now, ids = systemIds, onFatal, scanner, watch = unwatched() } = options;
  const folder = dataFolder(config);
  const log = logNamed(config.log);
  if (mode === 'write') makeDataFolder(config);
  let kept: KeyVault | undefined;
  const { journal, following, ...opened } = await openLog(config, {
    mode,
    log,
    // Until it is open: it finds all keys there when it opens.
    refreshKeys: async () => kept?.refresh(),
    onFatal,
  });
  // Who only reads appends nothing, and tells nothing of that.
  const working = mode === 'write' ? watch : unwatched();
  const store = watchedStore(opened.store, working, log.prefix);
  try {
    const reader = new Reader(journal, clock, log);
    kept = await openVault(config, mode);
    const vault = withoutErased(kept, reader);
    const blobs = await openDocuments(config);
    const erase = (subject: SubjectId): Promise<void> => erasePerson(subject, { vault, journal, blobs, log });
    if (mode === 'write') for (const subject of erasedIn(journal, log)) await erase(subject);
    const judging = judgingWith(following, store, journal);
    const recorder = new Recorder({ store, journal, vault, erase, clock, ids, log, ...judging });
    const access = new Access(reader, clock);
    const classifications = new Classifications(journal, log);
    const lists = openLists(folder, { journal, log, classifications });
    const accessLog = openAccessLog(config, clock);
    const webhooks = openWebhooks(config, mode, working);
    return {
      config,
      folder,
      log,
      clock,
      ids,
      store,
      journal,
      following,
      vault,
      blobs,
      scanner,
      ...lists.for('all'),
      listsFor: (circle) => lists.for(circle),
      listedCircles: () => lists.made(),
      reader,
      readerFor: (principal, given) =>
        reader.seenWith(new Sight(access.viewer(principal), classifications, given)),
      classifications,
      access,
      ...(await openAuthenticator(config, clock)),
      accessLog,
      ...webhooks,
      recorder,
      erase,
      nameOf: nameOpener(vault),
      watch,
      watchCommand: watchedCommands(working),
      async close() {
        lists.close();
        await accessLog.close();
        webhooks.webhooks?.close();
        await opened.close();
        await vault.close();
      },
    };
  } catch (error) {
    await kept?.close();
    await opened.close();
    throw error;
  }
}

/** What judging takes more where other nodes write to the log, too. */
function judgingWith(
  following: Following | undefined,
  store: EventStore,
  journal: Journal,
): Pick<RecorderParts, 'shared'> {
  if (following === undefined) return {};
  return {
    shared: {
      assertCurrent: () => following.assertCurrent(),
      recordedAt: (position) => journal.recordedAt(position),
      newestRevision: (stream) => newestRevision(store, stream),
    },
  };
}

async function newestRevision(store: EventStore, stream: string): Promise<number> {
  const found = await store.read(stream, { direction: 'backwards', limit: 1 });
  if (!found.found) return -1;
  for await (const { revision } of found.events) return Number(revision);
  return -1;
}

function openAccessLog(config: Config, clock: Clock): AccessLog {
  const { accessLogDays } = config;
  const keeping = accessLogDays === 0 ? {} : { keepDays: accessLogDays };
  return openSqliteAccessLog({ file: dataFolder(config).access, clock, ...keeping });
}

/** What sends to receivers that others name. */
export function webhookSender({ webhookAllow }: Pick<Config, 'webhookAllow'>): WebhookSender {
  return openWebhookSender({ allow: webhookAllow });
}

/** What webhooks are kept in and sent with. One process delivers: the one that writes. */
function openWebhooks(
  config: Config,
  mode: OpenOptions['mode'],
  watch: Watch,
): Pick<Acta, 'webhooks' | 'sender' | 'delivery'> {
  const sending = { sender: watchedSender(webhookSender(config), watch), delivery: DELIVERY };
  if (mode === 'read') return sending;
  return { ...sending, webhooks: openSqliteWebhookStore({ file: dataFolder(config).webhooks }) };
}

/** The lists of each circle of readers, opened when they are first asked for. */
function openLists(
  { lists }: DataFolder,
  { journal, log, classifications }: { journal: Journal; log: Log; classifications: Classifications },
): { for(circle: Circle): Pick<Acta, 'index' | 'indexer'>; made(): Circle[]; close(): void } {
  const opened = new Map<Circle, Pick<Acta, 'index' | 'indexer'>>();
  const fileOf = (circle: Circle): string =>
    circle === 'all' ? lists : lists.replace(/\.db$/, `.${circle}.db`);
  return {
    for(circle) {
      const known = opened.get(circle);
      if (known !== undefined) return known;
      const index = openSqliteListIndex({ file: fileOf(circle) });
      const sight = circle === 'all' ? undefined : new Sight(viewerOf(circle), classifications);
      const entry = { index, indexer: new Indexer(journal, index, log, sight) };
      opened.set(circle, entry);
      return entry;
    },
    made: () => circles.filter((circle) => existsSync(fileOf(circle))),
    close() {
      for (const { index } of opened.values()) index.close();
    },
  };
}

/** The record has the last word on who was erased: a vault's file may be a copy from before. */
function withoutErased(vault: KeyVault, reader: Reader): KeyVault {
  return {
    keyFor: (subject) => vault.keyFor(subject),
    find: (subject) => (isErased(reader, subject) ? undefined : vault.find(subject)),
    destroy: (subject) => vault.destroy(subject),
    refresh: () => vault.refresh(),
    close: () => vault.close(),
  };
}

function erasedIn(journal: Journal, log: Log): SubjectId[] {
  return journal.streams(fullName(log, 'person-'), journal.head().position).flatMap((stream) => {
    const name = parseStream(stream.slice(log.prefix.length));
    return name?.aggregate === 'person' ? [name.subject] : [];
  });
}
