import { readFile } from 'node:fs/promises';
import { isOnThisMachine } from '@acta/runtime';
import { Misuse } from './failure.js';
import { localHost } from './host.js';
import { type Served, remoteHost } from './remote-host.js';
import type { ActaHost, ConfigFlags } from './services.js';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * The record that is meant: one that is served, where --url or ACTA_URL names it, otherwise that of a folder on this
 * machine. A flag comes before the environment: with --data, ACTA_URL is not looked at.
 * @param version the command line's own
 */
export function anyHost(env: Env, version: string): ActaHost {
  const local = localHost(env);
  const hostFor = async (flags: ConfigFlags): Promise<ActaHost> => {
    const served = await servedRecord(flags, env);
    return served === undefined ? local : remoteHost(served, version);
  };
  return {
    open: async (flags, mode, progress) => (await hostFor(flags)).open(flags, mode, progress),
    backup: async (flags, folder, progress) => (await hostFor(flags)).backup(flags, folder, progress),
    restore: async (flags, from, progress) => (await hostFor(flags)).restore(flags, from, progress),
    migrate: async (flags, ends, progress) => (await hostFor(flags)).migrate(flags, ends, progress),
    reopen: async (flags, folder) => (await hostFor(flags)).reopen(flags, folder),
    doctor: async (flags) => (await hostFor(flags)).doctor(flags),
    feedProgress: async (flags) => (await hostFor(flags)).feedProgress(flags),
    redriveFeed: async (flags) => (await hostFor(flags)).redriveFeed(flags),
    replayFeed: async (flags, ask, progress, signal) =>
      (await hostFor(flags)).replayFeed(flags, ask, progress, signal),
    developmentToken: async (flags, ask) => (await hostFor(flags)).developmentToken(flags, ask),
    serve: async (flags) => (await hostFor(flags)).serve(flags),
  };
}

/** @returns undefined where a folder is meant @throws Misuse */
async function servedRecord(flags: ConfigFlags, env: Env): Promise<Served | undefined> {
  const ofFolder = (['data', 'keys', 'log'] as const).find((name) => flags[name] !== undefined);
  if (flags.url !== undefined && ofFolder !== undefined)
    throw new Misuse(`--url and --${ofFolder} name two records; give one of them`);
  const given = flags.url ?? (ofFolder === undefined ? env['ACTA_URL'] : undefined);
  if (given === undefined || given === '') {
    if (flags.tokenFile !== undefined)
      throw new Misuse('--token-file is for a record that is served; give --url');
    return undefined;
  }
  const url = addressOf(given, flags.url === undefined ? 'ACTA_URL' : '--url');
  const token = await tokenOf(flags, env);
  if (token !== undefined && url.protocol !== 'https:' && !isOnThisMachine(url))
    throw new Misuse(`a token is shown over https, or on this machine, and not to ${url.origin}`);
  const language = flags.language ?? env['ACTA_LANGUAGE'];
  return {
    url: url.href.replace(/\/+$/, ''),
    ...(token === undefined ? {} : { token }),
    ...(language === undefined || language === '' ? {} : { language }),
  };
}

function addressOf(text: string, name: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isAddress =
    url !== undefined && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
  if (!isAddress || url.search !== '' || url.hash !== '')
    throw new Misuse(`${name} takes the address of a service, for example https://acta.example`);
  return url;
}

/** A token is never an argument: those can be seen by everybody on a machine. */
async function tokenOf({ tokenFile }: ConfigFlags, env: Env): Promise<string | undefined> {
  const [given, name] =
    tokenFile === undefined
      ? [env['ACTA_TOKEN'], 'ACTA_TOKEN']
      : [await readFile(tokenFile, 'utf8'), tokenFile];
  const token = given?.trim();
  if (token === undefined || (token === '' && tokenFile === undefined)) return undefined;
  if (!/^[\w.~+/-]+=*$/.test(token)) throw new Misuse(`${name} holds no token`);
  return token;
}
