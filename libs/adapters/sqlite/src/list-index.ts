import {
  BadSearch,
  type ListChange,
  type ListIndex,
  type ListPage,
  type ListQuery,
  type ListedVersion,
  type SubjectVersions,
} from '@acta/application';
import Database from 'better-sqlite3';
import { rmSync } from 'node:fs';
import { StoreRefused, asRefusal, isDamage, refusingDamage } from './refused.js';
import { type FileKind, identify, migrate } from './schema.js';
import { parseSearch, type SearchTerm } from './search.js';

/**
 * The lists. `version` has a row for each version of a subject, with what it is filtered by beside the version itself
 * as JSON; `word` finds it by text, and has nothing else, under the same row id.
 */
const LISTS: FileKind = {
  applicationId: 0x4143544c, // "ACTL"
  name: 'an Acta list index',
  migrations: [
    `CREATE TABLE cursor (one INTEGER PRIMARY KEY CHECK (one = 1), position INTEGER NOT NULL) STRICT;
     INSERT INTO cursor VALUES (1, 0);
     CREATE TABLE version (
       id INTEGER PRIMARY KEY,
       subject TEXT NOT NULL,
       kind TEXT NOT NULL,
       group_code TEXT NOT NULL,
       meeting INTEGER,
       state TEXT NOT NULL,
       deadline INTEGER,
       from_position INTEGER NOT NULL,
       to_position INTEGER,
       from_effective INTEGER NOT NULL,
       to_effective INTEGER,
       content TEXT NOT NULL
     ) STRICT;
     CREATE INDEX version_by_subject ON version (subject, from_position);
     CREATE INDEX version_by_group ON version (group_code, kind, subject);
     CREATE INDEX version_by_deadline ON version (deadline) WHERE deadline IS NOT NULL;
     CREATE TABLE country (code TEXT NOT NULL, version_id INTEGER NOT NULL, PRIMARY KEY (code, version_id))
       STRICT, WITHOUT ROWID;
     CREATE VIRTUAL TABLE word USING fts5 (
       head, text, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2'
     );`,
    // Each subject gets its place in the order; the lists are made again from the journal.
    `DELETE FROM country; DELETE FROM version; INSERT INTO word (word) VALUES ('delete-all');
     UPDATE cursor SET position = 0;
     ALTER TABLE version ADD COLUMN place TEXT NOT NULL DEFAULT '';
     DROP INDEX version_by_group;
     CREATE INDEX version_by_group ON version (group_code, kind, place);`,
  ],
};

export interface ListIndexOptions {
  /** A file of its own, which can be deleted and rebuilt; `:memory:` for none. */
  file: string;
}

/** For a file that cannot be read: nothing is lost with it. */
const REMEDY = 'delete it: lists are made again from the journal';

/**
 * Opens or creates the lists; a file that is told to be damaged is thrown away, and so it is when they are cleared.
 * Synchronous. @throws StoreRefused not-ours, newer, locked, inaccessible; corrupt, of damage that shows as it is read
 */
export function openSqliteListIndex({ file }: ListIndexOptions): ListIndex {
  let index = openedAnew(file);
  return refusingDamage<ListIndex>(
    file,
    {
      cursor: () => index.cursor(),
      apply: (changes, cursor) => index.apply(changes, cursor),
      find: (query) => index.find(query),
      clear() {
        try {
          index.clear();
        } catch (error) {
          if (!isDamage(error)) throw error;
          index.close();
          discard(file);
          index = openOn(file);
        }
      },
      close: () => index.close(),
    },
    REMEDY,
  );
}

function openedAnew(file: string): ListIndex {
  try {
    return openOn(file);
  } catch (error) {
    if (!(error instanceof StoreRefused) || error.code !== 'corrupt') throw error;
    discard(file);
    return openOn(file);
  }
}

/** Whoever has it open goes on reading what it held. */
function discard(file: string): void {
  for (const part of ['', '-wal', '-shm']) rmSync(file + part, { force: true });
}

function openOn(file: string): ListIndex {
  const { db, statements } = openLists(file);

  const apply = db.transaction((changes: readonly ListChange[], cursor: number) => {
    // Another process may have applied the same part of the journal meanwhile.
    const applied = statements.cursor.get() ?? 0;
    for (const change of changes) if (change.position > applied) applyChange(statements, change);
    if (cursor > applied) statements.setCursor.run(cursor);
  });

  const clear = db.transaction(() => {
    db.exec(`DELETE FROM version; DELETE FROM country; INSERT INTO word (word) VALUES ('delete-all')`);
    statements.setCursor.run(0);
  });

  return {
    cursor: () => statements.cursor.get() ?? 0,
    apply: (changes, cursor) => apply.immediate(changes, cursor),
    find: (query) => find(db, query),
    clear: () => clear.immediate(),
    close: () => db.close(),
  };
}

