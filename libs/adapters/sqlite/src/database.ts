import { closeSync, existsSync, fsyncSync, openSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { asRefusal, StoreRefused } from './refused.js';
import { identify, JOURNAL, migrate } from './schema.js';

// Beware: never open a database's file with node:fs while this process has it open. POSIX drops all of a process's
// locks on a file when any of its descriptors is closed, and SQLite's with them.

/** What the journal may keep of the file in memory, for each connection, in KiB. */
const CACHE_KIB = 16 * 1024;

/** The same beside a writer: who reads there goes through the log in order, or answers once. */
export const PASSING_CACHE_KIB = 2 * 1024;

/**
 * Pages in the write-ahead log before a commit copies them into the file, 16 MB instead of SQLite's 4: a page that was
 * written often is copied once, and there are fewer syncs besides those of the commits.
 */
const CHECKPOINT_PAGES = 4_000;

/** The path without links, so that one file has one lock. @throws StoreRefused missing */
export function resolvePath(file: string): string {
  if (existsSync(file)) return realpathSync(file);
  const folder = dirname(file);
  if (!existsSync(folder))
    throw new StoreRefused(
      'missing',
      `the folder of ${file} does not exist: create it, or give another path`,
    );
  return join(realpathSync(folder), basename(file));
}

/**
 * Opens an existing file for reading, beside a writer if there is one.
 * @throws StoreRefused missing, not-ours, newer, older, corrupt
 */
export function openForReading(file: string, cacheKib = CACHE_KIB): Database.Database {
  if (!existsSync(file))
    throw new StoreRefused(
      'missing',
      `${file} does not exist: open it for writing once, or restore a backup`,
    );
  return opened(file, { readonly: true, fileMustExist: true }, (db) => {
    const { fresh, version } = identify(db, JOURNAL);
    if (fresh)
      throw new StoreRefused('missing', `${file} is empty: open it for writing once, or restore a backup`);
    if (version < JOURNAL.migrations.length)
      throw new StoreRefused(
        'older',
        `${file} has version ${version}: open it for writing once, which migrates it`,
      );
    assertWhole(db);
    db.pragma('query_only = ON');
    db.pragma(`cache_size = -${cacheKib}`);
  });
}

/**
 * Creates or migrates a journal, and puts it in order after a crash. The write lock must be held.
 * @param claim says for what the file is written, or refuses it; in one transaction
 * @throws StoreRefused not-ours, newer, corrupt, and what `claim` throws
 */
export function prepareForWriting(file: string, claim: (db: Database.Database) => void): void {
  const isNew = !existsSync(file);
  const db = opened(file, {}, (opening) => {
    identify(opening, JOURNAL);
    assertWhole(opening);
    configureDurable(opening);
    migrate(opening, JOURNAL);
    opening.transaction(() => claim(opening)).immediate();
  });
  db.close();
  if (isNew) syncFolder(dirname(file));
}

/** The connection that appends. `prepareForWriting` comes first. @throws StoreRefused not-durable, corrupt */
export function openForAppending(file: string): Database.Database {
  return opened(file, { fileMustExist: true }, (db) => {
    configureDurable(db);
    db.pragma(`cache_size = -${CACHE_KIB}`);
    db.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    // A write that changes nothing: what SQLite does on writing is known only once it has written.
    db.pragma(`user_version = ${JOURNAL.migrations.length}`);
    assertDurable(db);
  });
}

/** What durability rests on, read back from a connection. */
export interface Durability {
  journalMode: string;
  /** 2 is FULL. */
  synchronous: number;
}

export function durabilityOf(db: Database.Database): Durability {
  return {
    journalMode: String(db.pragma('journal_mode', { simple: true })),
    synchronous: Number(db.pragma('synchronous', { simple: true })),
  };
}

/** Makes the folder's entries durable: without it, a new or renamed file can be lost with the power. */
export function syncFolder(folder: string): void {
  const fd = openSync(folder, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

export function configureDurable(db: Database.Database): void {
  db.pragma('journal_mode = WAL');
  // After the mode: in WAL the build's default is NORMAL, which loses acknowledged writes with the power.
  db.pragma('synchronous = FULL');
}

/** @throws StoreRefused not-durable */
export function assertDurable(db: Database.Database): void {
  const { journalMode, synchronous } = durabilityOf(db);
  if (journalMode === 'wal' && synchronous === 2) return;
  throw new StoreRefused(
    'not-durable',
    `${db.name}: SQLite reads back journal_mode ${journalMode}, synchronous ${synchronous} instead of wal, 2 (FULL): ` +
      'acknowledged events could be lost; put the file on a local disk',
  );
}

/** A file that was cut short is told on opening; other damage shows when it is read, or in a check. */
function assertWhole(db: Database.Database): void {
  if (existsSync(`${db.name}-wal`) && statSync(`${db.name}-wal`).size > 0) return;
  const expected =
    Number(db.pragma('page_count', { simple: true })) * Number(db.pragma('page_size', { simple: true }));
  const { size } = statSync(db.name);
  if (size < expected)
    throw new StoreRefused(
      'corrupt',
      `${db.name} has ${size} bytes instead of ${expected}: restore a backup`,
    );
}

function opened(
  file: string,
  options: Database.Options,
  prepare: (db: Database.Database) => void,
): Database.Database {
  let db: Database.Database | undefined;
  try {
    db = new Database(file, options);
    prepare(db);
    return db;
  } catch (error) {
    db?.close();
    throw asRefusal(file, error);
  }
}
