import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { type Known, holderOfTheFolder } from '@acta/application';

/**
 * Who the command line is: a random subject id, made once for a data folder. It says so itself and nobody has proved
 * it, hence `asserted`.
 * @param keep false: where there is none yet, one for this time alone, and nothing is written
 */
export function localCaller(file: string, keep = true): Known {
  if (!existsSync(file) && !keep) return holderOfTheFolder(randomUUID());
  if (!existsSync(file))
    writeFileSync(file, `${JSON.stringify({ subject: randomUUID() })}\n`, { flag: 'wx', mode: 0o600 });
  const { subject } = JSON.parse(readFileSync(file, 'utf8')) as { subject: string };
  return holderOfTheFolder(subject);
}
