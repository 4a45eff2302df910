import { existsSync, statSync } from 'node:fs';
import { openFileKeyVault } from '@acta/files';
import { LogMoved, logNamed } from '@acta/application';
import { groupOf } from '@acta/domain';
import { checkJournal, openSqliteListIndex, openSqliteReplica } from '@acta/sqlite';
import { type Config, keysShown, storeShown } from './config.js';
import { documentsShown, openDocuments } from './documents.js';
import { dataFolder } from './folder.js';
import { isDatabase } from './setting.js';
import { EVENTSTOREDB, connectionTo } from './store.js';
import { vaultInDatabase } from './vault.js';

/** One thing that was examined. */
export interface Check {
  name: string;
  ok: boolean;
  /** What was found; for a fault, what to do. */
  detail: string;
}

/** Examines the versions, the configuration and a data folder, without opening it for use. Never throws. */
export async function examine(config: Config): Promise<Check[]> {
  const folder = dataFolder(config);
  const checks = [
    await check('versions', () => `Node.js ${process.versions.node}, ${process.platform} ${process.arch}`),
    await check('configuration', () => {
      const { data, log, host, port, language, issuer = 'none' } = config;
      return `data ${data}; log kept in ${storeShown(config)}; keys ${keysShown(config)}; documents ${documentsShown(config)}; log ${log}; address ${host}:${String(port)}; language ${language}; issuer of tokens ${issuer}`;
    }),
  ];
  if (config.store !== undefined) checks.push(await check('store', () => storeState(config)));
  if (!existsSync(folder.journal))
    return [
      ...checks,
      noJournal(config),
      ...(config.documents === undefined ? [] : [await check('documents', () => documentsState(config))]),
      ...(isDatabase(config.keys) ? [await check('keys', () => keysState(config))] : []),
    ];
  return [
    ...checks,
    await check('journal', () => journalState(folder.journal)),
    await check('lists', () => listsState(folder.lists)),
    await check('documents', () => documentsState(config)),
    await check('keys', () => keysState(config)),
  ];
}

/** What follows a store is made at the first start; a log of its own is not missing by chance. */
function noJournal({ data, store }: Config): Check {
  const detail =
    store === undefined
      ? `there is none in ${data}; import a file or restore an export into it, or name another folder with --data`
      : `there is none in ${data} yet; it is made at the first start`;
  return { name: 'journal', ok: store !== undefined, detail };
}

async function journalState(file: string): Promise<string> {
  const { events, streams, version, digest, faults, faultCount } = await checkJournal({ file });
  if (faultCount > 0)
    throw new Error(
      `${String(faultCount)} fault(s): ${faults
        .map(({ message }) => message)
        .slice(0, 5)
        .join('; ')}. Stop writing and restore a backup`,
    );
  return `${String(events)} events in ${String(streams)} streams, layout ${String(version)}, positions and revisions without gaps, every body sound, digest ${digest}`;
}

/** Beside whoever follows the store: the journal is read as it is. */
async function storeState(config: Config): Promise<string> {
  const { examineEventStoreDb } = await import('@acta/eventstoredb');
  const file = dataFolder(config).journal;
  const { prefix } = logNamed(config.log);
  const replica = existsSync(file)
    ? await openSqliteReplica({ file, mode: 'read', prefix, groupOf, source: EVENTSTOREDB })
    : undefined;
  try {
    const { version, movedTo, behindBytes } = await examineEventStoreDb(connectionTo(config), {
      prefix,
      replica,
    });
    if (movedTo !== undefined) throw new LogMoved(movedTo);
    const follows =
      behindBytes === undefined
        ? 'nothing of it is here yet: it is streamed at the first start, or copy the journal of another node'
        : `the journal agrees with it, and has seen all but its last ${String(behindBytes)} bytes, other logs included`;
    return `EventStoreDB ${version} at ${storeShown(config)}; ${follows}`;
  } finally {
    await replica?.close();
  }
}

function listsState(file: string): string {
  if (!existsSync(file)) return 'not built yet; they are made at the first read';
  const index = openSqliteListIndex({ file });
  try {
    return `stand at position ${String(index.cursor())}`;
  } finally {
    index.close();
  }
}

async function documentsState(config: Config): Promise<string> {
  const blobs = await openDocuments(config);
  let count = 0;
  for await (const sha256 of blobs.list()) {
    await blobs.get(sha256);
    count++;
  }
  return `${String(count)}, each with the hash that it is stored under`;
}

async function keysState(config: Config): Promise<string> {
  if (isDatabase(config.keys)) return keysInDatabase(config);
  const file = config.keys;
  if (!existsSync(file)) return `none yet; the file is made with the first person${ofOneNode(config)}`;
  const vault = await openFileKeyVault({ file });
  await vault.close();
  const mode = statSync(file).mode & 0o077;
  if (mode !== 0) throw new Error(`${file} can be read by others; take their rights away: chmod 600`);
  return `${file} can be read, by its owner alone${ofOneNode(config)}`;
}

/** Under the keys, callers get the ids by which the record, and the keys that they give acts under, know them. */
function ofOneNode({ store }: Config): string {
  return store === undefined
    ? ''
    : '; they are of this node alone: on a second node of this store, the same callers would be others, and an act sent again to it would not be known as the same. Before there is one, keep them in a database (ACTA_KEYS=postgres://…)';
}

async function keysInDatabase(config: Config): Promise<string> {
  const { examinePostgresKeyVault } = await import('@acta/postgres');
  const { at, keys, destroyed, wrapped } = await examinePostgresKeyVault(vaultInDatabase(config));
  return `${String(keys)} of persons, ${String(destroyed)} destroyed, ${wrapped ? 'wrapped' : 'not wrapped'}, in PostgreSQL at ${at}`;
}

async function check(name: string, find: () => string | Promise<string>): Promise<Check> {
  try {
    return { name, ok: true, detail: await find() };
  } catch (error) {
    return { name, ok: false, detail: error instanceof Error ? error.message : String(error) };
  }
}
