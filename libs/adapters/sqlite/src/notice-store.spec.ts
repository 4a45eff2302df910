import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { noticeStoreContract } from '@acta/testing';
import { describe, expect, it } from '@jest/globals';
import { openSqliteNoticeStore } from './notice-store.js';

function folder(): { file: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'acta-notices-'));
  return { file: join(path, 'notices.db'), remove: () => rmSync(path, { recursive: true }) };
}

noticeStoreContract('The embedded notices', () => {
  const { file, remove } = folder();
  let store = openSqliteNoticeStore({ file });
  return {
    store,
    reopen() {
      store.close();
      return (store = openSqliteNoticeStore({ file }));
    },
    dispose() {
      store.close();
      remove();
    },
  };
});

describe('the file of notices', () => {
  it('can be read by its owner alone, as can what lies beside it', () => {
    const { file, remove } = folder();
    const store = openSqliteNoticeStore({ file });
    for (const each of [file, `${file}-wal`]) expect(statSync(each).mode & 0o777).toBe(0o600);
    store.close();
    remove();
  });

  it('belongs to one process at a time, and to the next once that one is done', () => {
    const { file, remove } = folder();
    const store = openSqliteNoticeStore({ file });
    expect(() => openSqliteNoticeStore({ file })).toThrow(/is being written by process/);
    store.close();
    openSqliteNoticeStore({ file }).close();
    remove();
  });

  it('holds no address of a subscription that was removed', () => {
    const { file, remove } = folder();
    const store = openSqliteNoticeStore({ file });
    const id = '01900000-0000-7000-8000-000000000001';
    store.add({
      id,
      subject: id,
      wants: [],
      channel: { kind: 'email', address: 'somebody@example.org' },
      delivery: { kind: 'at-once' },
      zone: 'UTC',
      language: 'en',
      createdAt: '2031-01-01T00:00:00.000Z',
      standing: { failures: 0, refusals: 0 },
    });
    const everything = (): string => [file, `${file}-wal`].map((each) => readFileSync(each, 'latin1')).join();
    expect(everything()).toContain('somebody@example.org');
    store.remove(id);
    expect(everything()).not.toContain('somebody@example.org');
    store.close();
    remove();
  });
});
