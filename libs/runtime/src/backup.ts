import { existsSync } from 'node:fs';
import { cp, mkdir, readdir } from 'node:fs/promises';
import type { BlobStore } from '@acta/application';
import { openFileBlobStore } from '@acta/files';
import { copyJournal } from '@acta/sqlite';
import type { Config } from './config.js';
import { openDocuments } from './documents.js';
import { type DataFolder, dataFolder, makeDataFolder } from './folder.js';

type Progress = (phase: string, done: number, total?: number) => void;

/** A folder that a backup or a restore would write into holds something already. Nothing was written. */
export class FolderOccupied extends Error {
  override readonly name = 'FolderOccupied';
  constructor(readonly folder: string) {
    super(`${folder} is not empty; name a folder that does not exist yet`);
  }
}

/**
 * Copies a data folder while it is in use: the journal as it is at this moment, verified, then every document that it
 * names. A backup is a data folder itself. The keys of persons are not in it, so that it brings nobody back.
 * @throws FolderOccupied, StoreRefused
 */
export async function backUp(config: Config, to: string, progress: Progress): Promise<{ position: number }> {
  if (existsSync(to) && (await readdir(to)).length > 0) throw new FolderOccupied(to);
  makeDataFolder({ data: to });
  const folder = dataFolder({ data: to });
  const documents = {
    source: await openDocuments(config),
    target: await openFileBlobStore({ folder: folder.documents }),
  };
  return { position: await copy(dataFolder(config), folder, documents, progress) };
}

/**
 * Makes a data folder from a backup.
 * @throws FolderOccupied, StoreRefused
 */
export async function restoreBackup(
  config: Config,
  from: string,
  progress: Progress,
): Promise<{ position: number }> {
  if (existsSync(config.data) && (await readdir(config.data)).length > 0)
    throw new FolderOccupied(config.data);
  makeDataFolder(config);
  const folder = dataFolder({ data: from });
  const documents = {
    source: await openFileBlobStore({ folder: folder.documents }),
    target: await openDocuments(config),
  };
  return { position: await copy(folder, dataFolder(config), documents, progress) };
}

/** The journal first: documents are durable before an event names them, so those copied after it are all there. */
async function copy(
  from: DataFolder,
  to: DataFolder,
  documents: { source: BlobStore; target: BlobStore },
  progress: Progress,
): Promise<number> {
  const { events } = await copyJournal({ from: from.journal, to: to.journal, onProgress: progress });
  await copyDocuments(from, to, documents, progress);
  return events;
}

/** Copies documents, and who the caller of a data folder is. What is there already is written again as it is. */
export async function copyDocuments(
  from: DataFolder,
  to: DataFolder,
  { source, target }: { source: BlobStore; target: BlobStore },
  progress: Progress,
): Promise<void> {
  let done = 0;
  for await (const sha256 of source.list()) {
    const bytes = await source.get(sha256);
    if (bytes !== undefined) await target.put(bytes);
    progress('documents', ++done);
  }
  await mkdir(to.documents, { recursive: true });
  if (existsSync(from.caller)) await cp(from.caller, to.caller);
}
