import { closeSync, existsSync, openSync } from 'node:fs';
import type {
  Attempt,
  DueNotice,
  Intake,
  KeptNotice,
  KeptSubscription,
  NoticeStatus,
  NoticeStore,
  Standing,
} from '@acta/application';
import type { Notice } from '@acta/application/notify';
import { type Day, type SubjectId, type Uuid, instantOf } from '@acta/domain';
import Database from 'better-sqlite3';
import { assertDurable, configureDurable, resolvePath } from './database.js';
import { acquireWriteLock } from './lock.js';
import { asRefusal } from './refused.js';
import { type FileKind, identify, migrate } from './schema.js';

/** Subscriptions and notices. What never changes of a notice is JSON in `kept`. */
const NOTICES: FileKind = {
  applicationId: 0x4143544e, // "ACTN"
  name: 'an Acta file of notices',
  migrations: [
    `CREATE TABLE inbox (key TEXT PRIMARY KEY, position INTEGER NOT NULL) STRICT, WITHOUT ROWID;
     CREATE TABLE recorder (
       subject TEXT NOT NULL,
       actor TEXT NOT NULL,
       PRIMARY KEY (subject, actor)
     ) STRICT, WITHOUT ROWID;
     CREATE TABLE subscription (
       number INTEGER PRIMARY KEY,
       id TEXT NOT NULL UNIQUE,
       kept TEXT NOT NULL
     ) STRICT;
     CREATE TABLE notice (
       number INTEGER PRIMARY KEY,
       id TEXT NOT NULL UNIQUE,
       subscription TEXT NOT NULL REFERENCES subscription (id) ON DELETE CASCADE,
       key TEXT NOT NULL,
       subject TEXT NOT NULL,
       kept TEXT NOT NULL,
       due_at INTEGER NOT NULL,
       status TEXT NOT NULL DEFAULT 'waiting',
       attempts INTEGER NOT NULL DEFAULT 0,
       message TEXT,
       sent_at TEXT,
       answer TEXT,
       UNIQUE (subscription, key)
     ) STRICT;
     CREATE INDEX notice_waiting ON notice (subscription, due_at) WHERE status = 'waiting';
     CREATE INDEX notice_begun ON notice (subscription, message) WHERE status = 'waiting' AND message IS NOT NULL;
     CREATE INDEX notice_by_key ON notice (key);
     CREATE INDEX notice_by_subject ON notice (subject);
     CREATE INDEX notice_shown ON notice (subscription, number);
     CREATE TABLE asked (subject TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
     CREATE INDEX asked_by_subject ON asked (subject, at);`,
    // It is looked every second for what is due, and now and then for what is old, however much waits.
    `CREATE INDEX notice_due ON notice (due_at, subscription) WHERE status = 'waiting';
     CREATE INDEX notice_old ON notice (due_at);`,
  ],
};

/** Notices that are removed at once: nothing else is done meanwhile. */
const MOST_FORGOTTEN = 5_000;

export interface NoticeStoreOptions {
  /** A file of its own, readable by its owner alone: addresses are in it. Its folder must exist. */
  file: string;
}

/**
 * Opens or creates the notices, for this process alone. Synchronous.
 * @throws StoreRefused locked where another process has them; not-ours, newer, corrupt, not-durable, inaccessible
 */
export function openSqliteNoticeStore({ file }: NoticeStoreOptions): NoticeStore {
  const path = resolvePath(file);
  const lock = acquireWriteLock(path);
  try {
    return new SqliteNoticeStore(openNotices(path), () => lock.release());
  } catch (error) {
    lock.release();
    throw error;
  }
}

function openNotices(file: string): Database.Database {
  let db: Database.Database | undefined;
  try {
    // Made before SQLite has it open, which gives its other files the same rights.
    if (!existsSync(file)) closeSync(openSync(file, 'wx', 0o600));
    db = new Database(file);
    identify(db, NOTICES);
    configureDurable(db);
    // An address that is removed is to be gone.
    db.pragma('secure_delete = ON');
    db.pragma('foreign_keys = ON');
    migrate(db, NOTICES);
    db.pragma(`user_version = ${String(NOTICES.migrations.length)}`);
    assertDurable(db);
    return db;
  } catch (error) {
    db?.close();
    throw asRefusal(file, error);
  }
}

