import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { linesOf } from '../support/lines.js';

/** As `npm run relay` gives them: the client's warning is noise, and what is published lives shortly. */
const FLAGS = ['--max-semi-space-size=4', '--disable-warning=TimeoutNegativeWarning'];
const MAIN = join(import.meta.dirname, '../../../apps/relay/dist/main.js');

/** A relay in a process of its own, and the lines that it has told. */
export interface RelayProcess {
  process: ChildProcess;
  lines: string[];
  /** Whether it leads, as far as it has told. */
  leads(): boolean;
  /** Resolves once it has ended. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

export function startRelay(env: Readonly<Record<string, string>>): RelayProcess {
  const child = spawn(process.execPath, [...FLAGS, MAIN], {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const lines = linesOf(child.stderr);
  const ended = once(child, 'close');
  return {
    process: child,
    lines,
    // A term that ends by an error is told as that error alone.
    leads: () =>
      lines.findLast((line) => / leading( no more)?$|; trying again$/.test(line))?.endsWith(' leading') ===
      true,
    async end(signal) {
      child.kill(signal);
      await ended;
    },
  };
}
