import { listIndexContract } from '@acta/testing';
import { describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteListIndex } from './list-index.js';

listIndexContract('The list index in memory', () => {
  const index = openSqliteListIndex({ file: ':memory:' });
  return Promise.resolve({
    index,
    dispose() {
      index.close();
      return Promise.resolve();
    },
  });
});

describe('The list index in a file', () => {
  it('is there when opened again, refuses a file of another kind', () => {
    const folder = mkdtempSync(join(tmpdir(), 'acta-lists-'));
    const file = join(folder, 'lists.db');
    const index = openSqliteListIndex({ file });
    index.apply([{ subject: 'a', position: 5, versions: [] }], 5);
    index.close();
    const again = openSqliteListIndex({ file });
    expect(again.cursor()).toBe(5);
    again.close();

    const other = join(folder, 'other.db');
    new Database(other).exec('CREATE TABLE theirs (a)').close();
    expect(() => openSqliteListIndex({ file: other })).toThrow(/is not an Acta list index/);
    rmSync(folder, { recursive: true });
  });

  it('written by the build before this one, is emptied to be made again', () => {
    const folder = mkdtempSync(join(tmpdir(), 'acta-lists-'));
    const file = join(folder, 'lists.db');
    const index = openSqliteListIndex({ file });
    index.apply([{ subject: 'a', position: 5, versions: [] }], 5);
    index.close();
    new Database(file)
      .exec(
        `DROP INDEX version_by_group; ALTER TABLE version DROP COLUMN place;
         CREATE INDEX version_by_group ON version (group_code, kind, subject); PRAGMA user_version = 1`,
      )
      .close();
    const again = openSqliteListIndex({ file });
    expect(again.cursor()).toBe(0);
    expect(again.find({ asOf: 5, at: 0, limit: 1 })).toEqual({ items: [] });
    again.close();
    rmSync(folder, { recursive: true });
  });
});