class SqliteNoticeStore implements NoticeStore {
  readonly #db: Database.Database;
  readonly #release: () => void;
  readonly #statements: ReturnType<typeof subscriptionStatements> & ReturnType<typeof noticeStatements>;
  /** Every event is compared with all of them; no other process changes them. */
  readonly #kept: Map<Uuid, KeptSubscription>;

  constructor(db: Database.Database, release: () => void) {
    this.#db = db;
    this.#release = release;
    this.#statements = { ...subscriptionStatements(db), ...noticeStatements(db) };
    const all = this.#statements.subscriptions.all().map((text) => JSON.parse(text) as KeptSubscription);
    this.#kept = new Map(all.map((each) => [each.id, each]));
  }

  position(key?: string): number {
    const { newest, position } = this.#statements;
    return (key === undefined ? newest.get() : position.get(key)) ?? 0;
  }

  take(intake: Intake): { isNew: boolean; withdrawn: number } {
    const done = this.#atOnce(() => this.#take(intake));
    if (done === undefined) return { isNew: false, withdrawn: 0 };
    this.#scrub(done.removed);
    return { isNew: true, withdrawn: done.withdrawn };
  }

  #take(intake: Intake): { withdrawn: number; removed: number } | undefined {
    const { key, position, recorded, voided, restricted, erased, notices } = intake;
    if (position <= this.position(key)) return undefined;
    this.#statements.move.run(key, position);
    if (recorded !== undefined) this.#statements.recorded.run(recorded.subject, recorded.actor);
    let withdrawn = 0;
    if (voided !== undefined) withdrawn += this.#statements.withdrawKey.run(`event:${voided}`).changes;
    if (restricted !== undefined) withdrawn += this.#silence(restricted);
    const removed = erased === undefined ? 0 : this.#forget(erased);
    this.#insert(notices);
    return { withdrawn, removed };
  }

  /** No words of a subject, nor of a part of it, are kept. */
  #silence(subject: string): number {
    // A part begins with a slash; zero is what comes after the slash.
    const range = [subject, `${subject}/`, `${subject}0`] as const;
    this.#statements.silence.run(...range);
    return this.#statements.withdrawAbout.run(...range).changes;
  }

  #forget(person: SubjectId): number {
    this.#statements.forget.run(person);
    this.#statements.forgetAsked.run(person);
    return this.#removeAll(this.subscriptions(person));
  }

  recordersOf(subjects: readonly string[]): SubjectId[] {
    return this.#statements.recorders.all(JSON.stringify(subjects));
  }

  add(subscription: KeptSubscription): void {
    if (this.#kept.has(subscription.id))
      throw new RangeError(`there is a subscription ${subscription.id} already`);
    this.#statements.add.run(subscription.id, JSON.stringify(subscription));
    this.#kept.set(subscription.id, subscription);
  }

  find(id: Uuid): KeptSubscription | undefined {
    return this.#kept.get(id);
  }

  subscriptions(subject?: SubjectId): KeptSubscription[] {
    const all = [...this.#kept.values()];
    return subject === undefined ? all : all.filter((each) => each.subject === subject);
  }

  save(subscription: KeptSubscription, dueAt?: (madeAt: number) => number): void {
    this.#atOnce(() => {
      this.#put(subscription);
      if (dueAt === undefined) return;
      for (const { id, kept } of this.#statements.waiting.all(subscription.id))
        this.#statements.redue.run(dueAt(Date.parse((JSON.parse(kept) as Notice).madeAt)), id);
    });
  }

  remove(id: Uuid): boolean {
    const subscription = this.#kept.get(id);
    return this.#scrub(this.#removeAll(subscription === undefined ? [] : [subscription])) > 0;
  }

  notice(subscription: Uuid, notices: readonly DueNotice[], standing: Standing): number {
    return this.#atOnce(() => {
      this.#stand(subscription, standing);
      return this.#insert(notices);
    });
  }

  due(now: number): Uuid[] {
    return this.#statements.due.all(now);
  }

  counts(now: number): { subscriptions: number; waiting: number; due: number } {
    const { waiting = 0, due = 0 } = this.#statements.counts.get(now) ?? {};
    return { subscriptions: this.#kept.size, waiting, due };
  }

  next(subscription: Uuid, now: number, limit: number): KeptNotice[] {
    const begun = this.#statements.begun.all({ subscription });
    return (begun.length > 0 ? begun : this.#statements.fresh.all(subscription, now, limit)).map(noticeOf);
  }

  gather(message: Uuid, notices: readonly Uuid[]): void {
    this.#atOnce(() => {
      for (const id of notices) this.#statements.gather.run(message, id);
    });
  }

  settle({ subscription, notices, status, at, answer, standing }: Attempt): void {
    this.#atOnce(() => {
      const sentAt = status === 'sent' ? at : null;
      for (const id of notices) this.#statements.settle.run(status, sentAt, answer ?? null, id, subscription);
      this.#stand(subscription, standing);
    });
  }

  notices(subscription: Uuid, { after, limit }: { after?: Uuid; limit: number }): KeptNotice[] {
    return this.#statements.page.all({ subscription, after: after ?? null, limit }).map(noticeOf);
  }

  asked(subject: SubjectId, at: number): void {
    this.#statements.asked.run(subject, at);
  }

  timesAsked(subject: SubjectId, since: number): number {
    return this.#statements.timesAsked.get(subject, since) ?? 0;
  }

  expire(before: number): number {
    const lapsed = this.subscriptions().filter(
      ({ channel, confirmedAt, createdAt, standing }) =>
        channel.kind === 'email' &&
        confirmedAt === undefined &&
        (standing.askedAt ?? standing.since ?? createdAt) < instantOf(before),
    );
    this.#statements.forgetOld.run(before);
    return this.#scrub(this.#removeAll(lapsed));
  }

  forget(before: number, today: Day): number {
    return this.#scrub(this.#statements.forgetNotices.run(before, today, MOST_FORGOTTEN).changes);
  }

  close(): void {
    this.#db.close();
    this.#release();
  }

  #atOnce<R>(change: () => R): R {
    return this.#db.transaction(change).immediate();
  }

  /** One that was removed stays removed. */
  #put(subscription: KeptSubscription): void {
    if (!this.#kept.has(subscription.id)) return;
    this.#statements.save.run(JSON.stringify(subscription), subscription.id);
    this.#kept.set(subscription.id, subscription);
  }

  #stand(id: Uuid, standing: Standing): void {
    const subscription = this.#kept.get(id);
    if (subscription !== undefined) this.#put({ ...subscription, standing });
  }

  #insert(notices: readonly DueNotice[]): number {
    let added = 0;
    for (const { dueAt, ...notice } of notices) {
      const { id, subscription, key, subject } = notice;
      if (!this.#kept.has(subscription)) continue;
      const kept = JSON.stringify(notice);
      added += this.#statements.notice.run(id, subscription, key, subject, kept, dueAt).changes;
    }
    return added;
  }

  #removeAll(gone: readonly KeptSubscription[]): number {
    for (const { id } of gone) {
      this.#statements.remove.run(id);
      this.#kept.delete(id);
    }
    return gone.length;
  }

  /** What was removed is gone from the write-ahead log, too. */
  #scrub(removed: number): number {
    if (removed > 0) this.#db.pragma('wal_checkpoint(TRUNCATE)');
    return removed;
  }
}

