import { resolve } from 'node:path';
import type { Config } from './config.js';
import { ConfigRefused, eventStoreAddress, withoutAccount } from './setting.js';

/** Where a log is kept, as the command line names it. */
export interface End {
  kind: 'folder' | 'store';
  /** The configuration of a node whose log is kept there. */
  config: Config;
  /** Without an account and its password. */
  shown: string;
}

/** What an end may look like. */
const FORMS =
  'give a data folder as sqlite:FOLDER, for example sqlite:./var, or EventStoreDB as esdb:HOST:2113 or by its connection string, esdb://…';

/**
 * Reads an end: `sqlite:FOLDER`, `esdb:HOST:PORT`, or a connection string, alone or behind `esdb:`. The journal that follows
 * EventStoreDB is in the data folder that is configured.
 * @param option what it was given to
 * @throws ConfigRefused, which does not repeat it: there may be a password in it
 */
export function endOf(config: Config, option: string, text: string): End {
  const [, kind, rest = ''] = /^(?:(sqlite|esdb):)?(.+)$/s.exec(text) ?? [];
  if (kind === 'sqlite') {
    const data = resolve(rest);
    return { kind: 'folder', config: { ...config, data, store: undefined }, shown: `sqlite:${data}` };
  }
  if (kind === undefined && !text.startsWith('esdb+discover://'))
    throw new ConfigRefused(`${option} cannot be read; ${FORMS}`);
  const store = eventStoreAddress(kind === undefined ? text : withScheme(text, rest), option);
  return { kind: 'store', config: { ...config, store }, shown: endShown(store) };
}

function withScheme(text: string, rest: string): string {
  if (rest.startsWith('//')) return text;
  return /^esdb(\+discover)?:\/\//.test(rest) ? rest : `esdb://${rest}`;
}

/** An end without an account, its password and settings. */
export function endShown(end: string): string {
  return end.startsWith('sqlite:') ? end : withoutAccount(end);
}
