import { IssuerUnavailable } from '@acta/application';
import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { PROBLEM_TYPE, headersOf, problemOf } from './problem.js';

/** Every error leaves as problem details. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #log = new Logger('api');

  catch(error: unknown, host: ArgumentsHost): void {
    const problem = problemOf(error);
    // Somebody else's fault, met by every request: one line is enough.
    if (error instanceof IssuerUnavailable) this.#log.warn(`${error.message} (${String(error.cause)})`);
    else if (problem.status >= 500) this.#log.error(error);
    void host
      .switchToHttp()
      .getResponse<FastifyReply>()
      .status(problem.status)
      .headers(headersOf(error, problem))
      .header('content-type', PROBLEM_TYPE)
      .send(JSON.stringify(problem));
  }
}
