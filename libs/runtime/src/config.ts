import { isIP } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { type Algorithm, type TokenType, algorithms, tokenTypes } from '@acta/oidc';
import { type KafkaConfig, assertKafkaSafe, kafkaSettings } from './kafka-settings.js';
import { type MailConfig, assertMailSafe, mailSettings } from './mail-settings.js';
import { type NotifierConfig, notifierSettings } from './notifier-settings.js';
import { readPrivate } from './private-file.js';
import {
  ConfigRefused,
  type S3Location,
  type Secret,
  type Setting,
  databaseAddress,
  eventStoreAddress,
  folder,
  isDatabase,
  listeningAddress,
  optional,
  s3Location,
  lengthOfTime,
  secret,
  someOf,
  upTo,
  webAddress,
  withoutAccount,
} from './setting.js';
import { type WatchConfig, watchSettings } from './watch-settings.js';

/** Everything that can be configured, typed. */
export interface Config extends KafkaConfig, MailConfig, NotifierConfig, WatchConfig {
  /** The data folder. */
  data: string;
  /**
   * The file with the persons' keys; outside the data folder, so that a backup of the one is not one of the other. Several
   * nodes share a database, `postgres://…`: show it without its password only, with `keysShown`.
   */
  keys: string;
  /** File with the key that wraps the persons' keys in the database; undefined: they are not wrapped. */
  keysWrappedWith: string | undefined;
  /** Where several nodes keep documents; undefined: in the data folder. */
  documents: S3Location | undefined;
  /** Of an S3-compatible store; undefined: Amazon's. */
  s3Endpoint: string | undefined;
  s3Region: string;
  /** File with the credentials, in the form of AWS's; undefined: they are in the environment. */
  s3Credentials: string | undefined;
  /** What AWS's own tools read from the environment. */
  awsKeyId: Secret | undefined;
  awsSecretKey: Secret | undefined;
  awsSessionToken: Secret | undefined;
  log: string;
  /** EventStoreDB's connection string, where the log is kept there; undefined: in the data folder. Show it with `storeShown`. */
  store: string | undefined;
  storeUser: string | undefined;
  storePassword: Secret | undefined;
  host: string;
  port: number;
  language: 'en' | 'fr';
  /** Whose tokens are accepted, as it writes itself in them; undefined: nobody's, save the development issuer's. */
  issuer: string | undefined;
  /** What a token must be for. */
  audience: string;
  /** Where the issuer's keys are; undefined: found by discovery. */
  jwks: string | undefined;
  /** How the issuer may sign. */
  algorithms: readonly Algorithm[];
  /** What a token's header may call it. */
  tokenTypes: readonly TokenType[];
  /** The oldest that a token may be, in seconds. */
  tokenAge: number;
  /** Requests a minute that one caller may make; 0: any number. */
  rateLimit: number;
  /** Address of the proxy that ends TLS in front of the API; undefined: there is none. */
  proxy: string | undefined;
  /** Days for which the access log is kept; 0: for good. */
  accessLogDays: number;
  /** Streams of the feed that may be open: in all, and of one reader. */
  streams: number;
  streamsEach: number;
  /** Names, addresses and ranges that webhooks may reach besides public addresses. */
  webhookAllow: readonly string[];
  /** Address of the API, for the notifier to follow the feed there where there is no Kafka. */
  api: string;
}

