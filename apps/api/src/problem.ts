import {
  BadSearch,
  BlobCorrupt,
  BlobStoreUnavailable,
  ClockBehind,
  ClockOff,
  DocumentRefused,
  DocumentTooLarge,
  Forbidden,
  HeadUnconfirmed,
  LogMoved,
  ImportRefused,
  Invalid,
  IssuerUnavailable,
  KeyDestroyed,
  KeyReused,
  KeyVaultUnavailable,
  NotFound,
  NotReachedYet,
  PreparedOnThePast,
  ReplicaBehind,
  Stale,
  StoreUnavailable,
  TooManyStreams,
  TooManyWebhooks,
  TokenRefused,
  Withheld,
  WrongExpectedRevision,
} from '@acta/application';
import { Refused } from '@acta/domain';
import { HttpException } from '@nestjs/common';
import type { Problem } from './contract/wire.js';

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** More requests than one caller may make in a minute. */
export class TooManyRequests extends Error {
  override readonly name = 'TooManyRequests';
  constructor(
    most: number,
    /** When the next one is answered, in seconds from now. */
    readonly retryAfter: number,
  ) {
    super(`at most ${most} requests a minute are answered; try again in ${retryAfter} s`);
  }
}

/** What an error means to a client. Errors that are ours say nothing of their cause: the log has it. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Invalid)
    return { ...problem('invalid', 'The request is not valid', 400, error.message), errors: error.faults };
  if (error instanceof ImportRefused)
    return { ...problem('invalid', 'The commands are not valid', 400, error.message), errors: error.faults };
  if (error instanceof DocumentTooLarge)
    return problem('too-large', 'The document is too large', 413, error.message);
  if (error instanceof DocumentRefused)
    return problem('document-refused', 'The document is refused', 422, error.message);
  if (error instanceof BadSearch)
    return problem('bad-search', 'The search cannot be read', 400, error.message);
  if (error instanceof Refused)
    return { ...problem('refused', 'A rule refuses it', 409, error.message), errors: [error.refusal] };
  if (error instanceof KeyReused) return problem('key-reused', 'The key was used before', 422, error.message);
  if (error instanceof KeyDestroyed)
    return problem('person-erased', 'The person was erased', 409, error.message);
  if (error instanceof Stale)
    return { ...problem('stale', 'It was changed since', 412, error.message), ...changedSince(error) };
  const later = problemOfNow(error);
  if (later !== undefined) return later;
  if (error instanceof PreparedOnThePast) return problem('busy', 'It is being changed', 409, error.message);
  if (error instanceof TooManyStreams)
    return problem(
      'too-many-streams',
      'Too many streams are open',
      error.scope === 'own' ? 429 : 503,
      error.message,
    );
  if (error instanceof TooManyWebhooks)
    return problem('too-many-webhooks', 'Too many webhooks are kept', 409, error.message);
  if (error instanceof TokenRefused)
    return problem('unauthorized', 'The token is not accepted', 401, error.message);
  if (error instanceof Forbidden) return problem('forbidden', 'Not allowed', 403, error.message);
  if (error instanceof Withheld) return problem('withheld', 'The report is withheld', 403, error.message);
  if (error instanceof NotReachedYet) return problem('not-reached-yet', 'Not here yet', 409, error.message);
  if (error instanceof NotFound) return problem('not-found', 'Not in the record', 404, error.message);
  if (error instanceof BlobCorrupt) return problem('damaged', 'A document is damaged', 500, error.message);
  if (error instanceof TooManyRequests)
    return problem('too-many-requests', 'Too many requests', 429, error.message);
  if (error instanceof HttpException) return httpProblem(error);
  const status = statusOf(error);
  if (status === undefined)
    return problem('internal', 'Something went wrong here', 500, 'The server failed; its log says why.');
  const [type, title] = (status === 400 ? undefined : KINDS[status]) ?? [
    'bad-request',
    'The request cannot be read',
  ];
  return problem(type, title, status, messageOf(error));
}

/** What is refused now and may be taken later, without a change of the request. */
function problemOfNow(error: unknown): Problem | undefined {
  if (error instanceof ClockBehind || error instanceof ClockOff)
    return problem('clock-behind', 'The clock is wrong', 503, error.message);
  if (error instanceof LogMoved) return problem('moved', 'The record goes on elsewhere', 503, error.message);
  if (error instanceof HeadUnconfirmed)
    return problem('head-unconfirmed', 'This node may not know all that was recorded', 503, error.message);
  if (error instanceof ReplicaBehind)
    return problem('replica-behind', 'This node cannot read it yet', 503, error.message);
  if (error instanceof StoreUnavailable)
    return problem(
      'store-unavailable',
      'The record cannot be written now',
      503,
      'What keeps the record does not answer this node, whose log says why. Whether the act was recorded is not known: send the same request with the same Idempotency-Key again, here or to another node, and it is recorded once.',
    );
  if (error instanceof WrongExpectedRevision)
    return problem(
      'busy',
      'It is being changed',
      503,
      'others kept changing it while this was judged; nothing was recorded: send the same request again',
    );
  if (error instanceof IssuerUnavailable)
    return problem('issuer-unavailable', 'Tokens cannot be checked now', 503, error.message);
  if (error instanceof KeyVaultUnavailable || error instanceof BlobStoreUnavailable)
    return problem(
      'keeping-unavailable',
      'Keys or documents cannot be reached now',
      503,
      "What this node keeps persons' keys or documents in does not answer; its log says why. The same request may be sent again.",
    );
  return undefined;
}

