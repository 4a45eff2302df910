import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import type { Caller } from '@acta/domain';

/**
 * Who the command line is: a random subject id, made once for a data folder. It says so itself and nobody has proved
 * it, hence `asserted`.
 * @param keep false: where there is none yet, one for this time alone, and nothing is written
 */
export function localCaller(file: string, keep = true): Caller {
  if (!existsSync(file) && !keep) return callerOf(randomUUID());
  if (!existsSync(file))
    writeFileSync(file, `${JSON.stringify({ subject: randomUUID() })}\n`, { flag: 'wx', mode: 0o600 });
  const { subject } = JSON.parse(readFileSync(file, 'utf8')) as { subject: string };
  return callerOf(subject);
}

function callerOf(subject: string): Caller {
  return { subject, assurance: 'asserted', actingAs: { role: 'secretariat' } };
}
