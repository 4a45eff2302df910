import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import type { Caller } from '@acta/domain';

/**
 * Who the command line is: a random subject id, made once for a data folder. It says so itself and nobody has proved
 * it, hence `asserted`.
 */
export function localCaller(file: string): Caller {
  if (!existsSync(file))
    writeFileSync(file, `${JSON.stringify({ subject: randomUUID() })}\n`, { flag: 'wx', mode: 0o600 });
  const { subject } = JSON.parse(readFileSync(file, 'utf8')) as { subject: string };
  return { subject, assurance: 'asserted', actingAs: { role: 'secretariat' } };
}
