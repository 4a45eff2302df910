import type { Command } from 'commander';
import type { Io } from './io.js';
import type { Acta, ActaServices, Location } from './services.js';

/** What the handlers of all commands share. */
export interface Session {
  io: Io;
  acta: Acta;
}

/** Options that every command takes. */
export interface Globals {
  data: string;
  json?: true;
}

/** Opens the record, hands it over, and closes it whatever happens. */
export async function withRecord<T>(
  { acta }: Session,
  location: Location,
  use: (services: ActaServices) => Promise<T>,
): Promise<T> {
  const services = await acta.open(location);
  try {
    return await use(services);
  } finally {
    await services.close();
  }
}

/** Prints an answer: as JSON where --json is given, otherwise in words. */
export async function answer<T>(io: Io, { json }: Globals, value: T, words: (value: T) => string): Promise<void> {
  await io.out(json === true ? `${JSON.stringify(value, undefined, 2)}\n` : words(value));
}

/** A command's own options and the global ones. */
export function optionsOf<O>(command: Command): O & Globals {
  return command.optsWithGlobals<O & Globals>();
}

/** Examples under a command's help. */
export function examples(...lines: string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ ${line}\n`).join('')}`;
}
