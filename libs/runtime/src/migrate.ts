import { resolve } from 'node:path';
import { type MigrationReport, logNamed, migrateLog } from '@acta/application';
import { groupOf } from '@acta/domain';
import { openFileBlobStore } from '@acta/files';
import { openForMoving, openSqliteStore } from '@acta/sqlite';
import { copyDocuments } from './backup.js';
import type { Config } from './config.js';
import { dataFolder, makeDataFolder } from './folder.js';
import { ConfigRefused } from './setting.js';

type Progress = (phase: string, done: number, total?: number) => void;

/** Appends on their way at once: the embedded store keeps their order, and they share commits. */
const IN_FLIGHT = 256;

/**
 * Moves a log and its documents from one store to another, and leaves the source fenced. Keys of persons stay where they
 * are configured. What was interrupted is completed by doing it again.
 * @param ends as `sqlite:FOLDER`
 * @throws ConfigRefused, StoreRefused, Invalid where the target is no beginning of the source
 */
export async function migrate(
  config: Config,
  ends: { from: string; to: string },
  progress: Progress,
): Promise<MigrationReport> {
  const [from, to] = [folderOf('--from', ends.from), folderOf('--to', ends.to)];
  if (from === to)
    throw new ConfigRefused(`--from and --to name one folder, ${from}; name another to move to`);
  const log = logNamed(config.log);
  const [source, target] = [dataFolder({ data: from }), dataFolder({ data: to })];
  const moving = openForMoving({ file: source.journal, prefix: log.prefix });
  try {
    makeDataFolder({ data: to });
    const store = await openSqliteStore({ file: target.journal, mode: 'write', prefix: log.prefix, groupOf });
    try {
      // Before the events that name them.
      const documents = {
        source: await openFileBlobStore({ folder: source.documents }),
        target: await openFileBlobStore({ folder: target.documents }),
      };
      await copyDocuments(source, target, documents, progress);
      return await migrateLog(
        {
          from: moving.journal,
          to: { store, journal: store.journal, inFlight: IN_FLIGHT },
          fence: async () => moving.fence(`sqlite:${to}`),
        },
        (done, total) => progress('moved', done, total),
      );
    } finally {
      await store.close();
    }
  } finally {
    moving.close();
  }
}

/**
 * Lets a data folder be written again after its log was moved away. Whoever asks for it answers for that nothing was
 * recorded where it went.
 * @param end as `sqlite:FOLDER`
 * @throws ConfigRefused, StoreRefused
 */
export function reopen(config: Config, end: string): { position: number } {
  const { journal: file } = dataFolder({ data: folderOf('--reopen', end) });
  const moving = openForMoving({ file, prefix: logNamed(config.log).prefix });
  try {
    moving.reopen();
    return moving.journal.head();
  } finally {
    moving.close();
  }
}

/** @throws ConfigRefused */
function folderOf(option: string, end: string): string {
  const [, folder] = /^sqlite:(.+)$/s.exec(end) ?? [];
  if (folder === undefined)
    throw new ConfigRefused(
      `${option} is "${end}"; give a data folder as sqlite:FOLDER, for example sqlite:./var`,
    );
  return resolve(folder);
}
