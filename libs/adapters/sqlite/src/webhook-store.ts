import { closeSync, existsSync, openSync } from 'node:fs';
import type { Webhook, WebhookOwner, WebhookProgress, WebhookStore } from '@acta/application';
import Database from 'better-sqlite3';
import { asRefusal } from './refused.js';
import { type FileKind, identify, migrate } from './schema.js';

/** The webhooks. What never changes of one, its secret among it, is JSON in `kept`. */
const WEBHOOKS: FileKind = {
  applicationId: 0x41435457, // "ACTW"
  name: 'an Acta file of webhooks',
  migrations: [
    `CREATE TABLE webhook (
       number INTEGER PRIMARY KEY,
       id TEXT NOT NULL UNIQUE,
       owner TEXT NOT NULL,
       kept TEXT NOT NULL,
       shown TEXT NOT NULL,
       progress TEXT NOT NULL
     ) STRICT;
     CREATE INDEX webhook_by_owner ON webhook (owner);`,
  ],
};

export interface WebhookStoreOptions {
  /** A file of its own, readable by its owner alone: it holds secrets. Its folder must exist. */
  file: string;
}

/** Opens or creates the webhooks. Synchronous. @throws StoreRefused not-ours, newer, locked, corrupt, inaccessible */
export function openSqliteWebhookStore({ file }: WebhookStoreOptions): WebhookStore {
  const db = openWebhooks(file);
  const statements = prepare(db);

  /** Waits for the disk; what else is written reaches it soon, and is only progress. */
  function durably<T>(write: () => T): T {
    db.pragma('synchronous = FULL');
    try {
      return write();
    } finally {
      db.pragma('synchronous = NORMAL');
    }
  }

  return {
    add({ id, owner, progress, ...kept }) {
      if (statements.find.get(id) !== undefined) throw new RangeError(`there is a webhook ${id} already`);
      const { subject, ...shown } = owner;
      durably(() =>
        statements.add.run(
          id,
          subject,
          JSON.stringify(kept),
          JSON.stringify(shown),
          JSON.stringify(progress),
        ),
      );
    },
    find(id) {
      const row = statements.find.get(id);
      return row === undefined ? undefined : webhookOf(row);
    },
    all: () => statements.all.all().map(webhookOf),
    remove: (id) => durably(() => statements.remove.run(id).changes > 0),
    save(id, progress) {
      statements.save.run(JSON.stringify(progress), id);
    },
    renew({ subject, ...shown }) {
      statements.renew.run(JSON.stringify(shown), subject);
    },
    close: () => db.close(),
  };
}

function openWebhooks(file: string): Database.Database {
  let db: Database.Database | undefined;
  try {
    // Made before SQLite has it open, which gives its other files the same rights.
    if (!existsSync(file)) closeSync(openSync(file, 'wx', 0o600));
    db = new Database(file);
    identify(db, WEBHOOKS);
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = NORMAL');
    // A secret that is removed is to be gone.
    db.pragma('secure_delete = ON');
    migrate(db, WEBHOOKS);
    return db;
  } catch (error) {
    db?.close();
    throw asRefusal(file, error);
  }
}

interface Row {
  id: string;
  owner: string;
  kept: string;
  shown: string;
  progress: string;
}

function prepare(db: Database.Database) {
  const columns = 'SELECT id, owner, kept, shown, progress FROM webhook';
  return {
    add: db.prepare<[string, string, string, string, string]>(
      'INSERT INTO webhook (id, owner, kept, shown, progress) VALUES (?, ?, ?, ?, ?)',
    ),
    find: db.prepare<[string], Row>(`${columns} WHERE id = ?`),
    all: db.prepare<[], Row>(`${columns} ORDER BY number`),
    remove: db.prepare<[string]>('DELETE FROM webhook WHERE id = ?'),
    save: db.prepare<[string, string]>('UPDATE webhook SET progress = ? WHERE id = ?'),
    renew: db.prepare<[string, string]>('UPDATE webhook SET shown = ? WHERE owner = ?'),
  };
}

function webhookOf({ id, owner, kept, shown, progress }: Row): Webhook {
  return {
    ...(JSON.parse(kept) as Omit<Webhook, 'id' | 'owner' | 'progress'>),
    id,
    owner: { subject: owner, ...(JSON.parse(shown) as Omit<WebhookOwner, 'subject'>) },
    progress: JSON.parse(progress) as WebhookProgress,
  };
}
