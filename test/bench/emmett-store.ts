import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { FinishedEvent } from '@acta/domain';

/** The folder of the baseline's own package, from where this file is compiled to. */
export const EMMETT_FOLDER = fileURLToPath(new URL('../../bench/emmett/', import.meta.url));

/** What is used of @event-driven-io/emmett-sqlite; its own types are not installed where this is compiled. */
interface EmmettSqlite {
  getSQLiteEventStore(options: {
    fileName: string;
    schema?: { autoMigration: 'None' };
    hooks?: { onBeforeCommit(messages: unknown, context: { connection: EmmettConnection }): Promise<void> };
  }): EmmettStore;
  sqliteConnection(options: { fileName: string }): EmmettConnection;
  createEventStoreSchema(connection: EmmettConnection): Promise<void>;
  appendToStream(
    connection: EmmettConnection,
    stream: string,
    streamType: string,
    events: EmmettEvent[],
    options: { expectedStreamVersion: bigint },
  ): Promise<{ success: boolean }>;
  readStream(connection: EmmettConnection, stream: string): Promise<{ events: EmmettRead[] }>;
}

interface EmmettStore {
  appendToStream(
    stream: string,
    events: EmmettEvent[],
    options: { expectedStreamVersion: bigint | 'STREAM_DOES_NOT_EXIST' },
  ): Promise<unknown>;
  aggregateStream<S>(
    stream: string,
    options: { initialState(): S; evolve(state: S, event: EmmettRead): S },
  ): Promise<{ state: S }>;
}

interface EmmettConnection {
  close(): void;
  command(sql: string): Promise<unknown>;
  query<T>(sql: string): Promise<T[]>;
}

interface EmmettEvent {
  type: string;
  data: unknown;
  metadata: unknown;
}

/** An event as Emmett gives it back. */
export interface EmmettRead {
  type: string;
  data: unknown;
  metadata: FinishedEvent['metadata'] & { streamPosition: bigint; globalPosition: bigint };
}

const PACKAGE = '@event-driven-io/emmett-sqlite';

/** It is installed in its own folder, and found from there. */
function load(): EmmettSqlite {
  const loadFrom = createRequire(new URL('package.json', `file://${EMMETT_FOLDER}`));
  return loadFrom(PACKAGE) as EmmettSqlite;
}

/** Emmett's SQLite store, used in two ways. */
export interface Emmett {
  /** Its documented store, which opens and closes the file for every call. */
  asItComes: EmmettStore;
  /** Its exported functions on one connection that stays open, with synchronous=FULL: the kindest to it. */
  kept: {
    append(stream: string, event: FinishedEvent, revision: number): Promise<void>;
    read(stream: string): Promise<EmmettRead[]>;
    /** Makes the stream with these events, in one append. */
    fill(stream: string, events: readonly FinishedEvent[]): Promise<void>;
  };
  /** What the connections read back: journal mode, synchronous. */
  durability(): Promise<{ asItComes: string; kept: string }>;
  sqliteVersion(): Promise<string>;
  close(): void;
}

export async function openEmmett(fileName: string): Promise<Emmett> {
  const sqlite = load();
  const connection = sqlite.sqliteConnection({ fileName });
  await sqlite.createEventStoreSchema(connection);
  await connection.command('PRAGMA synchronous = FULL');
  let seen = 'not read back';
  const asItComes = sqlite.getSQLiteEventStore({
    fileName,
    hooks: {
      async onBeforeCommit(_messages, { connection: own }) {
        if (seen === 'not read back') seen = await pragmasOf(own);
      },
    },
  });
  const append = async (stream: string, events: readonly FinishedEvent[], version: number): Promise<void> => {
    const { success } = await sqlite.appendToStream(connection, stream, 'meeting', events.map(emmettEvent), {
      expectedStreamVersion: BigInt(version),
    });
    if (!success) throw new Error(`Emmett refused an append to ${stream} at ${String(version)}`);
  };
  return {
    asItComes,
    kept: {
      append: (stream, event, revision) => append(stream, [event], revision),
      read: async (stream) => (await sqlite.readStream(connection, stream)).events,
      fill: (stream, events) => append(stream, events, 0),
    },
    durability: async () => ({ asItComes: seen, kept: await pragmasOf(connection) }),
    async sqliteVersion() {
      const [row] = await connection.query<{ version: string }>('SELECT sqlite_version() AS version');
      return row?.version ?? 'unknown';
    },
    close: () => connection.close(),
  };
}

export function emmettEvent({ type, data, metadata }: FinishedEvent): EmmettEvent {
  return { type, data, metadata };
}

async function pragmasOf(connection: EmmettConnection): Promise<string> {
  const [mode] = await connection.query<{ journal_mode: string }>('PRAGMA journal_mode');
  const [sync] = await connection.query<{ synchronous: number }>('PRAGMA synchronous');
  return `journal_mode ${mode?.journal_mode ?? 'unknown'}, synchronous ${String(sync?.synchronous)}`;
}
