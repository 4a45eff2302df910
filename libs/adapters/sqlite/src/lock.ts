import Database from 'better-sqlite3';
import { asRefusal, sqliteCode, StoreRefused } from './refused.js';

export interface WriteLock {
  release(): void;
}

/**
 * Takes the right to write `file`, for this process until `release` or its death: a reserved lock, held by the
 * operating system, on a small database beside it. Readers are not hindered, and nothing is left over after a crash;
 * the file `<file>.lock` itself stays and means nothing.
 * @throws StoreRefused locked
 */
export function acquireWriteLock(file: string): WriteLock {
  const path = `${file}.lock`;
  let db: Database.Database | undefined;
  try {
    db = new Database(path, { timeout: 200 });
    const held = db;
    held.exec('BEGIN IMMEDIATE');
    held.exec(
      'CREATE TABLE IF NOT EXISTS holder (one INTEGER PRIMARY KEY CHECK (one = 1), pid INTEGER NOT NULL)',
    );
    held.prepare('INSERT OR REPLACE INTO holder (one, pid) VALUES (1, ?)').run(process.pid);
    held.exec('COMMIT');
    // Held open from here on, with nothing written: that is the lock. The row before it is for the message alone.
    held.exec('BEGIN IMMEDIATE');
    return { release: () => held.close() };
  } catch (error) {
    const refusal = sqliteCode(error)?.startsWith('SQLITE_BUSY')
      ? lockedBy(file, db, error)
      : asRefusal(path, error);
    db?.close();
    throw refusal;
  }
}

function lockedBy(file: string, db: Database.Database | undefined, cause: unknown): StoreRefused {
  return new StoreRefused(
    'locked',
    `${file} is being written by ${holder(db)}; one process may write at a time: stop that one, or read only`,
    { cause },
  );
}

function holder(db: Database.Database | undefined): string {
  try {
    if (db?.inTransaction === true) db.exec('ROLLBACK');
    return `process ${String(db?.prepare('SELECT pid FROM holder').pluck().get())}`;
  } catch {
    // The holder is just starting and its row is not there yet; its name is all that is missing.
    return 'another process';
  }
}
