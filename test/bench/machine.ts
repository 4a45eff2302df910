import { closeSync, fdatasyncSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem, type, release } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { median, quantile } from './measure.js';

/** File systems by the number that statfs gives. */
const FILE_SYSTEMS: Readonly<Record<number, string>> = {
  0xef53: 'ext4',
  0x58465342: 'XFS',
  0x9123683e: 'Btrfs',
  0x794c7630: 'overlay',
  0x1a: 'APFS',
};
const IN_MEMORY: Readonly<Record<number, string>> = { 0x01021994: 'tmpfs', 0x858458f6: 'ramfs' };

/** The name of the file system, where it is one of memory: nothing is durable there, and a sync costs nothing. */
export function inMemory(folder: string): string | undefined {
  return IN_MEMORY[statfsSync(folder).type];
}

/** What the figures were measured on, as lines of Markdown. Names neither the machine nor its paths. */
export function describeMachine(folder: string): string[] {
  const { p50, p99 } = syncLatency(folder);
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  const kind = statfsSync(folder).type;
  return [
    `- ${String(availableParallelism())} cores of ${model}, ${String(Math.round(totalmem() / 2 ** 30))} GiB of memory; ${type()} ${release().split('-')[0] ?? ''}`,
    `- Node.js ${process.versions.node}; SQLite ${sqliteVersion()} in better-sqlite3`,
    `- ${FILE_SYSTEMS[kind] ?? `file system 0x${kind.toString(16)}`}; writing 4 KiB and fdatasync: median ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms`,
    `- load average before the start: ${(loadavg()[0] ?? 0).toFixed(1)}`,
  ];
}

/** Milliseconds that a small write to a file that does not grow takes to be durable. */
function syncLatency(folder: string): { p50: number; p99: number } {
  const file = join(folder, 'sync-latency');
  const descriptor = openSync(file, 'w');
  try {
    writeSync(descriptor, Buffer.alloc(4096 * 64));
    fdatasyncSync(descriptor);
    const page = Buffer.alloc(4096, 1);
    const times = Array.from({ length: 500 }, (_, i) => {
      const start = performance.now();
      writeSync(descriptor, page, 0, page.length, (i % 64) * page.length);
      fdatasyncSync(descriptor);
      return performance.now() - start;
    });
    return { p50: median(times), p99: quantile(times, 0.99) };
  } finally {
    closeSync(descriptor);
    rmSync(file);
  }
}

function sqliteVersion(): string {
  const db = new Database(':memory:');
  try {
    return String(db.prepare('SELECT sqlite_version()').pluck().get());
  } finally {
    db.close();
  }
}
