import type { Io } from './io.js';
import type { Progress } from './services.js';

const WIDTH = 24;
const INTERVAL = 100;

/**
 * A bar on standard error while `work` runs; nothing where that is no terminal.
 * @param now milliseconds, any origin
 */
export async function withProgress<T>(
  io: Pick<Io, 'err' | 'terminal'>,
  work: (progress: Progress) => Promise<T>,
  now: () => number = () => performance.now(),
): Promise<T> {
  if (!io.terminal.err) return work(() => undefined);
  let drawn = -Infinity;
  try {
    return await work((phase, done, total) => {
      if (now() - drawn < INTERVAL && done !== total) return;
      drawn = now();
      io.err(`\r${bar(phase, done, total)}\u001b[K`);
    });
  } finally {
    if (drawn > -Infinity) io.err('\r\u001b[K');
  }
}

function bar(phase: string, done: number, total: number | undefined): string {
  if (total === undefined || total === 0) return `${phase} ${String(done)}`;
  const share = Math.min(1, done / total);
  const filled = Math.round(share * WIDTH);
  const percent = String(Math.floor(share * 100)).padStart(3);
  return `${phase} [${'#'.repeat(filled)}${'-'.repeat(WIDTH - filled)}] ${percent}% ${String(done)}/${String(total)}`;
}
