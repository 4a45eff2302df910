import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Config } from './config.js';

/** Where things lie in a data folder. */
export interface DataFolder {
  /** The log: the one file that cannot be made again. */
  journal: string;
  /** Lists and search, for whoever sees all: rebuilt from the journal when missing. Other circles' lie beside it. */
  lists: string;
  /** Webhooks, with their secrets and how far each is. */
  webhooks: string;
  /** Documents and frozen renditions. */
  documents: string;
  /** Documents that arrive, on their way to a store that nodes share. */
  spool: string;
  /** Who the caller of the command line is. */
  caller: string;
  /** Who was refused, read what is restricted, exported: not part of the record. */
  access: string;
  /** The development issuer's key, where there is one. */
  issuer: string;
}

export function dataFolder({ data }: Pick<Config, 'data'>): DataFolder {
  return {
    journal: join(data, 'journal.db'),
    lists: join(data, 'lists.db'),
    webhooks: join(data, 'webhooks.db'),
    documents: join(data, 'documents'),
    spool: join(data, 'spool'),
    caller: join(data, 'caller.json'),
    access: join(data, 'access.db'),
    issuer: join(data, 'development-issuer.jwk'),
  };
}

/** Makes the folder, for its owner alone, where it does not exist. */
export function makeDataFolder({ data }: Pick<Config, 'data'>): void {
  if (existsSync(data)) return;
  // One by one: where nothing can be made (under /proc), Node's own recursive mkdir never comes back.
  const parent = dirname(data);
  if (parent !== data) makeDataFolder({ data: parent });
  mkdirSync(data, { mode: 0o700 });
}
