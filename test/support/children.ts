import type { ChildProcess } from 'node:child_process';

const children = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

/** From now on a process ends at the latest with this one. */
export function endWithThis(child: ChildProcess): void {
  children.add(child);
  child.once('exit', () => children.delete(child));
}

/** This process ends, and with it what it has started, where a signal asks it to. */
export function endOnSignals(): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
}
