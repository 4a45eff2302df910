import type { ClientBase } from 'pg';
import { KeyVaultRefused, sqlState } from './refused.js';
import type { Session } from './session.js';

/** What a database says of the vault in it. */
export interface About {
  /** The layout: how many of the migrations it has had. */
  version: number;
  log: string;
  /** The key-encryption key's fingerprint; null: the keys are not wrapped. */
  fingerprint: string | null;
}

/**
 * One statement list a layout; what was published never changes. `serial` counts the changes: whoever makes one holds the
 * lock on the one row of `vault` until it is committed, so that a reader who sees a serial has all those before it.
 */
const migrations: readonly string[] = [
  `create schema if not exists acta;
   create table acta.vault (
     only_one boolean primary key default true check (only_one),
     version integer not null,
     log text not null,
     fingerprint text,
     serial bigint not null default 0,
     unswept boolean not null default false
   );
   create table acta.key (subject uuid primary key, key bytea, serial bigint not null);
   create index key_serial on acta.key (serial);
   comment on column acta.key.key is 'null: destroyed, for good';`,
];

const UNDEFINED_TABLE = '42P01';

/** Makes the tables where there are none, and brings older ones up to date. Nodes that start at once wait for one another. */
export async function migrate(session: Session, log: string, fingerprint: string | null): Promise<void> {
  await session.transaction(async (client) => {
    await client.query("select pg_advisory_xact_lock(hashtext('acta key vault'))");
    const about = await readAbout(client);
    // Another log's vault is refused as it is.
    if (about !== undefined && about.log !== log) return;
    const has = about?.version ?? 0;
    for (const statements of migrations.slice(has)) await client.query(statements);
    if (has === 0)
      await client.query('insert into acta.vault (version, log, fingerprint) values ($1, $2, $3)', [
        migrations.length,
        log,
        fingerprint,
      ]);
    else if (has < migrations.length)
      await client.query('update acta.vault set version = $1', [migrations.length]);
  });
}

async function readAbout(client: ClientBase): Promise<About | undefined> {
  const { rows } = await client.query<{ there: boolean }>(
    "select to_regclass('acta.vault') is not null as there",
  );
  if (rows[0]?.there !== true) return undefined;
  return (await client.query<About>('select version, log, fingerprint from acta.vault')).rows[0];
}

/**
 * What the vault says of itself, if it may be used; undefined where there is none yet.
 * @throws KeyVaultRefused for another layout, another log's vault, other wrapping, or a server that loses what it acknowledged
 */
export async function admit(
  session: Session,
  log: string,
  fingerprint: string | null,
): Promise<About | undefined> {
  const { at } = session.place;
  const refuse = (message: string): never => {
    throw new KeyVaultRefused(`the key vault in PostgreSQL at ${at} ${message}`);
  };
  const [server] = await session.query<{ fsync: string }>("select current_setting('fsync') as fsync");
  if (server?.fsync !== 'on')
    refuse('can lose keys that it has acknowledged: the server runs with fsync = off; switch it on');
  const [about] = await unlessAbsent(
    session.query<About>('select version, log, fingerprint from acta.vault'),
  );
  if (about === undefined) return undefined;
  if (about.version > migrations.length)
    refuse(
      `has layout ${about.version}, of a newer version of Acta; this one reads layout ${migrations.length}: start the newer one`,
    );
  if (about.version < migrations.length)
    refuse(
      `has layout ${about.version}, of an older version of Acta; start this one for writing once, and it is brought to layout ${migrations.length}`,
    );
  if (about.log !== log)
    refuse(`is that of the log "${about.log}", and not of "${log}"; give each log a database of its own`);
  if (about.fingerprint !== fingerprint) refuse(wrappingRefused(about.fingerprint, fingerprint));
  return about;
}

function wrappingRefused(kept: string | null, given: string | null): string {
  if (kept === null)
    return 'was made without a key-encryption key, and one was given; leave it out, as it would protect nothing';
  return given === null
    ? `is wrapped with the key-encryption key of fingerprint ${kept}, and none was given; name its file`
    : `is wrapped with the key-encryption key of fingerprint ${kept}, and that of ${given} was given; name the right file`;
}

/** Who writes must own the table: PostgreSQL passes over the request to sweep a table of somebody else's. @throws KeyVaultRefused */
export async function admitWriter(session: Session): Promise<void> {
  const [owner] = await session.query<{ owns: boolean; name: string }>(
    `select pg_has_role(relowner, 'usage') as owns, pg_get_userbyid(relowner) as name
       from pg_class where oid = 'acta.key'::regclass`,
  );
  if (owner?.owns !== true)
    throw new KeyVaultRefused(
      `the key vault in PostgreSQL at ${session.place.at} belongs to "${owner?.name ?? ''}", and only its owner can erase from it; ` +
        `connect as that user, or make "${session.place.user}" one of its members`,
    );
}

/** No row where there is no table. */
export async function unlessAbsent<Row>(rows: Promise<Row[]>): Promise<Row[]> {
  try {
    return await rows;
  } catch (error) {
    if (error instanceof Error && sqlState(error.cause) === UNDEFINED_TABLE) return [];
    throw error;
  }
}
