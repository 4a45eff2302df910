import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { checkJournal, type CheckReport } from './check.js';
import { openForReading, resolvePath, syncFolder } from './database.js';
import { StoreRefused } from './refused.js';

export interface CopyOptions {
  /** The journal to copy. */
  from: string;
  /** The file to make; there must be none. */
  to: string;
  /** Pages of the file for `copy`, events for `verify`. */
  onProgress?: (stage: 'copy' | 'verify', done: number, total: number) => void;
}

/** Pages copied between two turns of the event loop: about 2 MiB. */
const PAGES_A_STEP = 500;

/**
 * Makes a backup, or restores one: copies a journal as it is at this moment, beside its writer if there is one, into
 * one self-contained file. The copy is read back whole and is durable before it gets its name; nothing is overwritten;
 * what is appended meanwhile is left out.
 * @throws StoreRefused missing, not-ours, newer, older, occupied, corrupt
 */
export async function copyJournal(options: CopyOptions): Promise<CheckReport> {
  const to = resolvePath(options.to);
  assertFree(to);
  const partial = `${to}.partial`;
  removeJournal(partial);
  try {
    await copyPages(options, partial);
    const report = await checkJournal({
      file: partial,
      onProgress: (done, total) => options.onProgress?.('verify', done, total),
    });
    if (report.faultCount > 0)
      throw new StoreRefused(
        'corrupt',
        `the copy of ${options.from} has ${report.faultCount} faults, the first: ${report.faults[0]?.message ?? ''}. ` +
          'Nothing was made: check the journal',
      );
    publish(partial, to);
    return { ...report, file: to };
  } finally {
    removeJournal(partial);
  }
}

async function copyPages({ from, onProgress }: CopyOptions, partial: string): Promise<void> {
  const source = openForReading(from);
  try {
    // A snapshot held open: otherwise every append would make the copy start again.
    source.exec('BEGIN');
    source.prepare('SELECT max(position) FROM event').get();
    await source.backup(partial, {
      progress({ totalPages, remainingPages }) {
        onProgress?.('copy', totalPages - remainingPages, totalPages);
        return PAGES_A_STEP;
      },
    });
  } finally {
    source.close();
  }
  const copy = new Database(partial);
  // One file, that can be read where nothing may be written: a write-ahead log would need files beside it.
  copy.pragma('journal_mode = DELETE');
  copy.close();
}

function publish(partial: string, to: string): void {
  const fd = openSync(partial, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  assertFree(to);
  renameSync(partial, to);
  syncFolder(dirname(to));
}

function assertFree(file: string): void {
  const found = [file, `${file}-wal`].find((path) => existsSync(path));
  if (found !== undefined)
    throw new StoreRefused(
      'occupied',
      `${found} exists and is left as it is: give another path, or move it away`,
    );
}

function removeJournal(file: string): void {
  for (const path of [file, `${file}-wal`, `${file}-shm`, `${file}-journal`]) rmSync(path, { force: true });
}