function noticeOf({ kept, due_at, message, sent_at, answer, ...row }: NoticeRow): KeptNotice {
  return {
    ...(JSON.parse(kept) as Notice),
    status: row.status as NoticeStatus,
    dueAt: due_at,
    attempts: row.attempts,
    ...(message === null ? {} : { message }),
    ...(sent_at === null ? {} : { sentAt: sent_at }),
    ...(answer === null ? {} : { answer }),
  };
}

/** A notice as the file has it. */
interface NoticeRow {
  kept: string;
  due_at: number;
  status: string;
  attempts: number;
  message: string | null;
  sent_at: string | null;
  answer: string | null;
}

const COLUMNS = 'SELECT kept, due_at, status, attempts, message, sent_at, answer FROM notice';
/** A subject and all that is part of it. */
const ABOUT = '(subject = ? OR (subject > ? AND subject < ?))';

/** What is asked and told of how far the feed was taken, who recorded what, and who wants to be told, prepared. */
function subscriptionStatements(db: Database.Database) {
  return {
    position: db.prepare<[string], number>('SELECT position FROM inbox WHERE key = ?').pluck(),
    newest: db.prepare<[], number>('SELECT max(position) FROM inbox').pluck(),
    move: db.prepare<[string, number]>('INSERT OR REPLACE INTO inbox (key, position) VALUES (?, ?)'),

    recorded: db.prepare<[string, string]>('INSERT OR IGNORE INTO recorder (subject, actor) VALUES (?, ?)'),
    recorders: db
      .prepare<[string], string>(
        'SELECT DISTINCT actor FROM recorder WHERE subject IN (SELECT value FROM json_each(?))',
      )
      .pluck(),
    forget: db.prepare<[string]>('DELETE FROM recorder WHERE actor = ?'),

    subscriptions: db.prepare<[], string>('SELECT kept FROM subscription ORDER BY number').pluck(),
    add: db.prepare<[string, string]>('INSERT INTO subscription (id, kept) VALUES (?, ?)'),
    save: db.prepare<[string, string]>('UPDATE subscription SET kept = ? WHERE id = ?'),
    remove: db.prepare<[string]>('DELETE FROM subscription WHERE id = ?'),

    asked: db.prepare<[string, number]>('INSERT INTO asked (subject, at) VALUES (?, ?)'),
    timesAsked: db
      .prepare<[string, number], number>('SELECT count(*) FROM asked WHERE subject = ? AND at >= ?')
      .pluck(),
    forgetAsked: db.prepare<[string]>('DELETE FROM asked WHERE subject = ?'),
    forgetOld: db.prepare<[number]>('DELETE FROM asked WHERE at < ?'),
  };
}

