import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, lstatSync, mkdirSync, readFileSync, readlinkSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { PATIENCE_MS } from '@acta/testing/until';

/** A root folder, and how what is in it is run. */
export interface Image {
  root: string;
  env: Record<string, string>;
  /** Where commands are run. */
  folder: string;
  /** Numeric: `uid:gid`. */
  user: string;
  volume: string | undefined;
  command: string[];
  health: string[];
}

type Settings = Readonly<Record<string, string>>;

/** A process that is the first of its own namespaces: no network but a loopback of its own, no file writable but its volume's. */
export interface Container {
  /** What it has printed so far. */
  said(): string;
  /** Runs a command beside it, as an engine's `exec` does. */
  exec(command: readonly string[], settings?: Settings): { status: number | null; said: string };
  /** Its exit code, once it has ended by itself. */
  ended(): Promise<number | null>;
  /** Asks it to end, as an engine does, and gives its exit code; after half a minute it is killed. */
  stop(): Promise<number | null>;
}

/** What a base image would hold: this machine's, for reading. */
const BASE = ['/usr', '/bin', '/sbin', '/lib', '/lib64', '/etc'];
const NAMESPACES = ['--mount', '--pid', '--net', '--ipc', '--uts'];

const quoted = (words: readonly string[]): string =>
  words.map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`).join(' ');

/** The shell's lines that give a root what a container finds there, in a mount namespace of their own. */
function mounts(root: string): string[] {
  const lines = ['mount --make-rprivate /', `mount --bind ${quoted([root, root])}`];
  for (const path of BASE) {
    const place = join(root, path);
    if (!existsSync(path)) continue;
    if (!lstatSync(path).isSymbolicLink()) {
      mkdirSync(place, { recursive: true });
      lines.push(`mount --bind -o ro ${quoted([path, place])}`);
    } else if (lstatSync(place, { throwIfNoEntry: false }) === undefined)
      symlinkSync(readlinkSync(path), place);
  }
  for (const folder of ['proc', 'dev', 'tmp']) mkdirSync(join(root, folder), { recursive: true });
  lines.push(
    `mount --bind -o ro ${quoted([dirname(process.execPath), join(root, 'usr/local/bin')])}`,
    `mount --bind /dev ${quoted([join(root, 'dev')])}`,
    `mount -t proc proc ${quoted([join(root, 'proc')])}`,
    'ip link set lo up',
  );
  return lines;
}

/** The line that becomes the command, in its folder, without any privilege unless its user is root. */
function become({ root, folder, user }: Image, command: readonly string[]): string {
  const [uid = '0', gid = '0'] = user.split(':');
  const inside = `cd ${quoted([folder])} && exec ${quoted(command)}`;
  const drop =
    uid === '0'
      ? []
      : [
          'setpriv',
          `--reuid=${uid}`,
          `--regid=${gid}`,
          '--clear-groups',
          '--no-new-privs',
          '--bounding-set=-all',
        ];
  return `exec chroot ${quoted([root, ...drop, 'sh', '-euc', inside])}`;
}

/** Runs a command in an image that is being built: all of it is writable. @throws where it fails */
export function runInBuild(image: Image, command: readonly string[]): void {
  const script = [...mounts(image.root), become(image, command)].join('\n');
  const { status } = spawnSync('unshare', ['--mount', '--pid', '--fork', '--net', 'sh', '-euc', script], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: image.env,
  });
  if (status !== 0) throw new Error(`${command.join(' ')} ended with status ${status}`);
}

const running = new Set<ChildProcess>();

/**
 * Kills a container by its first process: that of `unshare` would take its own with it, had that one not changed its user.
 */
function kill(child: ChildProcess): void {
  const id = first(child);
  if (id === undefined) child.kill('SIGKILL');
  else process.kill(id, 'SIGKILL');
}

/** Kills what was left running. */
export function killAll(): void {
  for (const child of running) kill(child);
}

/** Starts an image's command, or another, on a folder for its volume. */
export function run(
  image: Image,
  { data, settings = {}, command = image.command }: { data: string; settings?: Settings; command?: string[] },
): Container {
  const script = [
    ...mounts(image.root),
    `mount --bind ${quoted([data, join(image.root, image.volume ?? '/data')])}`,
    `mount -o remount,bind,ro ${quoted([image.root])}`,
    become(image, command),
  ].join('\n');
  const child = spawn('unshare', [...NAMESPACES, '--fork', 'sh', '-euc', script], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...image.env, ...settings },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = once(child, 'close').then(() => child.exitCode);
  running.add(child);
  void ended.then(() => running.delete(child));
  return {
    said: () => said,
    exec(argv, more = {}) {
      const target = first(child);
      if (target === undefined) return { status: null, said: 'it does not run' };
      const into = ['--target', String(target), ...NAMESPACES, 'sh', '-euc', become(image, argv)];
      const { status, stdout, stderr } = spawnSync('nsenter', into, {
        encoding: 'utf8',
        env: { ...image.env, ...settings, ...more },
      });
      return { status, said: stdout + stderr };
    },
    ended: () => ended,
    async stop() {
      const id = first(child);
      if (id !== undefined) process.kill(id, 'SIGTERM');
      await Promise.race([ended, pause(30_000, undefined, { ref: false })]);
      if (running.has(child)) kill(child);
      return ended;
    },
  };
}

/** The id, seen from here, of the first process of the child's own namespace; undefined before and after. */
function first({ pid }: ChildProcess): number | undefined {
  const file = `/proc/${String(pid)}/task/${String(pid)}/children`;
  const [id = ''] = existsSync(file) ? readFileSync(file, 'utf8').trim().split(' ') : [];
  return id === '' ? undefined : Number(id);
}

/** Waits until something holds. @throws what was printed, where it does not within `PATIENCE_MS` */
export async function until(container: Container, holds: () => boolean): Promise<void> {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end;) {
    if (holds()) return;
    await pause(100);
  }
  throw new Error(`it did not come up:\n${container.said().slice(-2_000)}`);
}
