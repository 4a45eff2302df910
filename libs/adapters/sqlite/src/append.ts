import { emptyDigest, leafHash, nextDigest } from '@acta/integrity';
import type { Database } from 'better-sqlite3';
import { type AppendRequest, CONFLICT, type EventRow, NO_STREAM } from './messages.js';

/** Streams whose last revision is kept in memory; past it, all are forgotten and looked up again. */
const KNOWN_STREAMS = 20_000;

interface KnownStream {
  id: number;
  last: number;
}

/** Applies appends inside the transaction of its caller. */
export interface Appender {
  /** Adds the append's answer, two numbers (see `FromWriter`), to `answers`. Whether anything was written. */
  append(request: AppendRequest, answers: number[]): boolean;
}

/**
 * The rules of appending: expectation, repetition, positions, the journal's clock, its digest. It keeps its place in memory, so it
 * must be the only writer, and be thrown away when a transaction that wrote something fails.
 */
export function createAppender(db: Database): Appender {
  const statements = prepare(db);
  const known = new Map<string, KnownStream>();
  const head = statements.head.get() ?? { position: 0, recordedAt: 0, digest: emptyDigest() };

  function find(name: string): KnownStream | undefined {
    const cached = known.get(name);
    if (cached !== undefined) return cached;
    const row = statements.find.get(name);
    if (row === undefined) return undefined;
    return remember(name, row);
  }

  function remember(name: string, stream: KnownStream): KnownStream {
    if (known.size >= KNOWN_STREAMS) known.clear();
    known.set(name, stream);
    return stream;
  }

  function create(name: string, group: string | null): KnownStream {
    const { lastInsertRowid } = statements.create.run(name, group, head.position + 1);
    return remember(name, { id: Number(lastInsertRowid), last: NO_STREAM });
  }

  function isRepeat(stream: KnownStream, { expected, events }: AppendRequest): boolean {
    if (expected + events.length > stream.last) return false;
    return events.every(({ id }, i) => statements.idAt.get(stream.id, expected + 1 + i) === id);
  }

  function insert(stream: KnownStream, { recordedAt, effectiveFrom, type, id, body }: EventRow): void {
    head.position++;
    head.recordedAt = Math.max(head.recordedAt, recordedAt);
    head.digest = nextDigest(head.digest, leafHash(body));
    stream.last++;
    statements.insert.run(
      head.position,
      stream.id,
      stream.last,
      head.recordedAt,
      effectiveFrom,
      type,
      id,
      body,
      head.digest,
    );
  }

  return {
    append(request, answers) {
      const found = find(request.stream);
      const actual = found?.last ?? NO_STREAM;
      if (request.expected === actual) {
        const stream = found ?? create(request.stream, request.group);
        for (const event of request.events) insert(stream, event);
        answers.push(head.position, stream.last);
        return true;
      }
      if (found !== undefined && isRepeat(found, request)) {
        const last = request.expected + request.events.length;
        answers.push(statements.positionAt.get(found.id, last) ?? CONFLICT, last);
      } else {
        answers.push(CONFLICT, actual);
      }
      return false;
    },
  };
}

function prepare(db: Database) {
  return {
    head: db.prepare<[], { position: number; recordedAt: number; digest: Buffer }>(
      'SELECT position, recorded_at AS recordedAt, digest FROM event ORDER BY position DESC LIMIT 1',
    ),
    find: db.prepare<[string], KnownStream>(
      'SELECT id, (SELECT max(revision) FROM event WHERE stream_id = stream.id) AS last FROM stream WHERE name = ?',
    ),
    create: db.prepare<[string, string | null, number]>(
      'INSERT INTO stream (name, group_code, first_position) VALUES (?, ?, ?)',
    ),
    idAt: db
      .prepare<[number, number], string>('SELECT event_id FROM event WHERE stream_id = ? AND revision = ?')
      .pluck(),
    positionAt: db
      .prepare<[number, number], number>('SELECT position FROM event WHERE stream_id = ? AND revision = ?')
      .pluck(),
    insert: db.prepare<[number, number, number, number, number | null, string, string, string, Buffer]>(
      `INSERT INTO event (position, stream_id, revision, recorded_at, effective_from, type, event_id, body, digest)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
  };
}
