import {
  type Caller,
  type Command,
  Refused,
  type SubjectId,
  type Uuid,
  eventFor,
  groupOf,
  parseStream,
  refusal,
} from '@acta/domain';
import { foldStream, pathOf, refAt } from '@acta/projections';
import { type Access, Forbidden } from '../access/access.js';
import type { Principal } from '../access/principal.js';
import { Invalid, NotFound, PreparedOnThePast } from '../faults.js';
import type { BlobStore } from '../ports/blob-store.js';
import { wasPutInBy } from '../documents/accept.js';
import { derivedUuid } from '../ids.js';
import type { Ids } from '../ports/clock.js';
import type { Reader } from '../queries/reader.js';
import { checkDates, checkNumbers, leavesNumber, numbering, validateUnnumbered } from './numbering.js';
import type { Receipt, Recorder, Request } from './recorder.js';
import { targetOf } from './target.js';
import { validateCommand } from './validate.js';

/** Somebody who said who they are, or proved it: only they can do anything. */
export type Known = Principal & { subject: SubjectId };

/** A command as an edge received it, with what the edge knows of it. */
export interface Submission {
  /** Not yet validated. */
  command: unknown;
  principal: Known;
  /** The caller's own key for this command; the same key with the same request is the same command. */
  key?: string;
  /** The command's id where the edge has asked `commandIdOf` for it already. */
  commandId?: string;
  /** Facts of the past, taken over from elsewhere. */
  backfill?: boolean;
  /** Revision at which the caller saw what the command is about; it is refused where that was touched since. */
  expected?: number;
  /** What the caller puts the command together with: the id of a trace. Absent: the command's own id. */
  correlationId?: Uuid;
}

/** What a command needs from the server before it is judged, for example a report that is frozen when it is submitted. */
export type Preparation = (request: Request) => Promise<Pick<Request, 'added' | 'preparedOn'>>;

export interface ExecutionParts {
  recorder: Recorder;
  ids: Ids;
  prepare: Preparation;
  access: Access;
  /** The record as somebody may see it. */
  /** The whole record: numbers are given by all of it. */
  reader: Reader;
  readerFor: (principal: Principal) => Reader;
  blobs: Pick<BlobStore, 'has'>;
}

/** What became of a command, with the reference of what it is about, for example CWG-COP/meetings/15/outcomes/3. */
export type Answered = Receipt & { ref: string };

const PREPARATIONS = 3;

/**
 * Validates, authorises and records one command. A key is scoped to its caller.
 * @throws Invalid, Forbidden, NotFound, Refused, Stale, KeyReused, KeyDestroyed, ClockBehind, PreparedOnThePast; nothing
 *   was written
 */
export async function executeCommand(submission: Submission, parts: ExecutionParts): Promise<Answered> {
  const { command: given, principal, key, expected, correlationId, backfill = false } = submission;
  const { commandId = commandIdOf(principal, key, parts.ids) } = submission;
  const leaves = leavesNumber(given);
  const command = leaves ? validateUnnumbered(given) : validateCommand(given);
  const caller = authorise(command, principal, backfill, parts);
  if (!leaves) checkNumbers(command, principal, { access: parts.access, backfill });
  checkDates(command, principal, parts.access);
  const request: Request = {
    command,
    caller,
    commandId,
    backfill,
    hides: (stream, path) => parts.readerFor(principal).hides(stream, path),
    ...(expected === undefined ? {} : { expected }),
    ...(correlationId === undefined ? {} : { correlationId }),
    ...(leaves ? { completes: numbering(command, principal, parts) } : {}),
  };
  const repeated = key === undefined ? undefined : await parts.recorder.recorded(request);
  if (repeated !== undefined) return about(command, repeated, parts);
  if (!backfill || principal.assurance === 'authenticated')
    await requireDocuments(command, principal, parts.blobs);
  if (principal.assurance === 'authenticated') requireStatements(command, principal, parts);
  for (let attempt = 1; ; attempt++) {
    try {
      const prepared = await parts.prepare(request);
      return about(command, await parts.recorder.record({ ...request, ...prepared }), parts);
    } catch (error) {
      if (!(error instanceof PreparedOnThePast) || attempt === PREPARATIONS) throw error;
    }
  }
}

