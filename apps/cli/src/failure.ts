import { NotFound, Stale } from '@acta/application';
import { ApiProblem, type ProblemDetails } from '@acta/client';
import { Refused, type Refusal } from '@acta/domain';
import { ConfigRefused } from '@acta/runtime';
import { CommanderError } from 'commander';

/** The command line itself is wrong: exit code 2. Nothing was opened or written. */
export class Misuse extends Error {
  override readonly name = 'Misuse';
}

/** A fault of what was asked, with the line of the file it stands on. */
interface Fault extends Refusal {
  line?: number;
}

export interface Failure {
  exitCode: 1 | 2;
  /** Problem details (RFC 9457): the command line's own, or as the API gave them. */
  problem: { type: string; title: string; detail: string; errors?: Fault[] } | ProblemDetails;
}

/** More faults than these are counted, not shown, as text. */
const SHOWN = 20;

/** What an error means to whoever gave the command. Undefined: no failure (help or the version was asked for). */
export function failureOf(error: unknown): Failure | undefined {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return undefined;
    const asked = error.code === 'commander.help';
    const detail = asked ? 'no command given' : error.message.replace(/^error: /, '').replace(/\s+/g, ' ');
    return { exitCode: 2, problem: { type: 'urn:acta:problem:misuse', title: 'misuse', detail } };
  }
  if (error instanceof Misuse || error instanceof ConfigRefused)
    return {
      exitCode: 2,
      problem: { type: 'urn:acta:problem:misuse', title: 'misuse', detail: error.message },
    };
  if (error instanceof ApiProblem) return { exitCode: 1, problem: error.problem };
  const errors = faultsOf(error);
  const detail = systemFault(error) ?? messageOf(error);
  const kind = kindOf(error, errors);
  const problem = { type: `urn:acta:problem:${kind}`, title: kind.replace('-', ' '), detail };
  return { exitCode: 1, problem: errors.length === 0 ? problem : { ...problem, errors } };
}

/** The problem types that the API knows too, and `failed`. */
function kindOf(error: unknown, faults: readonly Fault[]): string {
  if (error instanceof Refused) return 'refused';
  if (error instanceof NotFound) return 'not-found';
  if (error instanceof Stale) return 'stale';
  return faults.length > 0 ? 'invalid' : 'failed';
}

const SYSTEM: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'access is denied',
  EPERM: 'access is denied',
  EEXIST: 'it exists already and is left as it is; give another name',
  EISDIR: 'it is a folder; name a file',
  ENOTDIR: 'a part of the path is no folder',
  ENOSPC: 'no space is left on the disk',
  EROFS: 'the disk can only be read',
};

/** What the operating system said about a file, in words. Undefined for other errors. */
function systemFault(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error) || !('path' in error))
    return undefined;
  const words = SYSTEM[String(error.code)];
  return words === undefined ? undefined : `${String(error.path)}: ${words}`;
}

/** Errors of Node.js may be of another realm, where `instanceof Error` fails. */
function messageOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'message' in error
    ? String(error.message)
    : String(error);
}

function faultsOf(error: unknown): Fault[] {
  if (error instanceof Refused) return [error.refusal];
  return error instanceof Error && 'faults' in error && Array.isArray(error.faults)
    ? (error.faults as Fault[])
    : [];
}

/** The failure in words: one line a fault. */
export function failureText({ problem: { detail, errors = [] } }: Failure): string {
  if (errors.length === 0) return `acta: ${oneLine(detail)}\n`;
  const lines = errors.slice(0, SHOWN).map(({ line, field, rule, message }) => {
    const place = [line === undefined ? '' : `line ${String(line)}`, field ?? ''].filter(
      (part) => part !== '',
    );
    return `acta: ${[...place, oneLine(message)].join(': ')} (${rule})\n`;
  });
  const more = errors.length - SHOWN;
  return lines.join('') + (more > 0 ? `acta: and ${String(more)} more; --json shows all\n` : '');
}

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, '; ');
}
