import { type Caller, type Command, Refused, type Uuid, canonicalJson, streamOf } from '@acta/domain';
import { type Receipt, Recorder, type RecorderParts, type Request } from '../commands/recorder.js';
import { validateCommand } from '../commands/validate.js';
import { Invalid, KeyReused } from '../faults.js';
import { withoutPersonalFields } from '../commands/personal.js';
import { derivedUuid } from '../ids.js';
import { fullName } from '../log.js';
import { KeyDestroyed, type KeyVault } from '../ports/key-vault.js';
import type { Journal } from '../ports/event-store.js';
import { BadLine, linesOf } from './ndjson.js';
import { Overlay, rehearsalVault } from './overlay.js';

/** A fault of an import file: the line, the field where one is at fault, the rule. */
export interface LineFault {
  line: number;
  rule: string;
  message: string;
  field?: string;
}

/** The file has faults; nothing was written. */
export class ImportRefused extends Error {
  override readonly name = 'ImportRefused';
  constructor(readonly faults: readonly LineFault[]) {
    super(`${String(faults.length)} fault${faults.length === 1 ? '' : 's'}; nothing was written`);
  }
}

export interface ImportReport {
  /** Commands in the file. */
  commands: number;
  written: number;
  /** Recorded by an earlier import. */
  repeated: number;
  /** Would have changed nothing. */
  unchanged: number;
  /** Journal position after the import. */
  position: number;
}

export interface ImportOptions {
  /** Validate, rules included, and write nothing. */
  dryRun?: boolean;
  /** What the commands are recorded together with. Absent: each with itself alone. */
  correlationId?: Uuid;
  progress?: (phase: 'checked' | 'recorded', done: number, total: number) => void;
}

export interface ImportParts extends RecorderParts {
  journal: Pick<Journal, 'head' | 'stream'>;
  vault: KeyVault;
  recorder: Recorder;
}

const MAX_LINE_BYTES = 1024 * 1024;
const MAX_FAULTS = 100;

/**
 * Imports a file of commands, one a line, as backfill. The whole file is validated, rules included, against a rehearsal
 * of itself before the first write. A command's id is made of the caller and the line, so an import that was
 * interrupted is completed, and one that was done writes nothing, when the file is imported again.
 * @throws ImportRefused with every fault and its line; nothing was written
 */
export async function importFile(
  path: string,
  caller: Caller,
  parts: ImportParts,
  { dryRun = false, correlationId, progress }: ImportOptions = {},
): Promise<ImportReport> {
  const requests = await readRequests(path, caller);
  const report: ImportReport = {
    commands: requests.length,
    written: 0,
    repeated: 0,
    unchanged: 0,
    position: 0,
  };
  const rehearsal = new Overlay(parts.journal);
  const faults: LineFault[] = [];
  const rehearsing = new Recorder({
    ...parts,
    store: rehearsal,
    journal: rehearsal,
    erase: () => Promise.resolve(),
    vault: rehearsalVault(parts.vault, (subject) => {
      const stream = fullName(parts.log, streamOf.person(subject));
      return rehearsal.stream(stream, rehearsal.head().position).length > 0;
    }),
  });
  for (const [done, { line, request }] of requests.entries()) {
    try {
      count(report, await rehearsing.record(request));
    } catch (error) {
      faults.push(...faultsOf(error, line));
      if (faults.length >= MAX_FAULTS) break;
    }
    progress?.('checked', done + 1, requests.length);
  }
  if (faults.length > 0) throw new ImportRefused(faults);
  if (dryRun) return { ...report, position: parts.journal.head().position };
  const together = correlationId === undefined ? {} : { correlationId };
  Object.assign(report, { written: 0, repeated: 0, unchanged: 0 });
  for (const [done, { request }] of requests.entries()) {
    count(report, await parts.recorder.record({ ...request, ...together }));
    progress?.('recorded', done + 1, requests.length);
  }
  return { ...report, position: parts.journal.head().position };
}

async function readRequests(path: string, caller: Caller): Promise<{ line: number; request: Request }[]> {
  const requests: { line: number; request: Request }[] = [];
  const faults: LineFault[] = [];
  const seen = new Map<string, number>();
  try {
    for await (const { line, text, ended } of linesOf(path, MAX_LINE_BYTES)) {
      try {
        const command = parseCommand(text, ended);
        const words = canonicalJson(withoutPersonalFields(command));
        const nth = (seen.get(words) ?? 0) + 1;
        seen.set(words, nth);
        const commandId = derivedUuid('import', caller.subject, words, String(nth));
        requests.push({ line, request: { command, caller, commandId, backfill: true } });
      } catch (error) {
        faults.push(...faultsOf(error, line));
        if (faults.length >= MAX_FAULTS) break;
      }
    }
  } catch (error) {
    if (!(error instanceof BadLine)) throw error;
    faults.push({ line: error.line, rule: 'unreadable', message: error.message });
  }
  if (faults.length > 0) throw new ImportRefused(faults);
  return requests;
}

function parseCommand(text: string, ended: boolean): Command {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    const hint = ended ? '' : '; the file ends here, so it may have been cut off';
    throw new Invalid([{ rule: 'broken-json', message: `the line is not one whole JSON object${hint}` }]);
  }
  return validateCommand(value);
}

function count(report: ImportReport, { outcome }: Receipt): void {
  if (outcome === 'written') report.written++;
  else if (outcome === 'repeated') report.repeated++;
  else report.unchanged++;
}

function faultsOf(error: unknown, line: number): LineFault[] {
  if (error instanceof Invalid) return error.faults.map((fault) => ({ line, ...fault }));
  if (error instanceof Refused) return [{ line, ...error.refusal }];
  if (error instanceof KeyReused) return [{ line, rule: 'key-reused', message: error.message }];
  if (error instanceof KeyDestroyed) return [{ line, rule: 'person-erased', message: error.message }];
  throw error;
}
