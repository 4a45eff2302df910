import { Forbidden, IssuerUnavailable, TooManyStreams } from '@acta/application';
import { ACTA, type Acta } from '@acta/runtime';
import { type ArgumentsHost, Catch, type ExceptionFilter, Inject } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { noteDenial } from './access/denial.js';
import type { Problem } from './contract/wire.js';
import { PROBLEM_TYPE, headersOf, problemOf } from './problem.js';
import { correlationOf } from './watch/correlation.js';

/** Every error leaves as problem details. What the policy refused is noted for auditors. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #count: (labels: { type: string }) => void;

  constructor(@Inject(ACTA) private readonly acta: Acta) {
    this.#count = acta.watch.metrics.counter({
      name: 'acta_http_problems_total',
      help: 'Requests that were refused or failed, by the last part of their type.',
      labels: ['type'],
    });
  }

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const problem = problemOf(error);
    if (error instanceof Forbidden) noteDenial(this.acta, request, error.act, error.group);
    if (problem.status >= 500) this.#logged(error, problem, request);
    this.#count({ type: problem.type.replace(/^.*:/, '') });
    void http
      .getResponse<FastifyReply>()
      .status(problem.status)
      .headers(headersOf(error, problem))
      .header('content-type', PROBLEM_TYPE)
      .send(JSON.stringify(problem));
  }

  /** Whoever was told of a failure can name it, and the log has it under that name. */
  #logged(error: unknown, problem: Problem, request: FastifyRequest): void {
    const { id: correlationId } = correlationOf(request);
    problem.instance = `urn:uuid:${correlationId}`;
    const route = request.routeOptions.url ?? 'none';
    const about = { part: 'api', correlationId, method: request.method, route, status: problem.status };
    const { log } = this.acta.watch;
    // Somebody else's fault, met by every request: one line is enough.
    if (error instanceof IssuerUnavailable) log.warn(`${error.message} (${String(error.cause)})`, about);
    // That there are as many streams as may be is no failure, and could fill the log.
    else if (error instanceof TooManyStreams) log.debug(error.message, about);
    else log.error(`${request.method} ${route} failed`, { ...about, error });
  }
}
