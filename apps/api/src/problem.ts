import {
  BadSearch,
  BlobCorrupt,
  ClockBehind,
  Forbidden,
  Invalid,
  IssuerUnavailable,
  KeyDestroyed,
  KeyReused,
  NotFound,
  NotReachedYet,
  PreparedOnThePast,
  Stale,
  TokenRefused,
} from '@acta/application';
import { Refused } from '@acta/domain';
import { HttpException } from '@nestjs/common';
import type { Problem } from './contract/wire.js';

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** What an error means to a client. Errors that are ours say nothing of their cause: the log has it. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Invalid)
    return { ...problem('invalid', 'The request is not valid', 400, error.message), errors: error.faults };
  if (error instanceof BadSearch)
    return problem('bad-search', 'The search cannot be read', 400, error.message);
  if (error instanceof Refused)
    return { ...problem('refused', 'A rule refuses it', 409, error.message), errors: [error.refusal] };
  if (error instanceof KeyReused) return problem('key-reused', 'The key was used before', 422, error.message);
  if (error instanceof KeyDestroyed)
    return problem('person-erased', 'The person was erased', 409, error.message);
  if (error instanceof Stale)
    return { ...problem('stale', 'It was changed since', 412, error.message), ...changedSince(error) };
  if (error instanceof PreparedOnThePast) return problem('busy', 'It is being changed', 409, error.message);
  if (error instanceof ClockBehind) return problem('clock-behind', 'The clock is wrong', 503, error.message);
  if (error instanceof TokenRefused)
    return problem('unauthorized', 'The token is not accepted', 401, error.message);
  if (error instanceof IssuerUnavailable)
    return problem('issuer-unavailable', 'Tokens cannot be checked now', 503, error.message);
  if (error instanceof Forbidden) return problem('forbidden', 'Not allowed', 403, error.message);
  if (error instanceof NotReachedYet) return problem('not-reached-yet', 'Not here yet', 503, error.message);
  if (error instanceof NotFound) return problem('not-found', 'Not in the record', 404, error.message);
  if (error instanceof BlobCorrupt) return problem('damaged', 'A document is damaged', 500, error.message);
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

function problem(type: string, title: string, status: number, detail: string): Problem {
  return { type: `urn:acta:problem:${type}`, title, status, detail };
}
