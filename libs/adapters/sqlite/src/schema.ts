import type { Database } from 'better-sqlite3';
import { addDigests } from './digests.js';
import { StoreRefused } from './refused.js';

/** What marks a file as ours, in SQLite's header: four letters. */
export interface FileKind {
  applicationId: number;
  /** What it is, for messages. */
  name: string;
  /** What takes the file from version i to i + 1, in SQL or in code. A published step never changes: add another. */
  migrations: readonly (string | ((db: Database) => void))[];
}

/**
 * Whether an event says who may read something. In JSON the quotation marks of a text are escaped, so the field's name
 * cannot stand in one. A query finds the index by these very words.
 */
export const CLASSIFYING = `type IN ('contribution-submitted', 'contribution-classified', 'liaison-statement-drafted',
       'liaison-statement-received', 'liaison-statement-classified') AND instr(body, '"classification":') > 0`;

/**
 * The journal. `event` is in order of position, so that a replay reads the file from front to back; a group's events
 * are found through its streams, which costs an append no index of its own.
 */
export const JOURNAL: FileKind = {
  applicationId: 0x41435441, // "ACTA"
  name: 'an Acta journal',
  migrations: [
    `CREATE TABLE stream (
       id INTEGER PRIMARY KEY,
       name TEXT NOT NULL UNIQUE,
       group_code TEXT,
       first_position INTEGER NOT NULL
     ) STRICT;
     CREATE INDEX stream_by_group ON stream (group_code, name) WHERE group_code IS NOT NULL;
     CREATE TABLE event (
       position INTEGER PRIMARY KEY,
       stream_id INTEGER NOT NULL REFERENCES stream (id),
       revision INTEGER NOT NULL,
       recorded_at INTEGER NOT NULL, -- the journal's own: never before its predecessor's
       effective_from INTEGER,
       type TEXT NOT NULL,
       event_id TEXT NOT NULL,
       body TEXT NOT NULL
     ) STRICT;
     CREATE UNIQUE INDEX event_by_stream ON event (stream_id, revision);
     CREATE INDEX event_by_recording ON event (recorded_at);
     CREATE INDEX event_by_effect ON event (stream_id, effective_from) WHERE effective_from IS NOT NULL;`,
    // Few events say who may read something, and every read asks for the new ones among them.
    `CREATE INDEX event_classifying ON event (position) WHERE ${CLASSIFYING};`,
    // Marks a journal that follows a log kept elsewhere, and keeps how far it has followed.
    `CREATE TABLE replica (
       one INTEGER PRIMARY KEY CHECK (one = 1),
       prefix TEXT NOT NULL,
       source TEXT NOT NULL, -- what kind of store the log is kept in
       cursor TEXT,
       newest_position INTEGER,
       newest_source TEXT
     ) STRICT;`,
    addDigests,
    // Where the log went: a journal that says so takes nothing more.
    'CREATE TABLE moved (one INTEGER PRIMARY KEY CHECK (one = 1), destination TEXT NOT NULL) STRICT;',
  ],
};

/**
 * Whether the file is of this kind, by its application id and version; an empty file is `fresh`.
 * Changes nothing: a file that is not ours stays as it was.
 * @throws StoreRefused not-ours, newer
 */
export function identify(db: Database, kind: FileKind): { fresh: boolean; version: number } {
  const applicationId = Number(db.pragma('application_id', { simple: true }));
  const version = Number(db.pragma('user_version', { simple: true }));
  const objects = Number(db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get());
  if (applicationId === 0 && version === 0 && objects === 0) return { fresh: true, version };
  if (applicationId !== kind.applicationId)
    throw new StoreRefused(
      'not-ours',
      `${db.name} is not ${kind.name}: it is left as it is; give another path`,
    );
  const known = kind.migrations.length;
  if (version > known)
    throw new StoreRefused(
      'newer',
      `${db.name} has version ${version}, this build knows up to ${known}: use the build that wrote it, or a newer one`,
    );
  return { fresh: false, version };
}

/** Brings a file that `identify` accepted to the newest version, in one transaction. */
export function migrate(db: Database, kind: FileKind): void {
  const { version } = identify(db, kind);
  if (version === kind.migrations.length) return;
  db.transaction(() => {
    for (const step of kind.migrations.slice(version))
      if (typeof step === 'string') db.exec(step);
      else step(db);
    db.pragma(`application_id = ${kind.applicationId}`);
    db.pragma(`user_version = ${kind.migrations.length}`);
  }).immediate();
}