/** The receipt, with what the command was about: as its event has it, where there is one. */
function about({ type, data }: Command, receipt: Receipt, { recorder }: ExecutionParts): Answered {
  const { stream, commandId } = receipt;
  const aggregate = parseStream(stream)?.aggregate;
  const event = eventFor(type);
  const written = recorder.writtenBy(commandId, stream)?.at(-1);
  const path =
    aggregate === undefined || event === undefined ? '' : pathOf(aggregate, written ?? { type: event, data });
  return { ...receipt, ref: refAt(stream, path) };
}

/** The id of a command: made of its caller and their key for it, where there is one; otherwise new. */
export function commandIdOf({ subject }: Known, key: string | undefined, ids: Ids): string {
  return key === undefined ? ids.uuid() : derivedUuid('key', subject, key);
}

/** The caller, in the capacity in which the policy lets them do it. @throws Forbidden, NotFound */
function authorise(command: Command, principal: Known, backfill: boolean, parts: ExecutionParts): Caller {
  const { access } = parts;
  const { stream } = targetOf(command);
  const group = groupOf(stream);
  const { actingAs, extent } = access.require(principal, command.type, group);
  if (actingAs === undefined) throw new Forbidden(command.type, group);
  if (backfill) access.require(principal, 'backfill', group);
  if (extent === 'own') requireOwn(command, stream, principal, parts);
  const { subject, assurance } = principal;
  return { subject, assurance, actingAs };
}

/**
 * That the documents that a command names are held, and were put in by whoever names them: a hash alone must not tell
 * whether somebody else's is there, nor give its bytes. Of those of the past that come with the folder's own, it may be
 * that only the hash is known.
 */
async function requireDocuments(
  { data }: Command,
  { assurance, subject }: Known,
  blobs: Pick<BlobStore, 'has'>,
): Promise<void> {
  const named = [
    ['/data/document', data['document']],
    ...(Array.isArray(data['attachments']) ? data['attachments'] : []).map((each: unknown, i) => [
      `/data/attachments/${String(i)}`,
      each,
    ]),
  ] as [field: string, document: unknown][];
  for (const [field, document] of named) {
    if (typeof document !== 'object' || document === null || !('sha256' in document)) continue;
    const sha256 = String(document.sha256);
    const isTheirs = assurance === 'asserted' || (await wasPutInBy(subject, sha256, blobs));
    if (!isTheirs || !(await blobs.has(sha256)))
      throw new Invalid([
        {
          rule: 'unknown-document',
          message: 'you have put in no document with this hash; upload it first',
          field,
        },
      ]);
  }
}

/**
 * That the statements that a command answers with, or to, are in the record as its caller sees it: who names one that is
 * not, and later reads that nothing was named, would learn that it is hidden.
 */
function requireStatements({ data }: Command, principal: Known, { readerFor }: ExecutionParts): void {
  for (const field of ['inReplyTo', 'reply']) {
    const id = data[field];
    if (typeof id !== 'string') continue;
    const reader = readerFor(principal);
    if (reader.stream(`liaison-${id}`, reader.point({}).position).length === 0)
      throw new Refused(
        refusal('unknown-liaison-statement', `no liaison statement ${id} in the record`, `/data/${field}`),
      );
  }
}

/** That the contribution that a command is about is the caller's. What is hidden from them is as what is not there. */
function requireOwn(command: Command, stream: string, principal: Known, { readerFor }: ExecutionParts): void {
  const number = String(command.data['number']);
  const reader = readerFor(principal);
  const { position, at } = reader.point({});
  const contribution = foldStream('meeting', reader.stream(stream, position), at).contributions.get(number);
  if (contribution === undefined) throw new NotFound(`no contribution ${number} in ${stream}`);
  if (contribution.submittedBy !== principal.subject) throw new Forbidden(command.type, groupOf(stream));
}
