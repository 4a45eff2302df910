import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { until } from '@acta/testing/until';
import { endWithThis } from './children.js';
import { linesOf } from './lines.js';

const MAIN = fileURLToPath(new URL('../../../apps/notifier/dist/main.js', import.meta.url));

/** The notification service in a process of its own, as it is run. */
export interface NotifierProcess {
  /** Lines that it told. */
  lines: string[];
  /** Where it answers, once it does. */
  url(): Promise<string>;
  /** Resolves, with its exit code, once it has ended. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null>;
}

/** Starts it on a free port, with settings by their names in the environment. */
export function startNotifierProcess(settings: Readonly<Record<string, string>>): NotifierProcess {
  const child = spawn(process.execPath, ['--disable-warning=TimeoutNegativeWarning', MAIN], {
    env: { PATH: process.env['PATH'], ACTA_NOTIFIER_PORT: '0', ...settings },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  endWithThis(child);
  const lines = linesOf(child.stderr);
  const ended = once(child, 'close') as Promise<[number | null]>;
  const found = (): string | undefined => /answers on (http:\S+\d)/.exec(lines.join('\n'))?.[1];
  return {
    lines,
    async url() {
      await until(() => found() !== undefined || child.exitCode !== null);
      const url = found();
      if (url === undefined) throw new Error(`the notifier ended: ${lines.join('\n')}`);
      return url;
    },
    async end(signal) {
      child.kill(signal);
      return (await ended)[0];
    },
  };
}
