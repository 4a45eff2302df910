import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endOnSignals } from '../support/children.js';

export interface Result {
  /** What was tried and held. */
  passed: number;
  /** None: all that was tried held. */
  faults: readonly string[];
}

/**
 * Runs a suite in a folder of its own, which is kept where something failed. Its last line counts what was tried, as
 * `.ci/run` reads it; a fault is an exit status of 1.
 */
export async function runSuite(name: string, suite: (folder: string) => Promise<Result>): Promise<void> {
  endOnSignals();
  const folder = await mkdtemp(join(tmpdir(), `acta-${name}-`));
  const started = performance.now();
  const { passed, faults } = await suite(folder);
  say(`${((performance.now() - started) / 1000).toFixed(0)} s`);
  for (const fault of faults.slice(0, 20)) say(fault);
  if (faults.length === 0) await rm(folder, { recursive: true });
  else say(`the files are in ${folder}`);
  say(`${passed} passed, ${faults.length === 0 ? 0 : 1} failed`);
  process.exitCode = faults.length === 0 ? 0 : 1;
}

export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
