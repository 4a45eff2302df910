import type { GroupSelection, Journal, JournalHead, StoredEvent } from '@acta/application';
import { emptyDigest } from '@acta/integrity';
import type { Database, Statement } from 'better-sqlite3';
import type { Followed } from './claim.js';
import { openForReading } from './database.js';
import { refusingDamage } from './refused.js';
import { CLASSIFYING } from './schema.js';

/** A journal with what the store reads besides; the store tells of changes. Every call sees whatever was acknowledged before it. */
export interface SqliteJournal extends Omit<Journal, 'changed'> {
  /** At most `limit` events of a stream from a revision on, inclusive, in the direction's order. */
  slice(stream: string, from: number, direction: 'forwards' | 'backwards', limit: number): StoredEvent[];
  /** Last revision of a stream, told by its index alone; undefined where there is no such stream. */
  lastRevision(stream: string): number | undefined;
  /** The log that this journal follows and how far it has, as one moment shows them; undefined where it follows none. */
  followed(): Following | undefined;
  /** To be called after each commit, before it is acknowledged, where the head is kept. */
  forgetHead(): void;
  close(): void;
}

/** How far a replica has followed; each is null where there is none yet. */
interface Following extends Followed {
  cursor: string | null;
  newestPosition: number | null;
  newestSource: string | null;
}

type EventRow = [position: number, revision: number, type: string, recordedAt: number, body: string];
/** Where rows of several streams are read. */
type NamedEventRow = [...EventRow, streamId: number];
interface NamedStream {
  id: number;
  name: string;
}

/** Names that are kept for reading the whole log; past it, all are forgotten and looked up again. */
const KNOWN_NAMES = 10_000;

export interface JournalOptions {
  /** The log's, which stream names start with. */
  prefix: string;
  /**
   * Keeps the head in memory until it is forgotten, since every command asks for it: only for the process that writes,
   * which knows when it changes.
   */
  keepHead?: boolean;
  /** What may be kept of the file in memory, in KiB; absent: as much as serves whoever answers many. */
  cacheKib?: number;
}