function openLists(file: string): { db: Database.Database; statements: Statements } {
  let db: Database.Database | undefined;
  try {
    db = new Database(file);
    identify(db, LISTS);
    db.pragma('journal_mode = WAL');
    // What a loss of power takes is rebuilt from the journal; WAL keeps the file whole.
    db.pragma('synchronous = NORMAL');
    db.pragma('cache_size = -8192');
    migrate(db, LISTS);
    return { db, statements: prepare(db) };
  } catch (error) {
    db?.close();
    throw asRefusal(file, error, REMEDY);
  }
}

type Statements = ReturnType<typeof prepare>;
type Content = SubjectVersions['versions'][number];

function prepare(db: Database.Database) {
  return {
    cursor: db.prepare('SELECT position FROM cursor').pluck() as Database.Statement<[], number>,
    setCursor: db.prepare<[number]>('UPDATE cursor SET position = ?'),
    open: db.prepare<[string], { id: number; from: number; content: string }>(
      'SELECT id, from_position AS "from", content FROM version WHERE subject = ? AND to_position IS NULL',
    ),
    // "0" is the character after "/".
    below: db
      .prepare('SELECT id FROM version WHERE subject = ? OR (subject >= ? AND subject < ?)')
      .pluck() as Database.Statement<[string, string, string], number>,
    end: db.prepare<[number, number]>('UPDATE version SET to_position = ? WHERE id = ?'),
    remove: db.prepare<[number]>('DELETE FROM version WHERE id = ?'),
    removeCountries: db.prepare<[number]>('DELETE FROM country WHERE version_id = ?'),
    removeWords: db.prepare<[number]>('DELETE FROM word WHERE rowid = ?'),
    insert: db.prepare<[Record<string, string | number | null>]>(
      `INSERT INTO version (subject, place, kind, group_code, meeting, state, deadline, from_position, from_effective,
         to_effective, content)
       VALUES (@subject, @place, @kind, @group, @meeting, @state, @deadline, @position, @from, @to, @content)`,
    ),
    insertCountry: db.prepare<[string, number]>('INSERT INTO country (code, version_id) VALUES (?, ?)'),
    insertWords: db.prepare<[number, string, string]>(
      'INSERT INTO word (rowid, head, text) VALUES (?, ?, ?)',
    ),
  };
}

function applyChange(statements: Statements, change: ListChange): void {
  if (!('changes' in change)) {
    replaceOpen(statements, change);
    return;
  }
  forget(statements, change.ref);
  for (const each of change.changes) replaceOpen(statements, each);
}

function forget(statements: Statements, subject: string): void {
  for (const id of statements.below.all(subject, `${subject}/`, `${subject}0`)) removeVersion(statements, id);
}

function removeVersion(statements: Statements, id: number): void {
  statements.remove.run(id);
  statements.removeCountries.run(id);
  statements.removeWords.run(id);
}

/** A version that stays as it was stays open; the others end, or go where they would have held at no position. */
function replaceOpen(statements: Statements, { subject, position, versions }: SubjectVersions): void {
  const coming = new Map(versions.map((version) => [JSON.stringify(version), version]));
  for (const open of statements.open.all(subject)) {
    if (coming.delete(open.content)) continue;
    if (open.from < position) {
      statements.end.run(position, open.id);
    } else {
      removeVersion(statements, open.id);
    }
  }
  for (const [content, version] of coming) insertVersion(statements, position, version, content);
}

function insertVersion(statements: Statements, position: number, version: Content, content: string): void {
  const { lastInsertRowid } = statements.insert.run({
    subject: version.subject,
    place: placeOf(version.subject),
    kind: version.kind,
    group: version.group,
    meeting: version.meeting ?? null,
    state: version.state,
    deadline: version.deadline ?? null,
    position,
    from: version.fromEffective,
    to: version.toEffective ?? null,
    content,
  });
  const id = Number(lastInsertRowid);
  for (const code of new Set(version.countries)) statements.insertCountry.run(code, id);
  const head = `${version.number}\n${version.title}`;
  statements.insertWords.run(id, head.normalize('NFC'), version.text.normalize('NFC'));
}

