import { TooManyStreams } from '@acta/application';
import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { PROBLEM_TYPE, problemOf } from './problem.js';

/** Every error leaves as problem details. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #log = new Logger('api');

  catch(error: unknown, host: ArgumentsHost): void {
    const problem = problemOf(error);
    // That there are as many streams as may be is no failure, and could fill the log.
    if (problem.status >= 500 && !(error instanceof TooManyStreams)) this.#log.error(error);
    void host
      .switchToHttp()
      .getResponse<FastifyReply>()
      .status(problem.status)
      .header('content-type', PROBLEM_TYPE)
      .send(JSON.stringify(problem));
  }
}
