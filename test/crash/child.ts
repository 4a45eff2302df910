import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A child program of this folder, and what it has written, whole lines only. */
export interface Child {
  process: ChildProcess;
  lines: string[];
  /** Resolves when the child has written the line, or has ended. */
  wrote(line: string): Promise<void>;
  /** Kills it with SIGKILL; resolves with what it wrote to standard error once all its output has been read. */
  kill(): Promise<string>;
}

export function start(program: string, ...args: string[]): Child {
  const file = fileURLToPath(new URL(program, import.meta.url));
  const child = spawn(process.execPath, [file, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  const lines: string[] = [];
  let rest = '';
  let errors = '';
  let changed: (() => void)[] = [];
  const tell = () => {
    for (const wake of changed) wake();
    changed = [];
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts);
    tell();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  let closed = false;
  const closing = new Promise<void>((resolve) => {
    child.on('close', () => {
      closed = true;
      tell();
      resolve();
    });
  });
  return {
    process: child,
    lines,
    async wrote(line) {
      while (!closed && !lines.includes(line)) await new Promise<void>((resolve) => changed.push(resolve));
    },
    async kill() {
      child.kill('SIGKILL');
      await closing;
      return errors;
    },
  };
}
