import { emptyDigest, leafHash, nextDigest } from '@acta/integrity';
import type { Database } from 'better-sqlite3';

const PAGE = 1_000;

/** Gives every event of a journal from before digests were kept its own, as the writer would have. */
export function addDigests(db: Database): void {
  db.exec("ALTER TABLE event ADD COLUMN digest BLOB NOT NULL DEFAULT x''");
  const page = db.prepare<[number], { position: number; body: string }>(
    `SELECT position, body FROM event WHERE position > ? ORDER BY position LIMIT ${PAGE}`,
  );
  const keep = db.prepare<[Buffer, number]>('UPDATE event SET digest = ? WHERE position = ?');
  let digest = emptyDigest();
  let last = 0;
  for (let events = page.all(last); events.length > 0; events = page.all(last))
    for (const { position, body } of events) {
      digest = nextDigest(digest, leafHash(body));
      keep.run(digest, position);
      last = position;
    }
}