/** Opens a journal's file for reading, beside its writer. @throws StoreRefused */
export function openJournal(
  file: string,
  { prefix, keepHead = false, cacheKib }: JournalOptions,
): SqliteJournal {
  const db = openForReading(file, cacheKib);
  const sql = prepare(db);
  const names = new Map<number, string>();
  const head = createHead(() => sql.head.get() ?? { position: 0, recordedAt: 0 }, keepHead);

  function storedEvent(
    [position, revision, type, recordedAt, body]: EventRow | NamedEventRow,
    stream: string,
  ): StoredEvent {
    return { position: head.atLeast(position), stream, revision: BigInt(revision), type, recordedAt, body };
  }

  function nameOf(id: number): string {
    const known = names.get(id);
    if (known !== undefined) return known;
    const name = sql.name.get(id);
    if (name === undefined)
      throw new Error(`${file} holds an event of a stream that it does not name: check the file`);
    if (names.size >= KNOWN_NAMES) names.clear();
    names.set(id, name);
    return name;
  }

  function eventsOf({ id, name }: NamedStream, upTo: number, from = 0): StoredEvent[] {
    return sql.stream.all(id, from, upTo).map((row) => storedEvent(row, name));
  }

  function selected({ group, streams, upTo }: GroupSelection): NamedStream[] {
    if (streams === undefined) return sql.group.all(group, upTo);
    const starts = [...new Set(streams)].map((start) => prefix + start);
    const found = starts.flatMap((start) => sql.groupFrom.all(group, start, `${start}\u{10FFFF}`, upTo));
    const byName = new Map(found.map((stream) => [stream.name, stream]));
    return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  function slice(
    name: string,
    from: number,
    direction: 'forwards' | 'backwards',
    limit: number,
  ): StoredEvent[] {
    const stream = sql.find.get(name);
    if (stream === undefined) return [];
    return sql[direction].all(stream.id, from, limit).map((row) => storedEvent(row, name));
  }

  return refusingDamage<SqliteJournal>(file, {
    head: head.read,
    forgetHead: head.forget,
    positionAt: (instant) => head.atLeast(sql.positionAt.get(instant) ?? 0),
    ...aboutPositions(sql),
    stream(name, upTo, from) {
      const stream = sql.find.get(name);
      return stream === undefined ? [] : eventsOf(stream, upTo, from);
    },
    group: (selection) =>
      selected(selection)
        .flatMap((stream) => eventsOf(stream, selection.upTo))
        .sort((a, b) => a.position - b.position),
    streamsOf: (selection) => selected(selection).map(({ name }) => name),
    streams: (start, upTo) => sql.streams.all(start, `${start}\u{10FFFF}`, upTo),
    classifying: (position) => sql.classifying.all(position).map((row) => storedEvent(row, nameOf(row[5]))),
    after: (position, limit) => sql.after.all(position, limit).map((row) => storedEvent(row, nameOf(row[5]))),
    lastRevision: (name) => sql.lastRevision.get(name),
    followed: () => sql.followed.get(),
    slice,
    close: () => db.close(),
  });
}

/** What is known of a position that exists. */
function aboutPositions(sql: ReturnType<typeof prepare>): Pick<Journal, 'recordedAt' | 'digest'> {
  const known = <V>(position: number, value: V | undefined): V => {
    if (value === undefined) throw new RangeError(`the journal holds no position ${position}`);
    return value;
  };
  return {
    recordedAt: (position) => known(position, sql.recordedAt.get(position)),
    digest(position) {
      const digest = position === 0 ? emptyDigest() : known(position, sql.digest.get(position));
      return digest.toString('hex');
    },
  };
}

/** The journal's head, read anew each time, or, where it is kept, once it was forgotten. */
function createHead(readFile: () => JournalHead, keep: boolean) {
  let kept: JournalHead | undefined;
  return {
    read: (): JournalHead => (keep ? (kept ??= readFile()) : readFile()),
    forget(): void {
      kept = undefined;
    },
    /** A position that was read, maybe before its commit is known here: whoever has seen it finds the head at or after it. */
    atLeast(position: number): number {
      if (kept !== undefined && position > kept.position) kept = undefined;
      return position;
    },
  };
}

const COLUMNS = 'position, revision, type, recorded_at, body';

function prepare(db: Database) {
  const rows = <P extends unknown[], R = EventRow>(source: string) =>
    db.prepare(source).raw() as Statement<P, R>;
  const values = <P extends unknown[], V>(source: string) => db.prepare(source).pluck() as Statement<P, V>;
  // Without the hint, the bound on the position could be taken for the way in, and the whole log be read.
  const inStream = `SELECT ${COLUMNS} FROM event INDEXED BY event_by_stream WHERE stream_id = ?`;
  return {
    head: db.prepare<[], JournalHead>(
      'SELECT position, recorded_at AS recordedAt FROM event ORDER BY position DESC LIMIT 1',
    ),
    positionAt: values<[number], number>(
      'SELECT position FROM event WHERE recorded_at <= ? ORDER BY recorded_at DESC, position DESC LIMIT 1',
    ),
    recordedAt: values<[number], number>('SELECT recorded_at FROM event WHERE position = ?'),
    digest: values<[number], Buffer>('SELECT digest FROM event WHERE position = ?'),
    find: db.prepare<[string], NamedStream>('SELECT id, name FROM stream WHERE name = ?'),
    name: values<[number], string>('SELECT name FROM stream WHERE id = ?'),
    group: db.prepare<[string, number], NamedStream>(
      'SELECT id, name FROM stream WHERE group_code = ? AND first_position <= ? ORDER BY name',
    ),
    groupFrom: db.prepare<[string, string, string, number], NamedStream>(
      'SELECT id, name FROM stream WHERE group_code = ? AND name >= ? AND name < ? AND first_position <= ?',
    ),
    streams: values<[string, string, number], string>(
      'SELECT name FROM stream WHERE name >= ? AND name < ? AND first_position <= ? ORDER BY name',
    ),
    lastRevision: values<[string], number>(
      'SELECT revision FROM event WHERE stream_id = (SELECT id FROM stream WHERE name = ?) ORDER BY revision DESC LIMIT 1',
    ),
    followed: db.prepare<[], Following>(
      `SELECT prefix, source, cursor, newest_position AS newestPosition, newest_source AS newestSource FROM replica`,
    ),
    stream: rows<[number, number, number]>(
      `${inStream} AND revision >= ? AND position <= ? ORDER BY revision`,
    ),
    forwards: rows<[number, number, number]>(`${inStream} AND revision >= ? ORDER BY revision LIMIT ?`),
    backwards: rows<[number, number, number]>(`${inStream} AND revision <= ? ORDER BY revision DESC LIMIT ?`),
    classifying: rows<[number], NamedEventRow>(
      `SELECT ${COLUMNS}, stream_id FROM event WHERE position > ? AND ${CLASSIFYING} ORDER BY position`,
    ),
    after: rows<[number, number], NamedEventRow>(
      `SELECT ${COLUMNS}, stream_id FROM event WHERE position > ? ORDER BY position LIMIT ?`,
    ),
  };
}
