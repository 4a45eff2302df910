import { webhookStoreContract } from '@acta/testing';
import { describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteWebhookStore } from './webhook-store.js';

function folder(): { file: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'acta-webhooks-'));
  return { file: join(path, 'webhooks.db'), remove: () => rmSync(path, { recursive: true }) };
}

webhookStoreContract('The embedded webhooks', () => {
  const { file, remove } = folder();
  let store = openSqliteWebhookStore({ file });
  return {
    store,
    reopen() {
      store.close();
      return (store = openSqliteWebhookStore({ file }));
    },
    dispose() {
      store.close();
      remove();
    },
  };
});

describe('the file of webhooks', () => {
  it('can be read by its owner alone, as can what lies beside it', () => {
    const { file, remove } = folder();
    const store = openSqliteWebhookStore({ file });
    for (const each of [file, `${file}-wal`]) expect(statSync(each).mode & 0o777).toBe(0o600);
    store.close();
    remove();
  });

  it('is refused where it is something else', () => {
    const { file, remove } = folder();
    expect(() => openSqliteWebhookStore({ file: join(file, 'nowhere') })).toThrow();
    remove();
  });
});
