/** `npm run bench`: every row in a process of its own, its time bounded; then the table. */
import { type ChildProcess, fork, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EMMETT_FOLDER } from './emmett-store.js';
import { type Folders, makeFolders } from './folders.js';
import { describeMachine } from './machine.js';
import type { Asked, Told } from './messages.js';
import { Misuse, type Options, help, readOptions } from './options.js';
import { type Progress, createProgress } from './progress.js';
import { rows } from './rows.js';
import { type Outcome, tableOf, writeResults } from './table.js';

/** The whole run, in milliseconds. */
const MOST = 29 * 60_000;
const README = fileURLToPath(new URL('../../bench/README.md', import.meta.url));

async function main(args: readonly string[]): Promise<number> {
  const options = readOptions(args, Object.keys(rows));
  if (options.help) {
    process.stdout.write(help(rows));
    return 0;
  }
  const folders = makeFolders(process.env);
  const running = new Set<ChildProcess>();
  const stop = (): void => {
    for (const child of running) end(child);
    folders.remove();
    process.exit(130);
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  try {
    return await measure(options, folders, running);
  } finally {
    folders.remove();
  }
}

async function measure(options: Options, folders: Folders, running: Set<ChildProcess>): Promise<number> {
  const progress = createProgress(process.stderr);
  const names = Object.keys(rows).filter((name) =>
    options.only.length === 0 ? rows[name]?.apart !== true : options.only.includes(name),
  );
  const noEmmett = names.some((name) => name.startsWith('emmett')) ? installEmmett(progress) : undefined;
  const machine = describeMachine(folders.scratch);
  const deadline = Date.now() + MOST;
  const outcomes: Outcome[] = [];
  for (const [i, name] of names.entries()) {
    progress.show(`${String(i + 1)}/${String(names.length)} ${name}`);
    outcomes.push(
      name.startsWith('emmett') && noEmmett !== undefined
        ? { name, failed: noEmmett }
        : await runRow(name, { options, folders, progress, running, deadline }),
    );
  }
  progress.clear();
  const table = tableOf(outcomes);
  const caution = options.quick ? ['Sizes are small: the figures say nothing.', ''] : [];
  process.stdout.write(`${[...caution, ...machine, '', table].join('\n')}\n`);
  const failed = outcomes.some((outcome) => 'failed' in outcome);
  if (!options.quick && options.only.length === 0 && !failed) {
    await writeResults(README, machine, table);
    process.stdout.write('\nWritten to test/bench/README.md\n');
  }
  return failed ? 1 : 0;
}

/** Why there is no Emmett to compare with; undefined once there is. */
function installEmmett(progress: Progress): string | undefined {
  if (existsSync(join(EMMETT_FOLDER, 'node_modules'))) return undefined;
  progress.show('installing Emmett into test/bench/emmett');
  const { status, error } = spawnSync('npm', ['ci', '--prefix', EMMETT_FOLDER, '--no-audit', '--no-fund'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: 4 * 60_000,
  });
  if (status === 0) return undefined;
  return `Emmett could not be installed (npm ci ended with ${error?.message ?? String(status)})`;
}

interface Run {
  options: Options;
  folders: Folders;
  progress: Progress;
  running: Set<ChildProcess>;
  deadline: number;
}

/** Ends a row with all that it started: it leads a process group of its own. */
function end({ pid }: ChildProcess): void {
  if (pid !== undefined) process.kill(-pid, 'SIGKILL');
}

function runRow(name: string, { options, folders, progress, running, deadline }: Run): Promise<Outcome> {
  const folder = join(folders.scratch, name);
  mkdirSync(folder);
  const { quick, repeats } = options;
  const asked: Asked = { name, folder, journals: folders.journals, quick, repeats };
  const row = rows[name];
  const own = (row?.seconds ?? 0) * 1000;
  const most = row?.apart === true ? own : Math.min(own, deadline - Date.now());
  return new Promise((resolve) => {
    const child = fork(fileURLToPath(new URL('run-row.js', import.meta.url)), { detached: true });
    running.add(child);
    let outcome: Outcome = { name, failed: 'its process ended without an answer' };
    const timer = setTimeout(
      () => {
        outcome = {
          name,
          failed: `not finished after ${String(Math.round(most / 1000))} seconds; it was stopped`,
        };
        end(child);
      },
      Math.max(0, most),
    );
    child.on('message', (told: Told) => {
      switch (told.kind) {
        case 'progress':
          return progress.show(`${name}: ${told.text}`);
        case 'lines':
          outcome = { name, lines: told.lines };
          return;
        case 'failed':
          outcome = { name, failed: told.reason };
          process.stderr.write(`${told.reason}\n`);
          return;
      }
    });
    child.on('exit', () => {
      clearTimeout(timer);
      running.delete(child);
      resolve(outcome);
    });
    child.send(asked);
  });
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Misuse)) throw error;
  process.stderr.write(`bench: ${error.message}\nTry --help.\n`);
  process.exitCode = 2;
}
