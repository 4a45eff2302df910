import { isIP } from 'node:net';
import { homedir } from 'node:os';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';

/** Everything that can be configured, typed. */
export interface Config {
  /** The data folder. */
  data: string;
  /** The file with the persons' keys; outside the data folder, so that a backup of the one is not one of the other. */
  keys: string;
  log: string;
  host: string;
  port: number;
  language: 'en' | 'fr';
  /** Streams of the feed that may be open: in all, and of one reader. */
  streams: number;
  streamsEach: number;
  /** Names, addresses and ranges that webhooks may reach besides public addresses. */
  webhookAllow: readonly string[];
}

interface Setting<T> {
  env: string;
  /** The command line's flag; absent: it has none. */
  flag?: string;
  default: string;
  describe: string;
  /** @throws ConfigRefused */
  read(text: string, name: string): T;
}

/** A setting that cannot be used. */
export class ConfigRefused extends Error {
  override readonly name = 'ConfigRefused';
}

const folder = (text: string): string =>
  isAbsolute(text) ? text : text.startsWith('~/') ? join(homedir(), text.slice(2)) : resolve(text);

/** Reads a count from 1. */
function atMost(most: number): (text: string, name: string) => number {
  return (text, name) => {
    const count = Number(text);
    if (!/^\d{1,9}$/.test(text) || count < 1 || count > most)
      throw new ConfigRefused(`${name}: "${text}" is no count; give a number from 1 to ${String(most)}`);
    return count;
  };
}

/** One row a setting: the only list of them. */
export const settings: { [K in keyof Config]: Setting<Config[K]> } = {
  data: {
    env: 'ACTA_DATA',
    flag: '--data',
    default: './var',
    describe: 'data folder',
    read: folder,
  },
  keys: {
    env: 'ACTA_KEYS',
    flag: '--keys',
    default: '',
    describe: 'file with the keys of persons; default: beside the data folder, in <folder>.keys/persons.keys',
    read: (text) => (text === '' ? '' : folder(text)),
  },
  log: {
    env: 'ACTA_LOG',
    flag: '--log',
    default: 'main',
    describe: 'name of the log; the prefix of its streams',
    read(text, name) {
      if (!/^[a-z][a-z0-9-]{0,30}$/.test(text))
        throw new ConfigRefused(
          `${name}: "${text}" is no log name; use lower-case letters, digits and hyphens`,
        );
      return text;
    },
  },
  host: {
    env: 'ACTA_HOST',
    flag: '--host',
    default: '127.0.0.1',
    describe: 'address to listen on',
    read(text, name) {
      if (isIP(text) === 0 && text !== 'localhost')
        throw new ConfigRefused(`${name}: "${text}" is no IP address; give one, for example 127.0.0.1`);
      return text;
    },
  },
  port: {
    env: 'ACTA_PORT',
    flag: '--port',
    default: '3000',
    describe: 'port to listen on; 0 takes a free one',
    read(text, name) {
      const port = Number(text);
      if (!/^\d{1,5}$/.test(text) || port > 65_535)
        throw new ConfigRefused(`${name}: "${text}" is no port; give a number from 0 to 65535`);
      return port;
    },
  },
  language: {
    env: 'ACTA_LANGUAGE',
    flag: '--language',
    default: 'en',
    describe: 'language of generated phrases: en or fr',
    read(text, name) {
      if (text !== 'en' && text !== 'fr')
        throw new ConfigRefused(`${name}: "${text}" is not available; the languages are en and fr`);
      return text;
    },
  },
  streams: {
    env: 'ACTA_STREAMS',
    default: '2000',
    describe: 'streams of the feed that may be open at once',
    read: atMost(100_000),
  },
  streamsEach: {
    env: 'ACTA_STREAMS_EACH',
    default: '50',
    describe: 'streams of the feed that one reader, or one address, may have open at once',
    read: atMost(100_000),
  },
  webhookAllow: {
    env: 'ACTA_WEBHOOK_ALLOW',
    default: '',
    describe:
      'host names, addresses and CIDR ranges that webhooks may reach besides public addresses, with commas',
    read(text, name) {
      const entries = text.split(',').map((entry) => entry.trim());
      const wrong = entries.find((entry) => !/^[A-Za-z0-9.:/-]*$/.test(entry));
      if (wrong !== undefined)
        throw new ConfigRefused(`${name}: "${wrong}" is no host name, address or range such as 10.0.0.0/8`);
      return entries.filter((entry) => entry !== '');
    },
  },
};

/**
 * Reads the configuration: a flag before the environment, the environment before the default.
 * @throws ConfigRefused naming the setting, what it holds and what would be accepted
 */
export function loadConfig(
  env: Readonly<Record<string, string | undefined>>,
  flags: Readonly<Partial<Record<keyof Config, string>>> = {},
): Config {
  const read = <K extends keyof Config>(key: K): Config[K] => {
    const setting = settings[key];
    const flag = flags[key];
    const given = env[setting.env];
    if (flag !== undefined) return setting.read(flag, setting.flag ?? setting.env);
    return given === undefined || given === ''
      ? setting.read(setting.default, setting.env)
      : setting.read(given, setting.env);
  };
  const data = read('data');
  const keys = read('keys');
  return {
    data,
    keys: keys === '' ? join(dirname(data), `${basename(data)}.keys`, 'persons.keys') : keys,
    log: read('log'),
    host: read('host'),
    port: read('port'),
    language: read('language'),
    streams: read('streams'),
    streamsEach: read('streamsEach'),
    webhookAllow: read('webhookAllow'),
  };
}
