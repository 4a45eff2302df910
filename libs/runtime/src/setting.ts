import { isIP } from 'node:net';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

/** A setting that cannot be used. */
export class ConfigRefused extends Error {
  override readonly name = 'ConfigRefused';
}

/** How a setting is named, and how its text is read. */
export interface Setting<T> {
  env: string;
  /** The command line's flag; absent where the environment alone sets it. */
  flag?: string;
  default: string;
  describe: string;
  /** @throws ConfigRefused */
  read(text: string, name: string): T;
}

/** A path, from the folder where the program runs. */
export const folder = (text: string): string =>
  isAbsolute(text) ? text : text.startsWith('~/') ? join(homedir(), text.slice(2)) : resolve(text);

const LENGTH_OF = { s: 1, m: 60, h: 3600, d: 86_400 } as const;

/** A length of time such as 30s, 15m, 8h or 2d, in seconds; undefined for anything else. */
export function secondsOf(text: string): number | undefined {
  const [, count, unit] = /^([1-9]\d{0,6})([smhd])$/.exec(text) ?? [];
  return unit === undefined ? undefined : Number(count) * LENGTH_OF[unit as keyof typeof LENGTH_OF];
}

/** A length of time, in seconds. @param examples of what may be given. @throws ConfigRefused */
export function lengthOfTime(examples: string): (text: string, name: string) => number {
  return (text, name) => {
    const seconds = secondsOf(text);
    if (seconds === undefined)
      throw new ConfigRefused(`${name}: "${text}" is no length of time; give one such as ${examples}`);
    return seconds;
  };
}

/** An address without an account, its password and settings: what may be shown. */
export function withoutAccount(address: string): string {
  return address.replace(/\?.*$/s, '').replace(/(:(?:\/\/)?)[^/]*@/, '$1');
}

/** An address to listen on. @throws ConfigRefused */
export function listeningAddress(text: string, name: string): string {
  if (isIP(text) === 0 && text !== 'localhost')
    throw new ConfigRefused(`${name}: "${text}" is no IP address; give one, for example 127.0.0.1`);
  return text;
}

/** Whether an address reaches this machine alone (RFC 1122, section 3.2.1.3; RFC 4291, section 2.5.3). */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

/** The same for `host:port`, the host of IPv6 in brackets. */
export function isLocal(place: string): boolean {
  return isLoopback(place.replace(/:\d+$/, '').replace(/^\[|\]$/g, ''));
}

/** Whether a web address reaches this machine alone. */
export function isOnThisMachine({ hostname }: URL): boolean {
  return isLoopback(hostname.replace(/^\[|\]$/g, ''));
}

/** An address of the web: https, or http on this machine. Kept as it was written. @throws ConfigRefused */
export function webAddress(text: string, name: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const plain = url?.protocol === 'http:' && isOnThisMachine(url);
  if (url === undefined || !(url.protocol === 'https:' || plain))
    throw new ConfigRefused(
      `${name}: "${text}" is no address that can be trusted; give one that starts with https://`,
    );
  if (url.search !== '' || url.hash !== '' || url.username !== '' || url.password !== '')
    throw new ConfigRefused(`${name}: give the address without a query, a fragment, a name and a password`);
  return text;
}

/** Several of a set of words, with commas between them. @throws ConfigRefused */
export function someOf<T extends string>(known: readonly T[]): (text: string, name: string) => readonly T[] {
  return (text, name) => {
    const words = text.split(',').map((word) => word.trim());
    const chosen = known.filter((word) => words.includes(word));
    if (chosen.length !== new Set(words).size)
      throw new ConfigRefused(`${name}: "${text}" has something else in it than ${known.join(', ')}`);
    return chosen;
  };
}

/** A whole number up to a greatest one. @throws ConfigRefused */
export function upTo(greatest: number, what: string): (text: string, name: string) => number {
  return (text, name) => {
    if (!/^\d{1,9}$/.test(text) || Number(text) > greatest)
      throw new ConfigRefused(
        `${name}: "${text}" is no ${what}; give a number from 0 to ${String(greatest)}`,
      );
    return Number(text);
  };
}

/** @throws ConfigRefused */
export const yesOrNo = (text: string, name: string): boolean => {
  if (text !== 'true' && text !== 'false')
    throw new ConfigRefused(`${name}: "${text}" is neither true nor false`);
  return text === 'true';
};

/** A value that no message or dump shows by mistake. */
export type Secret = () => string;

export const secret = (text: string): Secret | undefined => (text === '' ? undefined : () => text);

/** A setting that may be left out. */
export function optional<T>(
  read: (text: string, name: string) => T,
): (text: string, name: string) => T | undefined {
  return (text, name) => (text === '' ? undefined : read(text, name));
}

/** Whether a place for keys is a database and not a file. */
export const isDatabase = (text: string): boolean => /^postgres(ql)?:\/\//.test(text);

/**
 * The address of a PostgreSQL database: with TLS and a verified server, or on this machine.
 * @throws ConfigRefused, which does not repeat it: there may be a password in it
 */
export function databaseAddress(text: string, name: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.pathname.length < 2 || url.hash !== '')
    throw new ConfigRefused(
      `${name}: the address of the database cannot be read; give postgres://user@host:5432/database?sslmode=verify-full`,
    );
  const host = url.searchParams.get('host') ?? url.hostname.replace(/^\[|\]$/g, '');
  if (url.searchParams.get('sslmode') !== 'verify-full' && !isLoopback(host) && !host.startsWith('/'))
    throw new ConfigRefused(
      `${name}: keys of persons would travel to the host "${host}" as anybody on the way could read them; add sslmode=verify-full, with sslrootcert=<file> for an authority of your own`,
    );
  return text;
}

/**
 * EventStoreDB's connection string: with TLS, or on this machine.
 * @throws ConfigRefused, which does not repeat it: there may be a password in it
 */
export function eventStoreAddress(text: string, name: string): string {
  const [, hosts = ''] = /^esdb(?:\+discover)?:\/\/(?:[^@/?]*@)?([^/?]+)(?:\/?$|\/?\?)/.exec(text) ?? [];
  if (hosts === '')
    throw new ConfigRefused(
      `${name}: the connection string cannot be read; give esdb://host:2113, several hosts with commas, or esdb+discover://name:2113`,
    );
  const away = hosts.split(',').find((host) => !isLocal(host));
  if (away !== undefined && /[?&]tls=false(?:&|$)/i.test(text))
    throw new ConfigRefused(
      `${name}: the record would travel to the host "${away}" as anybody on the way could read it; leave out tls=false, with tlsCAFile=<file> for an authority of your own`,
    );
  return text;
}

export interface S3Location {
  bucket: string;
  /** Without slashes around it; empty: none. */
  prefix: string;
}

/** A bucket and what the names in it begin with. @throws ConfigRefused */
export function s3Location(text: string, name: string): S3Location {
  const [, bucket, prefix = ''] =
    /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/([A-Za-z0-9._-]+(?:\/[A-Za-z0-9._-]+)*))?\/?$/.exec(
      text,
    ) ?? [];
  if (bucket === undefined)
    throw new ConfigRefused(`${name}: "${text}" is no place for documents; give s3://bucket/prefix`);
  return { bucket, prefix };
}
