import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { BenchEvent } from './events.js';

/** Of its length alone: what a digest costs to make is ours. */
const DIGEST = Buffer.alloc(32);

/** Raw better-sqlite3 with the tables and indexes of our own file: the least that a durable append can cost. */
export interface Baseline {
  /** One row, one transaction, durable on return. */
  append(event: BenchEvent): void;
  close(): void;
}

/**
 * @param like a journal of ours: its tables and indexes are made anew
 * @throws Error where the file is not as durable as asked
 */
export function openBaseline(folder: string, like: string): Baseline {
  const db = new Database(join(folder, 'baseline.db'));
  db.pragma('journal_mode = WAL');
  // After the mode: better-sqlite3 goes to NORMAL in WAL otherwise.
  db.pragma('synchronous = FULL');
  for (const sql of definitionsOf(like)) db.exec(sql);
  const synchronous = Number(db.pragma('synchronous', { simple: true }));
  if (synchronous !== 2)
    throw new Error(`the baseline reads back synchronous ${String(synchronous)}, not 2 (FULL)`);
  const createStream = db.prepare(
    'INSERT INTO stream (name, group_code, first_position) VALUES (?, NULL, ?)',
  );
  const insert = db.prepare(
    `INSERT INTO event (position, stream_id, revision, recorded_at, effective_from, type, event_id, body, digest)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const streams = new Map<string, number>();
  let position = 0;
  const idOf = (name: string): number => {
    const known = streams.get(name);
    if (known !== undefined) return known;
    const id = Number(createStream.run(name, position + 1).lastInsertRowid);
    streams.set(name, id);
    return id;
  };
  return {
    append({ finished, event, revision }) {
      const stream = idOf(finished.stream);
      const { recordedAt, effectiveFrom = null, type, id, body } = event;
      // A statement by itself is a transaction of its own.
      insert.run(++position, stream, revision, recordedAt, effectiveFrom, type, id, body, DIGEST);
    },
    close: () => db.close(),
  };
}

function definitionsOf(file: string): string[] {
  const db = new Database(file, { readonly: true });
  try {
    return db
      .prepare(
        "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY rowid",
      )
      .pluck()
      .all() as string[];
  } finally {
    db.close();
  }
}
