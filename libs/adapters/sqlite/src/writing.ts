import { createChanges } from '@acta/application';
import type { Database } from 'better-sqlite3';
import { prepareForWriting } from './database.js';
import { openJournal, type SqliteJournal } from './journal.js';
import { acquireWriteLock } from './lock.js';
import { startWriter, type Writer } from './writer.js';

/** A journal's file while this process alone writes it. */
export interface WrittenJournal {
  journal: SqliteJournal;
  writer: Writer;
  /** Resolves at the next commit. `signal` ends the wait. */
  changed: (signal: AbortSignal) => Promise<void>;
  /** Commits what was given before, closes the file, lets others write. */
  close(): Promise<void>;
}

export interface WritingOptions {
  prefix: string;
  /** Says for what the file is written, or refuses it. */
  claim: (db: Database) => void;
  /** Called once if the file fails while writing: the process must stop. Default: throws, uncaught. */
  onFatal?: (error: Error) => void;
}

/**
 * Opens a journal's file for this process alone to write, and for reading.
 * @throws StoreRefused missing, not-ours, newer, locked, corrupt, not-durable, inaccessible, and what `claim` throws
 */
export async function openWritten(file: string, options: WritingOptions): Promise<WrittenJournal> {
  const { prefix, claim, onFatal = crash } = options;
  const changes = createChanges();
  const lock = acquireWriteLock(file);
  let journal: SqliteJournal | undefined;
  let writer: Writer | undefined;

  async function close(): Promise<void> {
    // The reader first: the last connection to close folds the write-ahead log into the file, and must be the writer.
    journal?.close();
    await writer?.close();
    lock.release();
  }

  try {
    prepareForWriting(file, claim);
    journal = openJournal(file, { prefix, keepHead: true });
    const onCommit = (): void => {
      journal?.forgetHead();
      changes.notify();
    };
    writer = await startWriter({ file, onCommit, onFatal });
    return { journal, writer, changed: changes.next, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function crash(error: Error): void {
  setImmediate(() => {
    throw error;
  });
}