/** What is asked and told of notices, prepared. */
function noticeStatements(db: Database.Database) {
  return {
    notice: db.prepare<[string, string, string, string, string, number]>(
      `INSERT INTO notice (id, subscription, key, subject, kept, due_at) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (subscription, key) DO NOTHING`,
    ),
    withdrawKey: db.prepare<[string]>(
      "UPDATE notice SET status = 'withdrawn' WHERE key = ? AND status = 'waiting'",
    ),
    // Of what nobody was told yet, not even that it was is kept.
    withdrawAbout: db.prepare<[string, string, string]>(
      `DELETE FROM notice WHERE ${ABOUT} AND status = 'waiting'`,
    ),
    silence: db.prepare<[string, string, string]>(
      `UPDATE notice SET kept = json_remove(kept, '$.about.words', '$.about.reason') WHERE ${ABOUT}`,
    ),

    counts: db.prepare<[number], { waiting: number; due: number }>(
      "SELECT count(*) AS waiting, count(*) FILTER (WHERE due_at <= ?) AS due FROM notice WHERE status = 'waiting'",
    ),
    due: db
      .prepare<[number], string>(
        // Named, since what waits would be gone through for the sake of the order otherwise.
        "SELECT DISTINCT subscription FROM notice INDEXED BY notice_due WHERE status = 'waiting' AND due_at <= ?",
      )
      .pluck(),
    // A message is settled before another is made: there is one at most.
    begun: db.prepare<{ subscription: string }, NoticeRow>(
      `${COLUMNS} WHERE subscription = $subscription AND status = 'waiting' AND message =
         (SELECT message FROM notice WHERE subscription = $subscription AND status = 'waiting' AND message IS NOT NULL)
       ORDER BY number`,
    ),
    fresh: db.prepare<[string, number, number], NoticeRow>(
      `${COLUMNS} WHERE subscription = ? AND status = 'waiting' AND message IS NULL AND due_at <= ?
       ORDER BY due_at, number LIMIT ?`,
    ),
    gather: db.prepare<[string, string]>('UPDATE notice SET message = ? WHERE id = ?'),
    settle: db.prepare<[string, string | null, string | null, string, string]>(
      `UPDATE notice SET status = ?, sent_at = ?, answer = ?, attempts = attempts + 1
       WHERE id = ? AND subscription = ? AND status = 'waiting'`,
    ),
    waiting: db.prepare<[string], { id: string; kept: string }>(
      "SELECT id, kept FROM notice WHERE subscription = ? AND status = 'waiting' AND message IS NULL",
    ),
    redue: db.prepare<[number, string]>('UPDATE notice SET due_at = ? WHERE id = ?'),
    page: db.prepare<{ subscription: string; after: string | null; limit: number }, NoticeRow>(
      `${COLUMNS} WHERE subscription = $subscription
         AND ($after IS NULL OR number < (SELECT number FROM notice WHERE id = $after AND subscription = $subscription))
       ORDER BY number DESC LIMIT $limit`,
    ),
    forgetNotices: db.prepare<[number, string, number]>(
      `DELETE FROM notice WHERE number IN (
         SELECT number FROM notice WHERE due_at < ? AND coalesce(json_extract(kept, '$.about.due'), '') < ?
         ORDER BY due_at LIMIT ?)`,
    ),
  };
}
