import { KeyDestroyed, type KeyVault, KeyVaultUnavailable } from '@acta/application';
import type { SubjectId } from '@acta/domain';
import { randomBytes } from 'node:crypto';
import { KeyVaultRefused, sqlState } from './refused.js';
import { admit, admitWriter, migrate, unlessAbsent } from './schema.js';
import { type Session, listen, openSession } from './session.js';
import { KEY_BYTES, type Wrapping, unwrapped, wrappedWith } from './wrapping.js';

export interface PostgresKeyVaultOptions {
  /**
   * `postgres://user@host:5432/database?sslmode=verify-full`; PGPASSWORD and a password file serve too. The connection must
   * stay one session: a pooler that gives each transaction another one cannot be listened through.
   */
  url: string;
  /** The log's name. A database holds one log's vault. */
  log: string;
  /** `write` makes the tables where there are none; `read` makes and destroys nothing. */
  mode: 'write' | 'read';
  /**
   * 32 bytes that wrap the persons' keys in the table (AES-256-GCM, the person as additional data), so that who has the
   * database, its write-ahead log or its backup alone has no key. Decided when the vault is made; absent: not wrapped.
   */
  keyEncryptionKey?: Uint8Array;
}

/** A person's key in the table cannot be trusted. Nothing was written. */
export class KeyVaultDamaged extends Error {
  override readonly name = 'KeyVaultDamaged';
}

interface KeyRow {
  subject: SubjectId;
  /** Null: destroyed. */
  key: Buffer | null;
}

const SUBJECT = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const CHANNEL = 'acta_key_destroyed';
const LOCK_NOT_AVAILABLE = '55P03';

/**
 * A KeyVault on PostgreSQL, for several nodes of one log; a single node needs none, a file does (`@acta/files`). The keys
 * are held in memory: what other nodes made is there after `refresh`; what they destroyed, as soon as the database tells,
 * and after a lost connection once it is back and all was read again.
 *
 * Destroying a key leaves a tombstone, and rewrites the table's file without the key's bytes; where something holds the
 * table (a dump), at the next destruction or start. Out of reach from here is what the write-ahead log, standbys and
 * backups keep: wrap the keys, and keep those no longer than an erasure may take.
 * @throws KeyVaultRefused, KeyVaultUnavailable, KeyVaultDamaged
 */
export async function openPostgresKeyVault(options: PostgresKeyVaultOptions): Promise<KeyVault> {
  const { url, log, mode, keyEncryptionKey } = options;
  const wrapping = keyEncryptionKey === undefined ? unwrapped : wrappedWith(keyEncryptionKey);
  const session = openSession(url);
  const held = heldKeys(session, wrapping);
  try {
    if (mode === 'write') await migrate(session, log, wrapping.fingerprint);
    await admit(session, log, wrapping.fingerprint);
    if (mode === 'write') await admitWriter(session);
    const listener = await listen({
      url,
      place: session.place,
      channel: CHANNEL,
      heard: (subject) => held.forget(subject),
      back: () => vault.reload(),
    });
    const vault = vaultOn(session, { held, wrapping, mode, stop: () => listener.close() });
    try {
      await vault.reload();
      if (mode === 'write') await sweep(session);
      return vault;
    } catch (error) {
      await listener.close();
      throw error;
    }
  } catch (error) {
    await session.close();
    throw error;
  }
}

/**
 * Says what is in a vault, and changes nothing: how many persons have a key, and how many were erased.
 * @throws KeyVaultRefused, KeyVaultUnavailable, KeyVaultDamaged
 */
export async function examinePostgresKeyVault(
  options: Omit<PostgresKeyVaultOptions, 'mode'>,
): Promise<{ at: string; keys: number; destroyed: number; wrapped: boolean }> {
  const { url, log, keyEncryptionKey } = options;
  const wrapping = keyEncryptionKey === undefined ? unwrapped : wrappedWith(keyEncryptionKey);
  const session = openSession(url);
  try {
    await admit(session, log, wrapping.fingerprint);
    const held = heldKeys(session, wrapping);
    await held.readAll();
    return { at: session.place.at, ...held.counts(), wrapped: keyEncryptionKey !== undefined };
  } finally {
    await session.close();
  }
}

