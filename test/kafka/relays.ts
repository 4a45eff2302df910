import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { endWithThis } from '../support/children.js';
import { linesOf } from '../support/lines.js';

const ROOT = join(import.meta.dirname, '../../..');
const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  scripts: { relay: string };
};
/** Node.js's, as `npm run relay` gives them. */
export const RELAY_FLAGS: readonly string[] = scripts.relay.match(/--\S+/g) ?? [];
const MAIN = join(ROOT, 'apps/relay/dist/main.js');

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
  const child = spawn(process.execPath, [...RELAY_FLAGS, MAIN], {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  endWithThis(child);
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
