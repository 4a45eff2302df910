import type { Caller } from '@acta/domain';
import { PreparedOnThePast } from '../faults.js';
import { validateCommand } from './validate.js';
import type { Receipt, Recorder, Request } from './recorder.js';
import type { Ids } from '../ports/clock.js';
import { derivedUuid } from '../ids.js';

/** A command as an edge received it, with what the edge knows of it. */
export interface Submission {
  /** Not yet validated. */
  command: unknown;
  caller: Caller;
  /** The caller's own key for this command; the same key with the same request is the same command. */
  key?: string;
  /** Facts of the past, taken over from elsewhere. */
  backfill?: boolean;
}

/** What a command needs from the server before it is judged, for example a report that is frozen when it is submitted. */
export type Preparation = (request: Request) => Promise<Pick<Request, 'added' | 'preparedOn'>>;

const PREPARATIONS = 3;

/**
 * Validates and records one command. A key is scoped to its caller.
 * @throws Invalid, Refused, KeyReused, KeyDestroyed, ClockBehind, PreparedOnThePast; nothing was written
 */
export async function executeCommand(
  { command: value, caller, key, backfill = false }: Submission,
  parts: { recorder: Recorder; ids: Ids; prepare: Preparation },
): Promise<Receipt> {
  const command = validateCommand(value);
  const commandId = key === undefined ? parts.ids.uuid() : derivedUuid('key', caller.subject, key);
  const request: Request = { command, caller, commandId, backfill };
  const repeated = key === undefined ? undefined : await parts.recorder.recorded(request);
  if (repeated !== undefined) return repeated;
  for (let attempt = 1; ; attempt++) {
    try {
      return await parts.recorder.record({ ...request, ...(await parts.prepare(request)) });
    } catch (error) {
      if (!(error instanceof PreparedOnThePast) || attempt === PREPARATIONS) throw error;
    }
  }
}