/** A subject's place in the order of lists: numbers count as numbers, so that outcome 2 comes before outcome 10. */
function placeOf(subject: string): string {
  return subject.replace(/\d+/g, (digits) => {
    const number = digits.replace(/^0+(?=\d)/, '');
    return String(number.length).padStart(4, '0') + number;
  });
}

interface Row {
  subject: string;
  hits: number;
  fromPosition: number;
  toPosition: number | null;
  fromEffective: number;
  content: string;
}

/** A part of a statement with its parameters. */
interface Sql {
  text: string;
  values: (string | number)[];
}

function find(db: Database.Database, query: ListQuery): ListPage {
  const terms = query.search === undefined ? [] : parseSearch(query.search);
  const hits = hitsOf(terms);
  const where = conditionsOf(query, terms);
  const after = query.after === undefined ? undefined : placeAfter(db, query.after, { terms, hits, where });
  const rows = db
    .prepare(
      `SELECT subject, ${hits.text} AS hits, from_position AS fromPosition, to_position AS toPosition,
         from_effective AS fromEffective, content
       FROM version WHERE ${where.text} ${after?.text ?? ''}
       ORDER BY hits DESC, ${terms.length > 0 ? 'fromEffective DESC,' : ''} place, subject, id LIMIT ?`,
    )
    .all(...hits.values, ...where.values, ...(after?.values ?? []), query.limit + 1) as Row[];
  const items = rows.slice(0, query.limit).map(versionOf);
  const next = rows.length > query.limit ? items.at(-1)?.subject : undefined;
  return next === undefined ? { items } : { items, next };
}

/**
 * The rank: how many of the terms occur in the number or the title. It rests on the row alone, never on what else is
 * in the index: the answer as of a position stays the same, page by page, while the record grows.
 */
function hitsOf(terms: readonly SearchTerm[]): Sql {
  if (terms.length === 0) return { text: '0', values: [] };
  return {
    text: terms.map(() => '(id IN (SELECT rowid FROM word WHERE word MATCH ?))').join(' + '),
    values: terms.map((term) => `head : ${term}`),
  };
}

function conditionsOf(query: ListQuery, terms: readonly SearchTerm[]): Sql {
  const conditions: [sql: string, ...values: (string | number | undefined)[]][] = [
    ['from_position <= ?', query.asOf],
    ['(to_position IS NULL OR to_position > ?)', query.asOf],
    ['from_effective <= ?', query.at],
    ['(to_effective IS NULL OR to_effective > ?)', query.at],
    ['group_code = ?', query.group],
    ['kind = ?', query.kind],
    ['meeting = ?', query.meeting],
    ['state = ?', query.state],
    ['deadline < ?', query.overdueAt],
    ['id IN (SELECT version_id FROM country WHERE code = ?)', query.country],
    [
      'id IN (SELECT rowid FROM word WHERE word MATCH ?)',
      terms.length === 0 ? undefined : terms.join(' AND '),
    ],
  ];
  const asked = conditions.filter(([, value]) => value !== undefined);
  return {
    text: asked.map(([sql]) => sql).join(' AND '),
    values: asked.flatMap(([, value]) => (value === undefined ? [] : [value])),
  };
}

/** The condition for what follows a subject in the query's order. @throws BadSearch */
function placeAfter(
  db: Database.Database,
  subject: string,
  { terms, hits, where }: { terms: readonly SearchTerm[]; hits: Sql; where: Sql },
): Sql {
  if (terms.length === 0)
    return { text: 'AND (place, subject) > (?, ?)', values: [placeOf(subject), subject] };
  const place = db
    .prepare(
      `SELECT ${hits.text} AS hits, from_effective AS fromEffective FROM version WHERE ${where.text} AND subject = ?`,
    )
    .get(...hits.values, ...where.values, subject) as Pick<Row, 'hits' | 'fromEffective'> | undefined;
  if (place === undefined)
    throw new BadSearch(
      `"${subject}" is not among what this search finds: continue after the \`next\` of a page of it`,
    );
  return {
    text: `AND (-(${hits.text}), -from_effective, place, subject) > (?, ?, ?, ?)`,
    values: [...hits.values, -place.hits, -place.fromEffective, placeOf(subject), subject],
  };
}

function versionOf({ content, fromPosition, toPosition }: Row): ListedVersion {
  const version = JSON.parse(content) as Content;
  return { ...version, fromPosition, ...(toPosition === null ? {} : { toPosition }) };
}
