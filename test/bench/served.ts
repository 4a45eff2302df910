import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ACTA = fileURLToPath(new URL('../../../apps/cli/bin/acta.js', import.meta.url));
const ECHO = fileURLToPath(new URL('echo.js', import.meta.url));

/** A server in a process of its own. */
export interface Served {
  /** What was started. */
  command: ChildProcess;
  /** The process that serves. */
  pid: number;
  url: string;
}

/** Where a record lies, and the keys that belong to it. */
export interface Place {
  data: string;
  keys: string;
}

export function placeIn(folder: string): Place {
  return { data: join(folder, 'data'), keys: join(folder, 'persons.keys') };
}

/** Limits are for callers, of which a benchmark is one alone. */
const UNLIMITED = { ACTA_RATE_LIMIT: '0', ACTA_STREAMS_EACH: '1000' };

function acta(args: readonly string[], { data, keys }: Place): [args: string[], env: NodeJS.ProcessEnv] {
  return [[ACTA, ...args, '--data', data, '--keys', keys], { PATH: process.env.PATH, ...UNLIMITED }];
}

/** Runs `acta serve` on a free port of the loopback interface; resolves when it says where it listens. */
export function serveActa(place: Place): Promise<Served> {
  const [args, env] = acta(['serve', '--port', '0'], place);
  return serving(spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], env }));
}

/** Runs the bare route that the API is compared with. */
export function serveEcho(): Promise<Served> {
  return serving(spawn(process.execPath, [ECHO], { stdio: ['ignore', 'pipe', 'inherit'] }));
}

/** What an `acta` command prints. */
export function said(args: readonly string[], place: Place): string {
  const [all, env] = acta(args, place);
  const { status, stdout, stderr } = spawnSync(process.execPath, all, { encoding: 'utf8', env });
  if (status !== 0) throw new Error(`acta ${args.join(' ')}: ${stderr}`);
  return stdout.trim();
}

function serving(command: ChildProcess): Promise<Served> {
  return new Promise((resolve, reject) => {
    let text = '';
    command.stdout?.setEncoding('utf8').on('data', (more: string) => {
      text += more;
      const url = /http:\/\/[^\s/]+:\d+/.exec(text)?.[0];
      if (url !== undefined) resolve({ command, pid: serverOf(command.pid ?? 0), url });
    });
    command.once('exit', (code) =>
      reject(new Error(`the server ended with ${String(code)} before it listened`)),
    );
  });
}

/** The API is a process of its own below the command; the command itself, should that change. */
function serverOf(command: number): number {
  const children = readFileSync(`/proc/${String(command)}/task/${String(command)}/children`, 'utf8');
  return Number(children.trim().split(' ')[0]) || command;
}

export async function stopped({ command }: Served): Promise<void> {
  if (command.exitCode !== null) return;
  const ended = new Promise((resolve) => command.once('exit', resolve));
  command.kill('SIGTERM');
  await ended;
}

/** Resident memory (VmRSS), or the most that it ever was (VmHWM), in MB. */
export function megabytes(pid: number, what: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${String(pid)}/status`, 'utf8');
  const kib = new RegExp(`^${what}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1];
  if (kib === undefined) throw new Error(`the system does not tell ${what}`);
  return (Number(kib) * 1024) / 1e6;
}

export const mb = (value: number): string => `${value.toFixed(0)} MB`;
