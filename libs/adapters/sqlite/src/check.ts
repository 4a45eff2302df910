import { setImmediate as nextTurn } from 'node:timers/promises';
import { emptyDigest, leafHash, nextDigest } from '@acta/integrity';
import type { Database } from 'better-sqlite3';
import { openForReading } from './database.js';
import { asRefusal } from './refused.js';
import { JOURNAL } from './schema.js';

export interface Fault {
  /**
   * `file`: SQLite's own structure. `gap`: a position or a revision is missing. `order`: the journal's clock goes back.
   * `stream`: a stream's row disagrees with its events. `body`: an event's body disagrees with its row. `digest`: the
   * digest kept disagrees with the bodies up to there; only the first position is told, since all after it do too.
   */
  kind: 'file' | 'gap' | 'order' | 'stream' | 'body' | 'digest';
  /** Of the event at fault. */
  position?: number;
  message: string;
}

export interface CheckReport {
  file: string;
  /** Version of the file's layout. */
  version: number;
  /** Positions in the journal. */
  events: number;
  streams: number;
  /** Of the whole journal, made anew from its bodies: 64 hexadecimal digits. */
  digest: string;
  /** The first hundred. */
  faults: Fault[];
  /** All that were found. */
  faultCount: number;
}

export interface CheckOptions {
  file: string;
  /** SQLite's quick check leaves out the comparison of each index with its table. Default: all. */
  quick?: boolean;
  onProgress?: (done: number, total: number) => void;
}

const PAGE = 500;
const REPORTED = 100;

interface Row {
  position: number;
  streamId: number;
  stream: string | null;
  revision: number;
  recordedAt: number;
  type: string;
  id: string;
  body: string;
  digest: Buffer;
}

/**
 * Reads the whole journal, beside its writer if there is one, and tells what is wrong with it.
 * @throws StoreRefused for a file that cannot be read at all
 */
export async function checkJournal({ file, quick = false, onProgress }: CheckOptions): Promise<CheckReport> {
  const db = openForReading(file);
  try {
    // One snapshot for all of it: what is appended meanwhile is left out.
    db.exec('BEGIN');
    const count = (sql: string) => Number(db.prepare(sql).pluck().get());
    const total = count('SELECT coalesce(max(position), 0) FROM event');
    const faults = collect();
    checkFile(db, quick, faults);
    checkStreams(db, faults);
    const digest = await checkEvents(db, faults, (done) => onProgress?.(done, total));
    return {
      file,
      version: count('PRAGMA user_version'),
      events: count('SELECT count(*) FROM event'),
      streams: count('SELECT count(*) FROM stream'),
      digest,
      faults: faults.first,
      faultCount: faults.count(),
    };
  } catch (error) {
    throw asRefusal(file, error);
  } finally {
    db.close();
  }
}

interface Faults {
  first: Fault[];
  add(kind: Fault['kind'], message: string, position?: number): void;
  count(): number;
}

function collect(): Faults {
  const first: Fault[] = [];
  let count = 0;
  return {
    first,
    add(kind, message, position) {
      count++;
      if (first.length < REPORTED)
        first.push({ kind, message, ...(position === undefined ? {} : { position }) });
    },
    count: () => count,
  };
}

function checkFile(db: Database, quick: boolean, faults: Faults): void {
  const lines = db.pragma(`${quick ? 'quick_check' : 'integrity_check'}(${REPORTED})`, { simple: false });
  for (const line of lines as Record<string, string>[]) {
    const message = Object.values(line)[0] ?? '';
    if (message !== 'ok') faults.add('file', message);
  }
  const applicationId = Number(db.pragma('application_id', { simple: true }));
  if (applicationId !== JOURNAL.applicationId) faults.add('file', `the application id is ${applicationId}`);
}

function checkStreams(db: Database, faults: Faults): void {
  const wrong = db
    .prepare<[], { name: string; firstPosition: number; found: number | null }>(
      `SELECT name, first_position AS firstPosition,
         (SELECT position FROM event WHERE stream_id = stream.id AND revision = 0) AS found
       FROM stream WHERE found IS NOT first_position`,
    )
    .all();
  for (const { name, firstPosition, found } of wrong)
    faults.add(
      'stream',
      `${name} is said to start at position ${firstPosition}, but does at ${found ?? 'none'}`,
    );
}