/** The keys in memory, and how they follow the table. */
interface HeldKeys {
  find(subject: SubjectId): Uint8Array | undefined;
  isDestroyed(subject: SubjectId): boolean;
  /** For as long as this process lives: what was read before a destruction may arrive after it. */
  forget(subject: SubjectId): void;
  take(rows: readonly KeyRow[]): void;
  readAll(): Promise<void>;
  /** Reads what has changed since the last time. */
  readOn(): Promise<void>;
  counts(): { keys: number; destroyed: number };
}

function heldKeys(session: Session, wrapping: Wrapping): HeldKeys {
  let keys = new Map<SubjectId, Uint8Array>();
  const destroyed = new Set<SubjectId>();
  let known = 0n;

  const changesSince = async (serial: bigint): Promise<{ head: bigint; rows: KeyRow[] }> => {
    const found = await unlessAbsent(
      session.query<{ head: string; subject: SubjectId | null; key: Buffer | null }>(
        `select vault.serial as head, key.subject, key.key
           from acta.vault left join acta.key on key.serial > $1`,
        [serial],
      ),
    );
    const rows = found.flatMap(({ subject, key }) => (subject === null ? [] : [{ subject, key }]));
    return { head: BigInt(found[0]?.head ?? 0), rows };
  };
  const opened = (subject: SubjectId, bytes: Uint8Array): Uint8Array => {
    const key = wrapping.unwrap(subject, bytes);
    if (key !== undefined) return key;
    throw new KeyVaultDamaged(
      `the key vault in PostgreSQL at ${session.place.at} is damaged: the key of ${subject} is not what was stored. ` +
        'Nothing was changed. Restore its newest backup; erasures recorded since then are applied again at the start.',
    );
  };
  const forget = (subject: SubjectId): void => {
    destroyed.add(subject);
    keys.delete(subject);
  };
  const keysIn = (rows: readonly KeyRow[]): Map<SubjectId, Uint8Array> => {
    for (const { subject, key } of rows) if (key === null) forget(subject);
    return new Map(
      rows.flatMap(({ subject, key }) =>
        key === null || destroyed.has(subject) ? [] : [[subject, opened(subject, key)] as const],
      ),
    );
  };
  const take = (rows: readonly KeyRow[]): void => {
    for (const [subject, key] of keysIn(rows)) keys.set(subject, key);
  };
  const readAll = async (): Promise<void> => {
    const { head, rows } = await changesSince(-1n);
    keys = keysIn(rows);
    known = head;
  };
  return {
    find: (subject) => keys.get(subject),
    isDestroyed: (subject) => destroyed.has(subject),
    forget,
    take,
    readAll,
    async readOn() {
      const { head, rows } = await changesSince(known);
      // The database was restored from a backup beneath us.
      if (head < known) return readAll();
      take(rows);
      known = head;
    },
    counts: () => ({ keys: keys.size, destroyed: destroyed.size }),
  };
}

interface VaultParts {
  held: HeldKeys;
  wrapping: Wrapping;
  mode: 'write' | 'read';
  stop: () => Promise<void>;
}

/** What is asked of the database goes one after the other, so that an older answer never replaces a newer one. */
function turns(): {
  inTurn: <T>(work: () => Promise<T>) => Promise<T>;
  /** What is asked for while one waits for its turn shares that one. */
  shared: (work: () => Promise<void>) => () => Promise<void>;
  settled: () => Promise<unknown>;
} {
  let idle: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = idle.then(work);
    idle = done.catch(() => undefined);
    return done;
  };
  return {
    inTurn,
    shared(work) {
      let waiting: Promise<void> | undefined;
      return () =>
        (waiting ??= inTurn(() => {
          waiting = undefined;
          return work();
        }));
    },
    settled: () => idle,
  };
}

