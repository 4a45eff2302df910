import { setTimeout as pause } from 'node:timers/promises';
import { NotReachedYet } from '@acta/application';
import { ACTA, type Acta } from '@acta/runtime';
import {
  type CallHandler,
  type ExecutionContext,
  Inject,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Observable } from 'rxjs';

/** How long a read waits for the position that it asks for. */
const WAIT_MS = 5_000;
const LOOK_MS = 10;

/** Reading one's writes: a read that names a position (`minPosition`) is answered once the journal has reached it. */
@Injectable()
export class MinPositionInterceptor implements NestInterceptor {
  constructor(@Inject(ACTA) private readonly acta: Acta) {}

  /** @throws NotReachedYet after a bounded wait */
  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const { method, query } = context.switchToHttp().getRequest<FastifyRequest>();
    const { minPosition } = query as { minPosition?: unknown };
    if (typeof minPosition === 'string' && /^\d{1,16}$/.test(minPosition) && method !== 'POST')
      await this.#reached(Number(minPosition));
    return next.handle();
  }

  async #reached(position: number): Promise<void> {
    const { journal } = this.acta;
    for (let waited = 0; journal.head().position < position; waited += LOOK_MS) {
      if (waited >= WAIT_MS) throw new NotReachedYet(position, journal.head().position);
      await pause(LOOK_MS);
    }
  }
}
