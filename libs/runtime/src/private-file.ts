import { readFileSync, statSync } from 'node:fs';
import { ConfigRefused } from './setting.js';

/** The text of a file with a secret, which its owner alone can read. @throws ConfigRefused */
export function readPrivate(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false });
  if (stat?.isFile() !== true)
    throw new ConfigRefused(`there is no file ${file}; make it, or correct its name`);
  // Windows has no such permissions to ask for.
  if (process.platform !== 'win32' && (stat.mode & 0o077) !== 0)
    throw new ConfigRefused(`${file} can be read by others; take their rights away: chmod 600`);
  return readFileSync(file, 'utf8');
}
