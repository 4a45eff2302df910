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
  PreparedOnThePast,
  Stale,
  TooManyStreams,
  TooManyWebhooks,
  TokenRefused,
} from '@acta/application';
import { type Refusal, Refused } from '@acta/domain';
import { HttpException } from '@nestjs/common';

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** Problem details (RFC 9457), with the field and the rule of each fault. */
export interface Problem {
  /** Stable; part of the interface. */
  type: string;
  title: string;
  status: number;
  detail: string;
  errors?: readonly Refusal[];
  /** Of what was changed meanwhile: its revision now, and the acts that changed it, oldest first. */
  revision?: string;
  since?: readonly { id: string; type: string; position: string; revision: string; recordedAt: string }[];
}

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
  if (error instanceof IssuerUnavailable)
    return problem('issuer-unavailable', 'Tokens cannot be checked now', 503, error.message);
  if (error instanceof Forbidden) return problem('forbidden', 'Not allowed', 403, error.message);
  if (error instanceof NotFound) return problem('not-found', 'Not in the record', 404, error.message);
  if (error instanceof BlobCorrupt) return problem('damaged', 'A document is damaged', 500, error.message);
  if (error instanceof HttpException) return httpProblem(error);
  const status = statusOf(error);
  return status === undefined
    ? problem('internal', 'Something went wrong here', 500, 'The server failed; its log says why.')
    : problem('bad-request', 'The request cannot be read', status, messageOf(error));
}

function httpProblem(error: HttpException): Problem {
  const status = error.getStatus();
  const response = error.getResponse();
  const messages = typeof response === 'object' && 'message' in response ? response.message : error.message;
  const detail = Array.isArray(messages) ? messages.join('; ') : String(messages);
  if (status === 404) return problem('not-found', 'No such page', 404, detail);
  if (status === 401) return problem('unauthorized', 'Who asks is not known', 401, detail);
  if (status === 403) return problem('forbidden', 'Not allowed', 403, detail);
  return problem(status === 400 ? 'invalid' : 'bad-request', 'The request is not valid', status, detail);
}

/** What touched it since the caller saw it. */
function changedSince({ actual, since }: Stale): Pick<Problem, 'revision' | 'since'> {
  return {
    revision: String(actual),
    since: since.map(({ position, revision, type, metadata: { id, recordedAt } }) => ({
      id,
      type,
      position: String(position),
      revision: String(revision),
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
