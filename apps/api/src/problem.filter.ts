import { Forbidden, IssuerUnavailable, TooManyStreams } from '@acta/application';
import { ACTA, type Acta } from '@acta/runtime';
import { type ArgumentsHost, Catch, type ExceptionFilter, Inject, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { noteDenial } from './access/denial.js';
import { PROBLEM_TYPE, headersOf, problemOf } from './problem.js';

/** Every error leaves as problem details. What the policy refused is noted for auditors. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #log = new Logger('api');

  constructor(@Inject(ACTA) private readonly acta: Acta) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const problem = problemOf(error);
    const http = host.switchToHttp();
    if (error instanceof Forbidden)
      noteDenial(this.acta, http.getRequest<FastifyRequest>(), error.act, error.group);
    // Somebody else's fault, met by every request: one line is enough.
    if (error instanceof IssuerUnavailable) this.#log.warn(`${error.message} (${String(error.cause)})`);
    // That there are as many streams as may be is no failure, and could fill the log.
    else if (problem.status >= 500 && !(error instanceof TooManyStreams)) this.#log.error(error);
    void http
      .getResponse<FastifyReply>()
      .status(problem.status)
      .headers(headersOf(error, problem))
      .header('content-type', PROBLEM_TYPE)
      .send(JSON.stringify(problem));
  }
}
