import type { Database } from 'better-sqlite3';
import { StoreRefused } from './refused.js';

/** The log that a journal follows. */
export interface Followed {
  /** The log's prefix, for example `acta.main.`. */
  prefix: string;
  /** What kind of store the log is kept in, as its settings name it, for example `esdb`. */
  source: string;
}

/** Takes a journal's file for the embedded store. @throws StoreRefused replica, moved */
export function claimForStore(db: Database): void {
  assertOwn(db);
  const destination = destinationOf(db);
  if (destination !== undefined)
    throw new StoreRefused(
      'moved',
      `${db.name} takes nothing more: its log was moved to ${destination}, and goes on there. Use that store; or, only if nothing ` +
        'was recorded there, open this one again: acta migrate --reopen sqlite:FOLDER',
    );
}

/** Takes a journal's file to move its log away, whether or not that was begun. @throws StoreRefused replica */
export function assertOwn(db: Database): void {
  const followed = followedBy(db);
  if (followed !== undefined)
    throw new StoreRefused(
      'replica',
      `${db.name} is a replica of the log ${followed.prefix} in ${followed.source}, and what is written into it would never ` +
        `get there: configure ${followed.source} as the store, or give another data folder`,
    );
}

/**
 * Takes a journal's file for a replica. One that holds no event yet becomes a replica, and stays one.
 * @throws StoreRefused not-this-replica
 */
export function claimForReplica(db: Database, wanted: Followed): void {
  const found = followedBy(db);
  if (found !== undefined) return assertSame(db.name, found, wanted);
  if (db.prepare('SELECT 1 FROM event LIMIT 1').get() !== undefined) throw ofItsOwn(db.name, wanted);
  db.prepare('INSERT INTO replica (one, prefix, source) VALUES (1, ?, ?)').run(wanted.prefix, wanted.source);
}

/** Whether a journal's file is a replica of this log. @throws StoreRefused not-this-replica */
export function assertReplica(file: string, found: Followed | undefined, wanted: Followed): void {
  if (found === undefined) throw ofItsOwn(file, wanted);
  assertSame(file, found, wanted);
}

/** Where the log of a journal was moved to; undefined where it was not. */
export function destinationOf(db: Database): string | undefined {
  return db.prepare<[], string>('SELECT destination FROM moved').pluck().get();
}

function followedBy(db: Database): Followed | undefined {
  return db.prepare<[], Followed>('SELECT prefix, source FROM replica').get();
}

function assertSame(file: string, found: Followed, wanted: Followed): void {
  if (found.prefix === wanted.prefix && found.source === wanted.source) return;
  throw new StoreRefused(
    'not-this-replica',
    `${file} is a replica of the log ${found.prefix} in ${found.source}, not of ${wanted.prefix} in ${wanted.source}: ` +
      'configure that log and store, or give another data folder',
  );
}

function ofItsOwn(file: string, { prefix, source }: Followed): StoreRefused {
  return new StoreRefused(
    'not-this-replica',
    `${file} holds a log of its own and cannot follow ${prefix} in ${source}: give another data folder, ` +
      'or move its log there first',
  );
}
