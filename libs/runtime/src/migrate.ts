import {
  type EventStore,
  type Journal,
  LogMoved,
  type Migration,
  type MigrationReport,
  logNamed,
  migrateLog,
} from '@acta/application';
import { groupOf } from '@acta/domain';
import { openFileBlobStore } from '@acta/files';
import { openForMoving, openSqliteStore } from '@acta/sqlite';
import { copyDocuments } from './backup.js';
import type { Config } from './config.js';
import { openDocuments } from './documents.js';
import { type End, endOf } from './ends.js';
import { dataFolder, makeDataFolder } from './folder.js';
import { ConfigRefused } from './setting.js';
import { type Following, connectionTo, openLog } from './store.js';

type Progress = (phase: string, done: number, total?: number) => void;

export interface MigrateOptions {
  /** How long what nodes sent to EventStoreDB before it was fenced may take to arrive, in milliseconds. */
  fenceWaitMs?: number;
}

/** A log that is being moved away. */
interface Source {
  journal: Migration['from'];
  /** @param destination without an account and its password */
  fence(destination: string): Promise<void>;
  close(): Promise<void>;
}

type Target = Migration['to'] & { close(): Promise<void> };

/**
 * Moves a log and its documents from one store to another, and leaves the source fenced. Documents in a folder go to where
 * the target keeps them; those in a store that nodes share stay there. Keys of persons stay where they are configured. What
 * was interrupted is completed by doing it again.
 * @param ends as `endOf` reads them; one of them at least is a folder
 * @throws ConfigRefused, StoreRefused, EventStoreFailure, LogMoved, Invalid where the target is no beginning of the source
 */
export async function migrate(
  config: Config,
  ends: { from: string; to: string },
  progress: Progress,
  options: MigrateOptions = {},
): Promise<MigrationReport> {
  const [from, to] = [endOf(config, '--from', ends.from), endOf(config, '--to', ends.to)];
  assertApart(from, to);
  const source = await openSource(from, progress, options);
  try {
    const target = await openTarget(to, progress);
    try {
      // Before the events that name them.
      await copyDocuments(
        dataFolder(from.config),
        dataFolder(to.config),
        {
          source: await openFileBlobStore({ folder: dataFolder(from.config).documents }),
          target: await openDocuments(to.config),
        },
        progress,
      );
      return await migrateLog(
        { from: source.journal, to: target, fence: () => source.fence(to.shown) },
        (done, total) => progress('moved', done, total),
      );
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

/**
 * Lets a store be written again after its log was moved away. Whoever asks for it answers for that nothing was
 * recorded where it went.
 * @param end as `endOf` reads it
 * @returns the position of the newest event, of a folder
 * @throws ConfigRefused, StoreRefused, EventStoreFailure
 */
export async function reopen(config: Config, end: string): Promise<{ position?: number }> {
  const { kind, config: kept } = endOf(config, '--reopen', end);
  const { prefix } = logNamed(config.log);
  if (kind === 'store') {
    const { reopenEventStoreDb } = await import('@acta/eventstoredb');
    await reopenEventStoreDb(connectionTo(kept), prefix);
    return {};
  }
  const moving = openForMoving({ file: dataFolder(kept).journal, prefix });
  try {
    moving.reopen();
    return { position: moving.journal.head().position };
  } finally {
    moving.close();
  }
}

/** @throws ConfigRefused */
function assertApart(from: End, to: End): void {
  if (from.kind === 'store' && to.kind === 'store')
    throw new ConfigRefused(
      '--from and --to are both EventStoreDB; move to a data folder first, and from there to the other one',
    );
  if (from.config.data !== to.config.data) return;
  if (from.kind === to.kind)
    throw new ConfigRefused(`--from and --to name one folder, ${from.config.data}; name another to move to`);
  throw new ConfigRefused(
    `the journal that follows EventStoreDB cannot be in ${from.config.data}, the folder of the other store; give it a data folder of its own with --data`,
  );
}

async function openSource(
  { kind, config }: End,
  progress: Progress,
  { fenceWaitMs }: MigrateOptions,
): Promise<Source> {
  if (kind === 'store') {
    const { journal, following, close } = await openFollowed(config, progress);
    const told = (waited: number, of: number): void =>
      progress('waiting for nodes to stop', Math.floor(waited / 1000), Math.ceil(of / 1000));
    return { journal, fence: (destination) => following.fence(destination, told, fenceWaitMs), close };
  }
  const moving = openForMoving({ file: dataFolder(config).journal, prefix: logNamed(config.log).prefix });
  return {
    journal: moving.journal,
    fence: async (destination) => moving.fence(destination),
    close: async () => moving.close(),
  };
}

async function openTarget({ kind, config }: End, progress: Progress): Promise<Target> {
  makeDataFolder(config);
  if (kind === 'store') {
    const { store, journal, following, close } = await openFollowed(config, progress);
    const { movedTo } = following.status();
    if (movedTo === undefined) return { store, journal, close };
    await close();
    throw new LogMoved(movedTo);
  }
  const { prefix } = logNamed(config.log);
  const store = await openSqliteStore({ file: dataFolder(config).journal, mode: 'write', prefix, groupOf });
  return { store, journal: store.journal, close: () => store.close() };
}

/** A log in EventStoreDB, once the journal here holds all of it. */
async function openFollowed(
  config: Config,
  progress: Progress,
): Promise<{ store: EventStore; journal: Journal; following: Following; close(): Promise<void> }> {
  makeDataFolder(config);
  const { following, ...opened } = await openLog(config, {
    mode: 'write',
    log: logNamed(config.log),
    // Nothing that is sealed is shown.
    refreshKeys: () => Promise.resolve(),
    onFatal: undefined,
  });
  try {
    if (following === undefined) throw new Error('the log is not kept by EventStoreDB');
    await following.caughtUp(({ position }) => progress('caught up to position', position));
    return { ...opened, following };
  } catch (error) {
    await opened.close();
    throw error;
  }
}
