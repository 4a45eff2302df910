import { type Answered, Invalid, type Known, type Submission, commandIdOf, invalid } from '@acta/application';
import { type Command, type CommandType, type Refusal, Refused, streamOf } from '@acta/domain';
import { foldStream } from '@acta/projections';
import { ACTA, type Acta, RecordAct } from '@acta/runtime';
import { HttpException, Inject, Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { PendingJson, ReceiptJson } from '../contract/wire.js';
import { CommandsInFlight } from './in-flight.js';
import { type Places, streamAt, valueOf } from '../places.js';
import { asPartOf, correlationOf } from '../watch/correlation.js';
import type { ActRoute } from './routes.js';

/** What an act may say of itself, beside what its data says (the domain's ActDetails). */
const DETAILS = ['effectiveAt', 'datedBy', 'attributedTo', 'reason', 'authority', 'provenance'] as const;

/** Turns a posted act into a command, and its receipt into an answer. */
@Injectable()
export class ActEdge {
  constructor(
    private readonly commands: CommandBus,
    @Inject(ACTA) private readonly acta: Acta,
    private readonly inFlight: CommandsInFlight,
  ) {}

  /**
   * @throws what `executeCommand` throws, fields named as the body has them; 428 where the group asks for If-Match; 400 for
   *   headers that cannot be read
   */
  async perform(
    type: CommandType,
    route: ActRoute,
    { principal, request, reply }: { principal: Known; request: FastifyRequest; reply: FastifyReply },
  ): Promise<ReceiptJson | PendingJson> {
    const places = request.params as Places;
    const expected = expectedRevision(request);
    if (expected === undefined && route.enters === undefined) this.#requireIfMatch(places);
    const key = idempotencyKey(request);
    const commandId = commandIdOf(principal, key, this.acta.ids);
    const { id: correlationId } = correlationOf(request, commandId);
    const submission: Submission = {
      command: commandOf(type, route, places, request.body),
      principal,
      backfill: isBackfill(request),
      commandId,
      ...(key === undefined ? {} : { key }),
      ...(expected === undefined ? {} : { expected }),
      correlationId,
    };
    const record = () => this.commands.execute(new RecordAct(submission));
    const recording = asPartOf(request, this.acta, record).catch((error: unknown) => {
      throw asPosted(error);
    });
    const receipt = await this.inFlight.wait(commandId, principal.subject, recording);
    return receipt === undefined ? pending(reply, commandId) : answer(reply, receipt);
  }

  /** Where a group asks for it, whoever changes something says which state of it they saw. */
  #requireIfMatch({ group }: Places): void {
    if (group === undefined) return;
    const { reader } = this.acta;
    const { position } = reader.point({});
    const { workingMethods } = foldStream('group', reader.stream(streamOf.group(group), position));
    if (workingMethods.at(-1)?.value.changesNameWhatTheySaw === true)
      throw new HttpException(
        `${group} asks that a change names what it changes: read it, and send its ETag as If-Match`,
        428,
      );
  }
}

/** It is not known yet whether it was recorded: its id tells, once it is. */
function pending(reply: FastifyReply, commandId: string): PendingJson {
  void reply.status(202).header('acta-command', commandId).header('location', `/commands/${commandId}`);
  return { outcome: 'pending', commandId };
}

function answer(reply: FastifyReply, receipt: Answered): ReceiptJson {
  const { outcome, commandId, position, revision } = receipt;
  void reply
    .status(outcome === 'written' ? 201 : 200)
    .header('acta-position', String(position))
    .header('acta-command', commandId);
  if (outcome === 'written') void reply.header('etag', `"${String(revision)}"`);
  return receiptJson(receipt);
}

/** A receipt in JSON: positions and revisions are decimal strings. */
export function receiptJson({
  outcome,
  commandId,
  stream,
  ref,
  position,
  revision,
  events,
}: Answered): ReceiptJson {
  return {
    outcome,
    commandId,
    stream,
    ref,
    position: String(position),
    etag: String(revision),
    events: events.map((event) => ({ ...event, position: String(event.position) })),
  };
}

/** The body's fields are the act's data, those of its details apart; the address says what it is done to. */
function commandOf(type: CommandType, { fills = {} }: ActRoute, places: Places, body: unknown): Command {
  const given = body ?? {};
  if (typeof given !== 'object' || Array.isArray(given))
    throw invalid('wrong-type', 'the body is a JSON object', '');
  const details: Record<string, unknown> = {};
  const data: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(given)) {
    const isDetail =
      DETAILS.some((detail) => detail === name) && !(type === 'redate-act' && name === 'effectiveAt');
    if (isDetail) details[name] = value;
    else data[name] = value;
  }
  for (const [place, field] of Object.entries(fills)) {
    if (field in data) throw invalid('given-twice', 'is said by the address; leave it out', `/${field}`);
    data[field] = valueOf(place, places[place] ?? '');
  }
  const stream = streamAt(places);
  const own = stream === undefined || fills['group'] !== undefined ? {} : { stream };
  return { type, ...details, ...own, data };
}

/** RFC 9110, 13.1.1: one strong ETag of ours. What follows the revision in it is for caches (see `answer.ts`). */
function expectedRevision({ headers }: FastifyRequest): number | undefined {
  const header = headers['if-match'];
  if (header === undefined || header === '*') return undefined;
  const revision = /^"(\d{1,15})(?:\.[\w-]{1,22})?(?:-(?:br|gzip))?"$/.exec(header)?.[1];
  if (revision === undefined)
    throw invalid('wrong-form', 'If-Match takes one ETag, as it was given: "12"', '/headers/if-match');
  return Number(revision);
}

/** draft-ietf-httpapi-idempotency-key-header: the caller's own name for this request. */
function idempotencyKey({ headers }: FastifyRequest): string | undefined {
  const header = headers['idempotency-key'];
  if (header === undefined) return undefined;
  if (typeof header !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(header))
    throw invalid(
      'wrong-form',
      'Idempotency-Key takes 1 to 255 visible ASCII characters',
      '/headers/idempotency-key',
    );
  return header;
}

function isBackfill({ query }: FastifyRequest): boolean {
  const { backfill, ...others } = query as Record<string, unknown>;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw invalid('unknown-field', 'is not known here', `/query/${unknown}`);
  if (backfill !== undefined && backfill !== 'true' && backfill !== 'false')
    throw invalid('not-allowed', 'must be true or false', '/query/backfill');
  return backfill === 'true';
}

/** An error with its fields as the body has them: what a command calls /data/title is the body's /title. */
function asPosted(error: unknown): unknown {
  if (error instanceof Invalid) return new Invalid(error.faults.map(relocated));
  return error instanceof Refused ? new Refused(relocated(error.refusal)) : error;
}

function relocated(refusal: Refusal): Refusal {
  const { field } = refusal;
  return field === undefined ? refusal : { ...refusal, field: field.replace(/^\/data(?=\/|$)/, '') };
}
