import { existsSync } from 'node:fs';
import type { Journal } from '@acta/application';
import { pause } from './changes.js';
import { assertOwn, destinationOf } from './claim.js';
import { openForAppending, prepareForWriting, resolvePath } from './database.js';
import { openJournal } from './journal.js';
import { acquireWriteLock } from './lock.js';
import { StoreRefused } from './refused.js';

/** A journal whose log is being moved to another store. No process writes it meanwhile. */
export interface MovingJournal {
  readonly journal: Journal;
  /**
   * Marks the file, durably, so that the embedded store refuses to write it and names the destination.
   * @throws StoreRefused moved, where it is marked with another destination
   */
  fence(destination: string): void;
  /** Takes the mark off. */
  reopen(): void;
  close(): void;
}

/**
 * Opens a journal's file to move its log away, also where that was begun before. It is brought to the newest layout.
 * @throws StoreRefused missing, not-ours, newer, locked, corrupt, not-durable, inaccessible, replica
 */
export function openForMoving({ file, prefix }: { file: string; prefix: string }): MovingJournal {
  const path = resolvePath(file);
  if (!existsSync(path))
    throw new StoreRefused('missing', `${path} does not exist: name the folder that holds the log's journal`);
  const lock = acquireWriteLock(path);
  try {
    prepareForWriting(path, assertOwn);
    const journal = openJournal(path, { prefix });
    return {
      journal: { ...journal, changed: pause },
      fence: (destination) => mark(path, destination),
      reopen: () => unmark(path),
      close() {
        journal.close();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

function mark(file: string, destination: string): void {
  const db = openForAppending(file);
  try {
    const before = destinationOf(db);
    if (before !== undefined && before !== destination)
      throw new StoreRefused(
        'moved',
        `${file}: its log was moved to ${before} already, not to ${destination}: use that store, or open this one again first`,
      );
    db.prepare('INSERT OR IGNORE INTO moved (one, destination) VALUES (1, ?)').run(destination);
  } finally {
    db.close();
  }
}

function unmark(file: string): void {
  const db = openForAppending(file);
  try {
    db.exec('DELETE FROM moved');
  } finally {
    db.close();
  }
}
