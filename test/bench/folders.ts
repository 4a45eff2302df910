import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inMemory } from './machine.js';
import { Misuse } from './options.js';

export interface Folders {
  /** Removed at the end. */
  scratch: string;
  /** Large journals; within `scratch`, unless they are kept. */
  journals: string;
  remove(): void;
}

/** @throws Misuse where nothing would be durable */
export function makeFolders(env: Readonly<Record<string, string | undefined>>): Folders {
  const base = env.ACTA_BENCH_DIR ?? tmpdir();
  mkdirSync(base, { recursive: true });
  const memory = inMemory(base);
  if (memory !== undefined)
    throw new Misuse(
      `${base} is in memory (${memory}), where nothing is durable: set ACTA_BENCH_DIR to a folder on a disk`,
    );
  const scratch = mkdtempSync(join(base, 'acta-bench-'));
  const keep = env.ACTA_BENCH_KEEP !== undefined && env.ACTA_BENCH_KEEP !== '' && env.ACTA_BENCH_KEEP !== '0';
  const journals = keep ? join(base, 'acta-bench-kept') : join(scratch, 'journals');
  mkdirSync(journals, { recursive: true });
  return { scratch, journals, remove: () => rmSync(scratch, { recursive: true, force: true }) };
}
