import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Root folder of the checkout, without a slash at its end. These files run from test/dist/architecture. */
export const repository = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '');

/** What one of the checkout's tools prints when it runs in another folder. A tool that finds faults may exit non-zero. */
export function runTool(bin: string, args: readonly string[], cwd: string): string {
  const path = join(repository, 'node_modules/.bin', bin);
  const { stdout, stderr, error } = spawnSync(process.execPath, [path, ...args], {
    cwd,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error !== undefined || stdout === '')
    throw new Error(`${bin} did not run: ${error?.message ?? stderr}`);
  return stdout;
}
