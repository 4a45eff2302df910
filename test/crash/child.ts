import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A child program of this folder, and what it has written, whole lines only. */
export interface Child {
  process: ChildProcess;
  lines: string[];
  /** Resolves when the child has written the line, or has ended. */
  wrote(line: string): Promise<void>;
  /** Resolves with what it wrote to standard error, once it has ended and all its output has been read. */
  ended: Promise<string>;
  /** Ends it with SIGKILL. */
  kill(): Promise<string>;
}

export interface StartOptions {
  args: readonly string[];
  /** Limits what it may write to one file. */
  mostBlocks?: number;
}

export function start(program: string, { args, mostBlocks }: StartOptions): Child {
  const file = fileURLToPath(new URL(program, import.meta.url));
  const command = [process.execPath, file, ...args];
  const [executable = '', ...parameters] =
    mostBlocks === undefined
      ? command
      : ['/bin/sh', '-c', `ulimit -f ${mostBlocks}; exec "$@"`, 'sh', ...command];
  const child = spawn(executable, parameters, { stdio: ['pipe', 'pipe', 'pipe'] });
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
  const ended = new Promise<string>((resolve) => {
    child.on('close', () => {
      closed = true;
      tell();
      resolve(errors);
    });
  });
  return {
    process: child,
    lines,
    async wrote(line) {
      while (!closed && !lines.includes(line)) await new Promise<void>((resolve) => changed.push(resolve));
    },
    ended,
    kill() {
      child.kill('SIGKILL');
      return ended;
    },
  };
}