/** The journal's digest, made anew. */
async function checkEvents(db: Database, faults: Faults, progress: (done: number) => void): Promise<string> {
  const page = db.prepare<[number], Row>(
    `SELECT position, stream_id AS streamId, (SELECT name FROM stream WHERE id = stream_id) AS stream, revision,
       recorded_at AS recordedAt, type, event_id AS id, body, digest
     FROM event WHERE position > ? ORDER BY position LIMIT ${PAGE}`,
  );
  const isReplica = db.prepare('SELECT 1 FROM replica').get() !== undefined;
  const checkBody = isReplica ? checkFollowed : checkOwn;
  const lastRevisions = new Map<number, number>();
  const digests = createDigestCheck(faults);
  let last = { position: 0, recordedAt: 0 };
  for (let rows = page.all(0); rows.length > 0; rows = page.all(last.position)) {
    for (const row of rows) {
      checkOrder(row, last, lastRevisions.get(row.streamId) ?? -1, faults);
      checkBody(row, last.recordedAt, faults);
      digests.check(row);
      lastRevisions.set(row.streamId, row.revision);
      last = row;
    }
    progress(last.position);
    await nextTurn();
  }
  return digests.last();
}

function createDigestCheck(faults: Faults) {
  let digest = emptyDigest();
  let differs = false;
  return {
    check(row: Row): void {
      digest = nextDigest(digest, leafHash(row.body));
      if (differs || digest.equals(row.digest)) return;
      differs = true;
      faults.add(
        'digest',
        `the first digest that differs is that of position ${row.position}: ${row.digest.toString('hex')} is kept, ` +
          `the bodies up to there give ${digest.toString('hex')}`,
        row.position,
      );
    },
    last: () => digest.toString('hex'),
  };
}

function checkOrder(
  { position, stream, revision, recordedAt }: Row,
  last: { position: number; recordedAt: number },
  lastRevision: number,
  faults: Faults,
): void {
  if (position !== last.position + 1)
    faults.add('gap', `position ${last.position} is followed by ${position}`, position);
  if (stream === null) faults.add('stream', 'the event belongs to no stream', position);
  else if (revision !== lastRevision + 1)
    faults.add('gap', `${stream}: revision ${lastRevision} is followed by ${revision}`, position);
  if (recordedAt < last.recordedAt)
    faults.add('order', `recorded at ${recordedAt}, before its predecessor at ${last.recordedAt}`, position);
}

/** An event's body says the same as its row. It may be of a version that this build does not know. */
function checkOwn(row: Row, before: number, faults: Faults): void {
  const body = parse(row.body);
  if (body === undefined) return faults.add('body', 'the body is not a JSON object', row.position);
  const metadata = asObject(body['metadata']) ?? {};
  compare(
    row,
    [
      ['stream', body['stream'], row.stream],
      ['type', body['type'], row.type],
      ['metadata.id', metadata['id'], row.id],
    ],
    faults,
  );
  checkMoment(row, Math.max(recordedIn(metadata), before), faults);
}

/** A replica keeps what its source has, even where nobody can read it; such a body only states no moment. */
function checkFollowed(row: Row, before: number, faults: Faults): void {
  const metadata = asObject(parse(row.body)?.['metadata']) ?? {};
  const own = recordedIn(metadata);
  checkMoment(row, Number.isSafeInteger(own) ? Math.max(own, before) : before, faults);
}

function compare(
  row: Row,
  stated: readonly (readonly [name: string, inBody: unknown, inRow: unknown])[],
  faults: Faults,
): void {
  for (const [name, inBody, inRow] of stated)
    if (inBody !== inRow)
      faults.add(
        'body',
        `${name} is ${JSON.stringify(inBody)} in the body, ${JSON.stringify(inRow)} in its row`,
        row.position,
      );
}

/** NaN where the metadata does not say. */
function recordedIn(metadata: Record<string, unknown>): number {
  return typeof metadata['recordedAt'] === 'string' ? Date.parse(metadata['recordedAt']) : NaN;
}

function checkMoment(row: Row, expected: number, faults: Faults): void {
  if (expected !== row.recordedAt)
    faults.add(
      'order',
      `recorded at ${row.recordedAt}; by its body it would be at ${expected}`,
      row.position,
    );
}

function parse(body: string): Record<string, unknown> | undefined {
  try {
    return asObject(JSON.parse(body));
  } catch {
    return undefined;
  }
}

function asObject(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}
