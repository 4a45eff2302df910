import type { Acta } from '@acta/runtime';
import { serve } from './serve.js';

/** How long requests in flight may take to end once the server is told to stop. */
const DRAIN_MS = 10_000;

/**
 * Serves until SIGTERM or SIGINT, then takes no more connections, lets what is in flight end and closes the record.
 * Resolves to the exit code: 0, or 1 if draining took too long.
 * @param announce told the address once requests are answered
 */
export async function serveUntilStopped(acta: Acta, announce: (url: string) => void): Promise<number> {
  const served = await serve(acta);
  announce(served.url);
  await new Promise<void>((resolve) => {
    // They stay handled: a terminal and a process manager may both send one, and the second must not cut the drain short.
    process.on('SIGTERM', () => resolve());
    process.on('SIGINT', () => resolve());
  });
  const drained = await Promise.race([
    served.stop().then(() => true),
    new Promise<false>((resolve) => setTimeout(() => resolve(false), DRAIN_MS).unref()),
  ]);
  await acta.close();
  return drained ? 0 : 1;
}
