import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type Fault, Refusal } from '../refusal.js';

const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** Problem details (RFC 9457). */
interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  errors?: readonly Fault[];
}

const TITLES: Readonly<Record<number, [type: string, title: string]>> = {
  400: ['invalid', 'The request is not valid'],
  401: ['unauthorized', 'Who asks is not known'],
  403: ['forbidden', 'Not allowed'],
  404: ['not-found', 'Not here'],
  409: ['refused', 'A rule refuses it'],
  413: ['too-large', 'The request is too large'],
  415: ['unsupported-media-type', 'The body is not of a type that is taken here'],
  429: ['too-many-requests', 'Too many requests'],
  503: ['unavailable', 'Not now'],
};

function problem(status: number, detail: string, type?: string): Problem {
  const [usual, title] = TITLES[status] ?? ['bad-request', 'The request cannot be read'];
  return { type: `urn:acta:problem:${type ?? usual}`, title, status, detail };
}

/** What an error means to a client. Errors that are ours say nothing of their cause: the log has it. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Refusal) {
    const { status, message, type, faults } = error;
    return { ...problem(status, message, type), ...(faults.length === 0 ? {} : { errors: faults }) };
  }
  if (error instanceof HttpException) return problem(error.getStatus(), error.message);
  const status = typeof error === 'object' && error !== null && 'statusCode' in error ? error.statusCode : 0;
  if (error instanceof Error && typeof status === 'number' && status >= 400 && status < 500)
    return problem(status, error.message);
  return {
    type: 'urn:acta:problem:internal',
    title: 'Something went wrong here',
    status: 500,
    detail: 'The server failed; its log says why.',
  };
}

/** Every error leaves as problem details. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #log = new Logger('notifier');

  catch(error: unknown, host: ArgumentsHost): void {
    const answer = problemOf(error);
    if (answer.status === 500) this.#log.error(error);
    sendProblem(host.switchToHttp().getResponse<FastifyReply>(), answer);
  }
}

export function sendProblem(reply: FastifyReply, answer: Problem): void {
  if (answer.status === 401) reply.header('www-authenticate', 'Bearer');
  void reply.status(answer.status).header('content-type', PROBLEM_TYPE).send(JSON.stringify(answer));
}