/** How long to wait before tokens may be checked again, in seconds. */
const ISSUER_RETRY_SECONDS = 5;
/** How long to wait until this node may have caught up with the store, in seconds. */
const STORE_RETRY_SECONDS = 2;
/** How long to wait before another stream is asked for, in seconds. */
const STREAM_RETRY_SECONDS = 5;

/** What a refusal says in its headers: how to say who asks (RFC 6750, section 3), and when to come again. */
export function headersOf(error: unknown, { status }: Problem): Record<string, string> {
  if (error instanceof TokenRefused)
    return {
      'www-authenticate': `Bearer error="invalid_token", error_description="${quoted(error.message)}"`,
    };
  if (status === 401) return { 'www-authenticate': 'Bearer' };
  if (error instanceof TooManyRequests) return { 'retry-after': String(error.retryAfter) };
  if (error instanceof NotReachedYet) return { 'retry-after': '1' };
  if (error instanceof TooManyStreams) return { 'retry-after': String(STREAM_RETRY_SECONDS) };
  if (error instanceof IssuerUnavailable) return { 'retry-after': String(ISSUER_RETRY_SECONDS) };
  if (
    error instanceof HeadUnconfirmed ||
    error instanceof ReplicaBehind ||
    error instanceof StoreUnavailable ||
    error instanceof WrongExpectedRevision
  )
    return { 'retry-after': String(STORE_RETRY_SECONDS) };
  return {};
}

/** The characters that an error_description may have (RFC 6750, section 3). */
function quoted(text: string): string {
  return text.replaceAll('"', "'").replace(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/g, '?');
}

function httpProblem(error: HttpException): Problem {
  const status = error.getStatus();
  const response = error.getResponse();
  const messages = typeof response === 'object' && 'message' in response ? response.message : error.message;
  const detail = Array.isArray(messages) ? messages.join('; ') : String(messages);
  const [type, title] = KINDS[status] ?? ['bad-request', 'The request is not valid'];
  return problem(type, title, status, detail);
}

/** Types and titles of what the framework refuses, by status. */
const KINDS: Readonly<Record<number, [type: string, title: string]>> = {
  400: ['invalid', 'The request is not valid'],
  401: ['unauthorized', 'Who asks is not known'],
  403: ['forbidden', 'Not allowed'],
  404: ['not-found', 'No such page'],
  405: ['method-not-allowed', 'Not a method of this page'],
  406: ['not-acceptable', 'No such format'],
  413: ['too-large', 'The request is too large'],
  415: ['unsupported-media-type', 'The body is not of a type that is taken here'],
  428: ['precondition-required', 'The change must name what it changes'],
  429: ['too-many-requests', 'Too many requests'],
};

/** What touched it since the caller saw it. */
function changedSince({ actual, since }: Stale): Pick<Problem, 'etag' | 'since'> {
  return {
    etag: String(actual),
    since: since.map(({ position, revision, type, metadata: { id, recordedAt } }) => ({
      id,
      type,
      position: String(position),
      etag: String(revision),
      recordedAt,
    })),
  };
}

/** Fastify's own client errors carry a status code. */
function statusOf(error: unknown): number | undefined {
  const status =
    typeof error === 'object' && error !== null && 'statusCode' in error ? error.statusCode : undefined;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A problem of ours, by the last part of its type. */
export function problem(type: string, title: string, status: number, detail: string): Problem {
  return { type: `urn:acta:problem:${type}`, title, status, detail };
}
