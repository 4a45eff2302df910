import {
  type EventStore,
  HeadUnconfirmed,
  ClockOff,
  type Journal,
  type Log,
  LogMoved,
  type Replica,
} from '@acta/application';
import { setTimeout as pause } from 'node:timers/promises';
import { groupOf } from '@acta/domain';
import type { ConnectionOptions, EventStoreDb, FollowingStatus } from '@acta/eventstoredb';
import { type SqliteReplica, openSqliteReplica, openSqliteStore } from '@acta/sqlite';
import type { Config } from './config.js';
import { dataFolder } from './folder.js';

/** The log as it is configured, and this node's journal of it. */
export interface OpenLog {
  store: EventStore;
  journal: Journal;
  /** Where the log is kept elsewhere and this node follows it. */
  following?: Following;
  close(): Promise<void>;
}

/** How a node follows a log that several nodes write. */
export interface Following {
  status(): FollowingStatus;
  /**
   * That commands may be judged here: rights and numbers must not be judged on the past.
   * @throws LogMoved, HeadUnconfirmed, ClockOff
   */
  readonly assertCurrent: () => void;
  /**
   * Resolves when the journal has caught up with the store, for the first time.
   * @throws what the node has halted with; an error where it is closed before
   */
  caughtUp(progress?: (status: FollowingStatus) => void): Promise<void>;
  /**
   * Keeps every node from writing to the store from now on, and resolves once nothing that was sent before can arrive any
   * more and this journal holds all that did.
   * @param waitMs how long what was sent before may take
   * @throws LogMoved where it went elsewhere already; EventStoreFailure; what the node has halted with
   */
  fence(
    destination: string,
    progress: (waitedMs: number, ofMs: number) => void,
    waitMs?: number,
  ): Promise<void>;
}

export interface OpenLogOptions {
  mode: 'write' | 'read';
  log: Log;
  /** Brings in the keys that other nodes made, before what is sealed with them is shown. */
  refreshKeys: () => Promise<void>;
  onFatal: ((error: Error) => void) | undefined;
}

/** The name by which a replica's file knows what it follows. */
export const EVENTSTOREDB = 'esdb';

/**
 * Opens the log: the file here, or where `store` is configured EventStoreDB and the journal here that follows it. Read
 * alone, nothing is connected to: the journal shows what was followed so far. A node that is nearly current is waited for,
 * so that it takes commands at once.
 * @throws StoreRefused, EventStoreFailure, ReplicaDiverged
 */
export async function openLog(config: Config, options: OpenLogOptions): Promise<OpenLog> {
  const { mode, log, onFatal } = options;
  const { journal: file } = dataFolder(config);
  const fatal = onFatal === undefined ? {} : { onFatal };
  if (config.store === undefined) {
    const store = await openSqliteStore({ file, mode, prefix: log.prefix, groupOf, ...fatal });
    return { store, journal: store.journal, close: () => store.close() };
  }
  const replica = await openSqliteReplica({
    file,
    mode,
    prefix: log.prefix,
    groupOf,
    source: EVENTSTOREDB,
    ...fatal,
  });
  if (mode === 'read') return readingAlone(replica);
  try {
    // Loaded where it is used: its client takes a third of a second.
    const { FENCED_AFTER_MS, openEventStoreDb } = await import('@acta/eventstoredb');
    const store = await openEventStoreDb({
      connection: connectionTo(config),
      replica: showing(replica, options.refreshKeys),
      prefix: log.prefix,
      ...(onFatal === undefined ? {} : { onHalt: onFatal }),
    });
    let closed = false;
    const following = followingOf(store, { isClosed: () => closed, fencedAfterMs: FENCED_AFTER_MS });
    await greeted(following);
    return {
      store,
      journal: store.journal,
      following,
      async close() {
        closed = true;
        await store.close();
        await replica.close();
      },
    };
  } catch (error) {
    await replica.close();
    throw error;
  }
}

/** Resolves once the node is current, or has been waited for long enough. @throws what the node has halted with */
async function greeted(following: Following): Promise<void> {
  const met = new AbortController();
  const enough = pause(GREETING_MS, undefined, { signal: met.signal }).catch(() => undefined);
  try {
    await Promise.race([following.caughtUp(), enough]);
  } finally {
    // A timer that is left would keep a command that is done from ending.
    met.abort();
  }
}

/** How EventStoreDB is reached. */
export function connectionTo({ store = '', storeUser, storePassword }: Config): ConnectionOptions {
  return {
    connectionString: store,
    ...(storeUser === undefined || storePassword === undefined
      ? {}
      : { credentials: { username: storeUser, password: storePassword() } }),
  };
}

/** A replica that shows other nodes' events once their keys are here. */
function showing(replica: Replica, refreshKeys: () => Promise<void>): Replica {
  return {
    ...replica,
    async take(events, cursor) {
      if (events.length > 0) await refreshKeys();
      await replica.take(events, cursor);
    },
  };
}

function readingAlone({ journal, close }: SqliteReplica): OpenLog {
  const refuse = (): never => {
    throw new Error('the record is open for reading only: another process follows the store');
  };
  const store: EventStore = {
    keepsOrder: false,
    append: async () => refuse(),
    read: async () => refuse(),
    readAll: () => refuse(),
    subscribe: () => refuse(),
    close,
  };
  return { store, journal, close };
}

/** How long a confirmation holds, in milliseconds. */
const CONFIRMED_FOR = 5_000;
/** How far this node's clock may be off the store's, in milliseconds. */
const CLOCK_TOLERANCE = 5_000;
const LOOK_MS = 20;
/** How long a node is waited for at its start, in milliseconds. */
const GREETING_MS = 2_000;

function followingOf(
  store: EventStoreDb,
  { isClosed, fencedAfterMs }: { isClosed: () => boolean; fencedAfterMs: number },
): Following {
  const isConfirmed = (): boolean => store.confirmedWithin(CONFIRMED_FOR);

  async function until(holds: () => boolean, progress?: (status: FollowingStatus) => void): Promise<void> {
    for (;;) {
      const status = store.status();
      if (status.halted !== undefined) throw status.halted;
      if (isClosed()) throw new Error('the store was closed meanwhile');
      if (holds()) return;
      progress?.(status);
      await pause(LOOK_MS);
    }
  }

  return {
    status: () => store.status(),
    assertCurrent() {
      const { clockAheadMs, lost, halted, movedTo } = store.status();
      if (movedTo !== undefined) throw new LogMoved(movedTo);
      if (!isConfirmed()) throw new HeadUnconfirmed(halted?.message ?? lost);
      if (Math.abs(clockAheadMs) > CLOCK_TOLERANCE) throw new ClockOff(clockAheadMs);
    },
    caughtUp: (progress) => until(isConfirmed, progress),
    async fence(destination, progress, waitMs = fencedAfterMs) {
      await store.fence(destination);
      const fenced = performance.now();
      const passed = (): number => performance.now() - fenced;
      await until(() => {
        progress(Math.min(passed(), waitMs), waitMs);
        return passed() >= waitMs;
      });
      const ceased = performance.now();
      await until(() => store.confirmedWithin(performance.now() - ceased));
    },
  };
}
