import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Observable } from 'rxjs';
import { type Places, checkPlaces } from './places.js';

/** Whatever the route: an address whose placeholders are not of their form names nothing. */
@Injectable()
export class PlacesInterceptor implements NestInterceptor {
  /** @throws NotFound */
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    checkPlaces(context.switchToHttp().getRequest<FastifyRequest>().params as Places);
    return next.handle();
  }
}
