import type { ListIndex, SubjectVersions } from '@acta/application';
import { listIndexContract } from '@acta/testing';
import { describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

  it('is thrown away where it is damaged: nothing is lost with it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'acta-lists-'));
    const file = join(folder, 'lists.db');
    const filled = () => {
      const index = openSqliteListIndex({ file });
      for (let n = 1; n <= 200; n++)
        index.apply([{ subject: `C/${String(n)}`, position: n, versions: [versionOf(`C/${String(n)}`)] }], n);
      index.close();
    };
    const damage = (from: number, to?: number) =>
      writeFileSync(file, readFileSync(file).fill(0x5a, from, to));
    const cleared = (index: ListIndex) => {
      expect(index.cursor()).toBe(0);
      expect(index.find(EVERYTHING)).toEqual({ items: [] });
      index.close();
    };

    filled();
    damage(100, 4096);
    cleared(openSqliteListIndex({ file }));

    filled();
    damage(60_000, 100_000);
    const index = openSqliteListIndex({ file });
    expect(() => index.find(EVERYTHING)).toThrow(
      /lists\.db is damaged \(SQLITE_CORRUPT.*\): delete it: lists are made again from the journal$/,
    );
    index.clear();
    cleared(index);

    writeFileSync(file, 'No database at all.\n'.repeat(100));
    expect(() => openSqliteListIndex({ file })).toThrow(
      /or delete it: lists are made again from the journal$/,
    );
    rmSync(folder, { recursive: true });
  });
});

const EVERYTHING = { asOf: 1_000, at: 1_000, limit: 500 };

function versionOf(subject: string): SubjectVersions['versions'][number] {
  return {
    subject,
    kind: 'outcome',
    group: 'C',
    number: '1',
    state: 'issued',
    title: 'An outcome',
    countries: [],
    text: 'An outcome that says something. '.repeat(20),
    fromEffective: 0,
  };
}
