import {
  type AccessLog,
  type AccessPage,
  type AccessQuery,
  type AccessRecord,
  type Clock,
  invalid,
} from '@acta/application';
import type { Role } from '@acta/domain';
import Database from 'better-sqlite3';
import { asRefusal } from './refused.js';
import { type FileKind, identify, migrate } from './schema.js';

/** The access log: a row a record, in the order in which they were noted. An index ends with the row's id. */
const ACCESS: FileKind = {
  applicationId: 0x41435452, // "ACTR"
  name: 'an Acta access log',
  migrations: [
    `CREATE TABLE access (
       id INTEGER PRIMARY KEY AUTOINCREMENT,
       at INTEGER NOT NULL,
       kind TEXT NOT NULL,
       subject TEXT,
       role TEXT,
       group_code TEXT,
       act TEXT NOT NULL,
       resource TEXT NOT NULL,
       position INTEGER
     ) STRICT;
     CREATE INDEX access_by_moment ON access (at);
     CREATE INDEX access_by_subject ON access (subject);
     CREATE INDEX access_by_group ON access (group_code);`,
  ],
};

export interface AccessLogOptions {
  /** A file of its own; `:memory:` for none. */
  file: string;
  clock: Clock;
  /** Days after which a record is forgotten; absent: never. */
  keepDays?: number;
  /** Told when the file fails, and how many records were lost by then. Default: a warning of the process. */
  onFailure?: (error: unknown, lost: number) => void;
}

/** How long a record may wait to be written, in milliseconds. */
const FLUSH_MS = 100;
/** How many may wait before they are written at once, and how many are kept while the file fails. */
const FLUSH_AT = 500;
const KEPT = 5_000;
/** How long a file that failed is left alone, in milliseconds: each try may keep the event loop waiting. */
const RETRY_MS = 1_000;
const DAY_MS = 86_400_000;
const FORGET_EVERY_MS = 3_600_000;

/** Opens or creates the access log. Synchronous. @throws StoreRefused not-ours, newer, locked, corrupt, inaccessible */
export function openSqliteAccessLog(options: AccessLogOptions): AccessLog {
  const log = new SqliteAccessLog(openAccess(options.file), options);
  log.forget();
  return log;
}

function openAccess(file: string): Database.Database {
  let db: Database.Database | undefined;
  try {
    // Others write here too, each for a moment; the event loop must not wait for long.
    db = new Database(file, { timeout: 200 });
    identify(db, ACCESS);
    db.pragma('journal_mode = WAL');
    // What a loss of power takes are the last moments of a log that proves nothing; WAL keeps the file whole.
    db.pragma('synchronous = NORMAL');
    migrate(db, ACCESS);
    return db;
  } catch (error) {
    db?.close();
    throw asRefusal(file, error);
  }
}

interface Row {
  id: number;
  at: number;
  kind: AccessRecord['kind'];
  subject: string | null;
  role: Role | null;
  group: string | null;
  act: string;
  resource: string;
  position: number | null;
}

class SqliteAccessLog implements AccessLog {
  readonly #db: Database.Database;
  readonly #options: AccessLogOptions;
  readonly #insert: (records: readonly AccessRecord[]) => void;
  #waiting: AccessRecord[] = [];
  #timer: NodeJS.Timeout | undefined;
  #forgotAt = 0;
  #lost = 0;
  #failing = false;

  constructor(db: Database.Database, options: AccessLogOptions) {
    this.#db = db;
    this.#options = options;
    const insert = db.prepare<[Omit<Row, 'id'>]>(
      `INSERT INTO access (at, kind, subject, role, group_code, act, resource, position)
       VALUES (@at, @kind, @subject, @role, @group, @act, @resource, @position)`,
    );
    this.#insert = db.transaction((records: readonly AccessRecord[]) => {
      for (const record of records) insert.run(rowOf(record));
    }).immediate;
  }

  note(record: AccessRecord): void {
    this.#waiting.push(record);
    if (this.#waiting.length > KEPT) {
      this.#waiting.shift();
      this.#lost++;
    }
    if (this.#waiting.length >= FLUSH_AT && !this.#failing) this.#flush();
    else this.#timer ??= setTimeout(() => this.#flush(), this.#failing ? RETRY_MS : FLUSH_MS).unref();
  }

  find(query: AccessQuery): AccessPage {
    this.#flush();
    const conditions: [sql: string, value: string | number | undefined][] = [
      ['kind = ?', query.kind],
      ['subject = ?', query.subject],
      ['group_code = ?', query.group],
      ['at >= ?', query.from],
      ['at <= ?', query.to],
      ['id < ?', query.after === undefined ? undefined : idOf(query.after)],
    ];
    const asked = conditions.filter(([, value]) => value !== undefined);
    const where = asked.length === 0 ? '' : `WHERE ${asked.map(([sql]) => sql).join(' AND ')}`;
    const rows = this.#db
      .prepare<unknown[], Row>(
        `SELECT id, at, kind, subject, role, group_code AS "group", act, resource, position
         FROM access ${where} ORDER BY id DESC LIMIT ?`,
      )
      .all(...asked.map(([, value]) => value), query.limit + 1);
    const page = rows.slice(0, query.limit);
    const last = page.at(-1);
    const items = page.map(recordOf);
    return rows.length > page.length && last !== undefined ? { items, next: String(last.id) } : { items };
  }

  /** Removes what is older than is kept. */
  forget(): void {
    const { keepDays, clock } = this.#options;
    if (keepDays === undefined) return;
    this.#forgotAt = clock();
    this.#db.prepare('DELETE FROM access WHERE at < ?').run(clock() - keepDays * DAY_MS);
  }

  async close(): Promise<void> {
    this.#flush();
    this.#db.close();
  }

  /** A file that fails is tried again in a moment; what is over the bound by then is lost, oldest first. */
  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#waiting.length === 0) return;
    try {
      this.#insert(this.#waiting);
      this.#waiting = [];
      this.#lost = 0;
      this.#failing = false;
      if (this.#options.clock() - this.#forgotAt > FORGET_EVERY_MS) this.forget();
    } catch (error) {
      this.#failing = true;
      (this.#options.onFailure ?? warn)(error, this.#lost);
    }
  }
}

function warn(error: unknown, lost: number): void {
  const reason = error instanceof Error ? error.message : String(error);
  process.emitWarning(`the access log cannot be written (${reason}); ${lost} records lost`);
}

/** @throws Invalid */
function idOf(after: string): number {
  if (!/^\d{1,15}$/.test(after))
    throw invalid('unknown-cursor', `"${after.slice(0, 100)}" is no "next" of a page`, '/after');
  return Number(after);
}

function rowOf({ at, kind, subject, role, group, act, resource, position }: AccessRecord): Omit<Row, 'id'> {
  return {
    at,
    kind,
    subject: subject ?? null,
    role: role ?? null,
    group: group ?? null,
    act,
    resource,
    position: position ?? null,
  };
}

function recordOf({ at, kind, subject, role, group, act, resource, position }: Row): AccessRecord {
  return {
    at,
    kind,
    act,
    resource,
    ...(subject === null ? {} : { subject }),
    ...(role === null ? {} : { role }),
    ...(group === null ? {} : { group }),
    ...(position === null ? {} : { position }),
  };
}
