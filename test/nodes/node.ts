import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '../support/free-port.js';

const MAIN = fileURLToPath(new URL('../../../apps/api/dist/main.js', import.meta.url));

/** An API node: a process, with a data folder and a port that outlive it. */
export interface ApiNode {
  name: string;
  url: string;
  /** Its journal's file. */
  journal: string;
  /** The file of its key vault, where none is configured. */
  keys: string;
  start(): void;
  /** Resolves when it takes commands. @throws where it has ended, or takes too long */
  ready(): Promise<void>;
  /** Ends it with SIGKILL. */
  kill(): Promise<void>;
  /** Ends it in an orderly way. @throws where it does not end with status 0 */
  stop(): Promise<void>;
  /** What it wrote to standard error, over all its lives. */
  errors(): string;
}

/** How long a node may take until it takes commands, and until it has ended, in milliseconds. */
const READY_MS = 60_000;
const STOP_MS = 20_000;
const LOOK_MS = 25;

export interface NodeOptions {
  name: string;
  folder: string;
  /** Settings, by their names in the environment, which both nodes share. */
  settings: Readonly<Record<string, string>>;
}

/** A node that is not started yet. */
export async function openNode({ name, folder, settings }: NodeOptions): Promise<ApiNode> {
  const data = join(folder, name);
  const port = await freePort();
  const url = `http://127.0.0.1:${String(port)}`;
  const env = { PATH: process.env.PATH, ...settings, ACTA_DATA: data, ACTA_PORT: String(port) };
  let child: ChildProcess | undefined;
  let errors = '';

  const running = (): ChildProcess | undefined =>
    child?.exitCode === null && child.signalCode === null ? child : undefined;

  async function end(signal: NodeJS.Signals): Promise<ChildProcess | undefined> {
    const ending = running();
    if (ending === undefined) return undefined;
    const ended = once(ending, 'exit');
    ending.kill(signal);
    const timer = setTimeout(() => ending.kill('SIGKILL'), STOP_MS);
    await ended;
    clearTimeout(timer);
    return ending;
  }

  return {
    name,
    url,
    journal: join(data, 'journal.db'),
    keys: join(`${data}.keys`, 'persons.keys'),
    start() {
      child = spawn(process.execPath, [MAIN], { stdio: ['ignore', 'ignore', 'pipe'], env });
      child.stderr?.setEncoding('utf8').on('data', (text: string) => (errors += text));
    },
    async ready() {
      for (let waited = 0; ; waited += LOOK_MS) {
        if (await isReady(url)) return;
        if (running() === undefined) throw new Error(`node ${name} has ended: ${errors.slice(-2_000)}`);
        if (waited > READY_MS) throw new Error(`node ${name} takes no commands: ${errors.slice(-2_000)}`);
        await pause(LOOK_MS);
      }
    },
    async kill() {
      await end('SIGKILL');
    },
    async stop() {
      const ended = await end('SIGTERM');
      if (ended !== undefined && ended.exitCode !== 0)
        throw new Error(`node ${name} ended with ${String(ended.exitCode ?? ended.signalCode)}: ${errors}`);
    },
    errors: () => errors,
  };
}

async function isReady(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/ready`, { signal: AbortSignal.timeout(2_000) });
    await response.text();
    return response.status === 200;
  } catch {
    return false;
  }
}
