import { type Act, Forbidden } from '@acta/application';
import { groupOf } from '@acta/domain';
import { ACTA, type Acta } from '@acta/runtime';
import {
  type CanActivate,
  type ExecutionContext,
  ForbiddenException,
  Inject,
  Injectable,
  Logger,
  SetMetadata,
  UnauthorizedException,
  applyDecorators,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ApiExtension } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { noteDenial } from './denial.js';

const ACT = 'acta:act';
const GROUP_IN = 'acta:group-in';

/** For a route whose group is the query's `group`, and which is about all groups without it. */
export const GroupInQuery = (): MethodDecorator & ClassDecorator => SetMetadata(GROUP_IN, 'query');

const ANY_TOKEN = 'any-token';

/** The extension under which the API's document finds which act a route is. */
export const ACT_EXTENSION = 'x-acta-act';

const requires = (act: Act | typeof ANY_TOKEN): MethodDecorator & ClassDecorator =>
  applyDecorators(SetMetadata(ACT, act), ApiExtension(ACT_EXTENSION, act));

/** Names the act of the policy that a route is. Without it a route is closed to everybody. */
export const Requires = (act: Act): MethodDecorator & ClassDecorator => requires(act);

/** For what is one's own: whoever proved who they are may, whatever their roles. */
export const RequiresToken = (): MethodDecorator & ClassDecorator => requires(ANY_TOKEN);

/** Deny by default: a route names its act, and the policy says who may do it. */
@Injectable()
export class AccessGuard implements CanActivate {
  readonly #log = new Logger('access');

  constructor(
    private readonly reflector: Reflector,
    @Inject(ACTA) private readonly acta: Acta,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { principal } = request;
    const act = this.reflector.getAllAndOverride<Act | typeof ANY_TOKEN | undefined>(ACT, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (act === undefined) {
      this.#log.error(
        `${request.method} ${request.routeOptions.url ?? ''} names no act of the policy: it is closed`,
      );
      throw new ForbiddenException('this route is not open to anybody');
    }
    if (act === ANY_TOKEN) {
      if (principal.subject !== undefined) return true;
      throw new UnauthorizedException('this takes a bearer token');
    }
    const group = this.#groupOf(context, request);
    if (this.acta.access.judge(principal, act, group).allowed) return true;
    if (principal.subject === undefined) {
      noteDenial(this.acta, request, act, group);
      throw new UnauthorizedException('this takes a bearer token');
    }
    // Noted where it leaves, with those of the commands.
    throw new Forbidden(act, group);
  }

  /** The group that a request is about. A query that names several is about none: its route refuses it. */
  #groupOf(context: ExecutionContext, request: FastifyRequest): string | undefined {
    if (this.reflector.get(GROUP_IN, context.getHandler()) !== 'query') return groupOfAddress(request);
    const { group } = request.query as { group?: unknown };
    return typeof group === 'string' ? group : undefined;
  }
}

/** The group that a request's address is about. */
function groupOfAddress({ params }: FastifyRequest): string | undefined {
  const { group, stream } = params as { group?: string; stream?: string };
  return group ?? (stream === undefined ? undefined : groupOf(stream));
}
