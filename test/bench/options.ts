import { parseArgs } from 'node:util';

export interface Options {
  help: boolean;
  quick: boolean;
  only: readonly string[];
  repeats: number;
}

/** A command line that cannot be followed. */
export class Misuse extends Error {
  override readonly name = 'Misuse';
}

const SETTINGS = {
  help: { type: 'boolean', short: 'h', default: false },
  quick: { type: 'boolean', default: false },
  only: { type: 'string', multiple: true, default: [] as string[] },
  repeats: { type: 'string' },
} as const;

/** @throws Misuse naming what was given and what would be accepted */
export function readOptions(args: readonly string[], rows: readonly string[]): Options {
  const { help, quick, only, repeats } = parsed(args);
  const unknown = only.find((name) => !rows.includes(name));
  if (unknown !== undefined)
    throw new Misuse(`--only ${unknown}: there is no such row; the rows are ${rows.join(', ')}`);
  return { help, quick, only, repeats: repeats === undefined ? (quick ? 1 : 5) : count(repeats) };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: SETTINGS }).values;
  } catch (error) {
    throw new Misuse(error instanceof Error ? error.message : String(error));
  }
}

function count(text: string): number {
  const value = Number(text);
  if (!/^\d{1,2}$/.test(text) || value < 5 || value % 2 === 0)
    throw new Misuse(`--repeats ${text}: give an odd number from 5 to 99`);
  return value;
}

export function help(rows: Readonly<Record<string, { describe: string }>>): string {
  const width = Math.max(...Object.keys(rows).map(({ length }) => length));
  const lines = Object.entries(rows).map(([name, { describe }]) => `  ${name.padEnd(width)}  ${describe}`);
  return `Measures Acta against its baselines, and writes the table of test/bench/README.md.

  npm run bench                    every row; takes less than half an hour
  npm run bench -- --only replay   one row (repeat for more); its table is printed, the README stays as it is
  npm run bench -- --quick         small sizes: shows that it runs, and nothing else; the README stays as it is

Options:
  --only NAME   this row alone
  --quick       small sizes, one repeat
  --repeats N   how often each side is measured: odd, 5 or more (5)
  --help        this text

Rows:
${lines.join('\n')}

Environment:
  ACTA_BENCH_DIR    where the temporary files go (the system's folder for them); must be on a real disk
  ACTA_BENCH_KEEP   set to 1: the large journals stay there for the next run
`;
}
