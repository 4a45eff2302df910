import {
  type CanActivate,
  type ExecutionContext,
  ForbiddenException,
  Injectable,
  Logger,
  SetMetadata,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';

const PUBLIC = 'acta:public';

/** Marks a route that anybody may read: the record as far as it is public. Without it a route is closed. */
export const PublicRead = (): MethodDecorator & ClassDecorator => SetMetadata(PUBLIC, true);

/** Deny by default: a route is open only where it says so, and denials are logged. */
@Injectable()
export class AccessGuard implements CanActivate {
  readonly #log = new Logger('access');

  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const open = this.reflector.getAllAndOverride<boolean | undefined>(PUBLIC, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (open === true) return true;
    const { method, url } = context.switchToHttp().getRequest<FastifyRequest>();
    this.#log.warn(`denied ${method} ${url}`);
    throw new ForbiddenException('this route is not open to anybody');
  }
}
