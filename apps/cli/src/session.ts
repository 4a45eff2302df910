import { defined } from './defined.js';
import type { Io } from './io.js';
import { withProgress } from './progress.js';
import type { ActaHost, ActaServices, ConfigFlags, OpenMode } from './services.js';

/** What the handlers of all commands share. */
export interface Session {
  io: Io;
  host: ActaHost;
  /** What the program ends with, unless an error says otherwise. */
  exitCode: number;
}

/** Options that every command takes. */
export interface Globals extends ConfigFlags {
  json?: true;
}

/** Opens the record, hands it over, and closes it whatever happens. */
export async function withRecord<T>(
  { host, io }: Session,
  flags: ConfigFlags,
  mode: OpenMode,
  use: (services: ActaServices) => Promise<T>,
): Promise<T> {
  const services = await withProgress(io, (progress) => host.open(flagsOf(flags), mode, progress));
  try {
    return await use(services);
  } finally {
    await services.close();
  }
}

/** The configuration's flags among the options. */
export function flagsOf(flags: ConfigFlags): ConfigFlags {
  const { data, keys, log, language, host, port, url, tokenFile } = flags;
  return defined({ data, keys, log, language, host, port, url, tokenFile });
}

/** Prints an answer: as JSON where --json is given, otherwise in words. */
export async function answer<T>(
  io: Io,
  { json }: Globals,
  value: T,
  words: (value: T) => string,
): Promise<void> {
  await io.out(json === true ? `${JSON.stringify(value, undefined, 2)}\n` : words(value));
}

/** Examples under a command's help. */
export function examples(...lines: string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ ${line}\n`).join('')}`;
}