function vaultOn(
  session: Session,
  { held, wrapping, mode, stop }: VaultParts,
): KeyVault & { reload(): Promise<void> } {
  const { inTurn, shared, settled } = turns();
  let closed = false;
  const assertOpen = (): void => {
    if (closed) throw new KeyVaultUnavailable(`the key vault in PostgreSQL at ${session.place.at} is closed`);
  };
  const assertWritable = (subject: SubjectId): void => {
    if (!SUBJECT.test(subject))
      throw new RangeError(`"${subject}" is not a subject id: a UUID in lower case would be`);
    if (mode === 'read') throw new Error('the key vault is open for reading only');
    assertOpen();
  };
  let asked = new Set<SubjectId>();
  const makeAsked = shared(async () => {
    const subjects = [...asked];
    asked = new Set();
    held.take(await makeKeys(session, wrapping, subjects));
  });
  const refresh = shared(() => held.readOn());

  return {
    find: (subject) => held.find(subject),
    async keyFor(subject) {
      assertWritable(subject);
      if (held.find(subject) === undefined && !held.isDestroyed(subject)) {
        asked.add(subject);
        await makeAsked();
      }
      const key = held.find(subject);
      if (key !== undefined) return key;
      if (held.isDestroyed(subject)) throw new KeyDestroyed(subject);
      throw new KeyVaultRefused(
        `the key vault in PostgreSQL at ${session.place.at} kept no key: its one row in acta.vault is missing; restore its newest backup`,
      );
    },
    async destroy(subject) {
      assertWritable(subject);
      await inTurn(async () => {
        await leaveTombstone(session, subject);
        held.forget(subject);
        await sweep(session);
      });
    },
    async refresh() {
      assertOpen();
      await refresh();
    },
    reload: () => inTurn(() => held.readAll()),
    async close() {
      if (closed) return;
      closed = true;
      await settled();
      await stop();
      await session.close();
    },
  };
}

/** Makes keys for those who have none, and gives what each has then: of nodes that ask at once, one makes it. */
async function makeKeys(
  session: Session,
  wrapping: Wrapping,
  subjects: readonly SubjectId[],
): Promise<KeyRow[]> {
  await session.query(
    `with turn as (update acta.vault set serial = serial + 1 returning serial)
     insert into acta.key (subject, key, serial)
     select asked.subject, asked.key, turn.serial from turn, unnest($1::uuid[], $2::bytea[]) as asked (subject, key)
     on conflict (subject) do nothing`,
    [subjects, subjects.map((subject) => wrapping.wrap(subject, randomBytes(KEY_BYTES)))],
  );
  return session.query<KeyRow>('select subject, key from acta.key where subject = any ($1::uuid[])', [
    subjects,
  ]);
}

/** Replaces the key, if there is one that is not destroyed, and tells all nodes with the commit. */
async function leaveTombstone(session: Session, subject: SubjectId): Promise<void> {
  await session.query(
    `with turn as (
       update acta.vault set serial = serial + 1, unswept = true
        where not exists (select from acta.key where subject = $1 and key is null) returning serial
     )
     insert into acta.key (subject, key, serial) select $1, null, turn.serial from turn
     on conflict (subject) do update set key = null, serial = excluded.serial
     returning pg_notify('${CHANNEL}', subject::text)`,
    [subject],
  );
}

/** Rewrites the table's file: an update alone leaves the old row, with the key, in it. Left for later where the table is held. */
async function sweep(session: Session): Promise<void> {
  const [vault] = await session.query<{ serial: string; unswept: boolean }>(
    'select serial, unswept from acta.vault',
  );
  if (vault?.unswept !== true) return;
  try {
    await session.query('vacuum full acta.key');
  } catch (error) {
    if (error instanceof Error && sqlState(error.cause) === LOCK_NOT_AVAILABLE) return;
    throw error;
  }
  // What was destroyed since is for the next sweep.
  await session.query('update acta.vault set unswept = false where serial = $1', [vault.serial]);
}