/** One row a setting: the only list of them. */
export const settings: { [K in keyof Config]: Setting<Config[K]> } = {
  data: {
    env: 'ACTA_DATA',
    flag: '--data',
    default: './var',
    describe: 'data folder; on a local disk',
    read: folder,
  },
  keys: {
    env: 'ACTA_KEYS',
    flag: '--keys',
    default: '',
    describe:
      'keys of persons, outside the data folder and its backups: a file, or postgres://…; default: <data>.keys/persons.keys',
    read: (text, name) => (text === '' ? '' : isDatabase(text) ? databaseAddress(text, name) : folder(text)),
  },
  keysWrappedWith: {
    env: 'ACTA_KEYS_WRAPPED_WITH',
    default: '',
    describe: 'file with 32 bytes in base64 that wrap the keys of persons in the database',
    read: optional(folder),
  },
  documents: {
    env: 'ACTA_DOCUMENTS',
    default: '',
    describe: 'where documents are kept: s3://bucket/prefix; default: the data folder',
    read: optional(s3Location),
  },
  s3Endpoint: {
    env: 'ACTA_S3_ENDPOINT',
    default: '',
    describe: "address of an S3-compatible store; default: Amazon's",
    read: optional(webAddress),
  },
  s3Region: {
    env: 'ACTA_S3_REGION',
    default: 'us-east-1',
    describe: 'region of the bucket',
    read(text, name) {
      if (!/^[a-z0-9-]{1,40}$/.test(text))
        throw new ConfigRefused(`${name}: "${text}" is no region; give one such as eu-central-1`);
      return text;
    },
  },
  s3Credentials: {
    env: 'ACTA_S3_CREDENTIALS',
    default: '',
    describe: "file with the credentials, in the form of AWS's; before those of the environment",
    read: optional(folder),
  },
  awsKeyId: { env: 'AWS_ACCESS_KEY_ID', default: '', describe: 'access key of the bucket', read: secret },
  awsSecretKey: { env: 'AWS_SECRET_ACCESS_KEY', default: '', describe: 'its secret', read: secret },
  awsSessionToken: {
    env: 'AWS_SESSION_TOKEN',
    default: '',
    describe: 'where the access key is a passing one, its token',
    read: secret,
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
  store: {
    env: 'ACTA_STORE',
    default: '',
    describe:
      'EventStoreDB that keeps the log: esdb://host:2113, several hosts with commas, or esdb+discover://…; default: the data folder',
    read: optional(eventStoreAddress),
  },
  storeUser: {
    env: 'ACTA_STORE_USER',
    default: '',
    describe: 'account at EventStoreDB',
    read: optional((text) => text),
  },
  storePassword: { env: 'ACTA_STORE_PASSWORD', default: '', describe: 'its password', read: secret },
  host: {
    env: 'ACTA_HOST',
    flag: '--host',
    default: '127.0.0.1',
    describe: 'address to listen on',
    read: listeningAddress,
  },
  port: {
    env: 'ACTA_PORT',
    flag: '--port',
    default: '3000',
    describe: 'port to listen on; 0 takes a free one',
    read: upTo(65_535, 'port'),
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
  issuer: {
    env: 'ACTA_OIDC_ISSUER',
    default: '',
    describe:
      'OpenID Connect issuer whose tokens are accepted, as it writes itself in them; https, or http on this machine',
    read: (text, name) => (text === '' ? undefined : webAddress(text, name)),
  },
  audience: {
    env: 'ACTA_OIDC_AUDIENCE',
    default: 'acta',
    describe: 'audience that a token must be for',
    read(text, name) {
      if (!/^[\x21-\x7e]{1,255}$/.test(text))
        throw new ConfigRefused(`${name}: an audience has no spaces, and at most 255 characters`);
      return text;
    },
  },
  jwks: {
    env: 'ACTA_OIDC_JWKS',
    default: '',
    describe: "address of the issuer's keys; default: found by discovery",
    read: (text, name) => (text === '' ? undefined : webAddress(text, name)),
  },
  algorithms: {
    env: 'ACTA_OIDC_ALGORITHMS',
    default: 'ES256,EdDSA,RS256',
    describe: 'signatures that are accepted; never none nor HMAC',
    read: someOf(algorithms),
  },
  tokenTypes: {
    env: 'ACTA_OIDC_TYPES',
    default: 'at+jwt',
    describe: 'types of token that are accepted: at+jwt (RFC 9068), JWT',
    read: someOf(tokenTypes),
  },
  tokenAge: {
    env: 'ACTA_OIDC_MAX_AGE',
    default: '24h',
    describe: 'the oldest that a token may be since it was issued',
    read: lengthOfTime('30m, 8h or 2d'),
  },
  rateLimit: {
    env: 'ACTA_RATE_LIMIT',
    default: '6000',
    describe:
      'requests a minute from one subject, or one address where nobody says who they are; 0 for any number',
    read: upTo(10_000_000, 'rate'),
  },
  proxy: {
    env: 'ACTA_PROXY',
    default: '',
    describe: 'IP address of the proxy that ends TLS; it is believed about addresses, and HSTS is sent',
    read(text, name) {
      if (text !== '' && isIP(text) === 0)
        throw new ConfigRefused(`${name}: "${text}" is no IP address; give one, for example 127.0.0.1`);
      return text === '' ? undefined : text;
    },
  },
  accessLogDays: {
    env: 'ACTA_ACCESS_LOG_DAYS',
    default: '0',
    describe: 'days for which the access log is kept; 0 for good',
    read: upTo(36_500, 'number of days'),
  },
  streams: {
    env: 'ACTA_STREAMS',
    default: '2000',
    describe: 'streams of the feed that may be open at once',
    read: upTo(100_000, 'number of streams'),
  },
  streamsEach: {
    env: 'ACTA_STREAMS_EACH',
    default: '50',
    describe: 'streams of the feed that one reader, or one address, may have open at once',
    read: upTo(100_000, 'number of streams'),
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
  api: {
    env: 'ACTA_API',
    default: 'http://127.0.0.1:3000',
    describe: 'address of the API, whose feed the notifier follows where no Kafka is configured',
    read: webAddress,
  },
  ...watchSettings,
  ...kafkaSettings,
  ...mailSettings,
  ...notifierSettings,
};

/** Whether a setting is a secret; then <name>_FILE may name a file that holds it. */
export const isSecret = ({ read }: Setting<unknown>): boolean => read === secret;

/** @throws ConfigRefused */
function secretInFile(
  setting: Setting<unknown>,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const file = env[`${setting.env}_FILE`];
  if (file === undefined || file === '' || !isSecret(setting)) return undefined;
  return readPrivate(folder(file)).trim();
}

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
    const own = env[setting.env];
    const given = own === undefined || own === '' ? secretInFile(setting, env) : own;
    if (flag !== undefined) return setting.read(flag, setting.flag ?? setting.env);
    return setting.read(given ?? setting.default, setting.env);
  };
  const data = read('data');
  const keys = read('keys');
  const keysWrappedWith = read('keysWrappedWith');
  if (keysWrappedWith !== undefined && !isDatabase(keys))
    throw new ConfigRefused(
      `${settings.keysWrappedWith.env} wraps keys in a database, and ${settings.keys.env} names none; leave it out, or name one`,
    );
  const [issuer, jwks] = [read('issuer'), read('jwks')];
  if (issuer === undefined && jwks !== undefined)
    throw new ConfigRefused(`${settings.jwks.env} is of no use without ${settings.issuer.env}; set that too`);
  const kafka = readAll(kafkaSettings, read);
  assertKafkaSafe(kafka);
  const mail = readAll(mailSettings, read);
  assertMailSafe(mail);
  return {
    ...kafka,
    ...mail,
    ...readAll(notifierSettings, read),
    ...readAll(watchSettings, read),
    data,
    keys: keys === '' ? join(dirname(data), `${basename(data)}.keys`, 'persons.keys') : keys,
    keysWrappedWith,
    documents: read('documents'),
    s3Endpoint: read('s3Endpoint'),
    s3Region: read('s3Region'),
    s3Credentials: read('s3Credentials'),
    awsKeyId: read('awsKeyId'),
    awsSecretKey: read('awsSecretKey'),
    awsSessionToken: read('awsSessionToken'),
    log: read('log'),
    store: read('store'),
    storeUser: read('storeUser'),
    storePassword: read('storePassword'),
    host: read('host'),
    port: read('port'),
    language: read('language'),
    issuer,
    audience: read('audience'),
    jwks,
    algorithms: read('algorithms'),
    tokenTypes: read('tokenTypes'),
    tokenAge: read('tokenAge'),
    rateLimit: read('rateLimit'),
    proxy: read('proxy'),
    accessLogDays: read('accessLogDays'),
    streams: read('streams'),
    streamsEach: read('streamsEach'),
    webhookAllow: read('webhookAllow'),
    api: read('api'),
  };
}

/** The settings of one table. @throws ConfigRefused */
function readAll<T extends object>(
  table: { [K in keyof T]: Setting<T[K]> },
  read: <K extends keyof Config>(key: K) => Config[K],
): T {
  const keys = Object.keys(table) as (keyof T & keyof Config)[];
  return Object.fromEntries(keys.map((key) => [key, read(key)])) as T;
}

/** Where the keys are, without a password. */
export function keysShown({ keys }: Pick<Config, 'keys'>): string {
  if (!isDatabase(keys)) return keys;
  const { protocol, username, host, pathname } = new URL(keys);
  return `${protocol}//${username === '' ? '' : `${username}@`}${host}${pathname}`;
}

/** Where the log is kept, without an account and its password. */
export function storeShown({ store }: Pick<Config, 'store'>): string {
  return store === undefined ? 'the data folder' : withoutAccount(store);
}
