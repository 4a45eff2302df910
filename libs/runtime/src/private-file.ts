import { readFileSync, statSync } from 'node:fs';
import { ConfigRefused } from './setting.js';

/**
 * The text of a file with a secret, which its owner alone can read; one of root's, this process's group too, since that is
 * how an orchestrator hands out secrets.
 * @throws ConfigRefused
 */
export function readPrivate(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false });
  if (stat?.isFile() !== true)
    throw new ConfigRefused(`there is no file ${file}; make it, or correct its name`);
  const others = stat.uid === 0 && process.getuid?.() !== 0 ? 0o037 : 0o077;
  // Windows has no such permissions to ask for.
  if (process.platform !== 'win32' && (stat.mode & others) !== 0)
    throw new ConfigRefused(`${file} can be read by others; take their rights away: chmod 600`);
  return readFileSync(file, 'utf8');
}
