import type { Known } from '@acta/application';
import type { CommandType } from '@acta/domain';
import { Controller, Inject, Post, Req, Res, type Type } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Requires } from '../access/access.guard.js';
import { KnownCaller } from '../access/caller.js';
import { Documented } from '../contract/documented.js';
import { actDocumentation } from '../contract/operations.js';
import type { PendingJson, ReceiptJson } from '../contract/wire.js';
import { ActEdge } from './act.edge.js';
import { type ActRoute, actRoutes } from './routes.js';

/** A controller whose one route takes one kind of act. */
function actController(type: CommandType, route: ActRoute): Type {
  @Controller(route.path)
  @Requires(type)
  class ActController {
    constructor(@Inject(ActEdge) private readonly edge: ActEdge) {}

    @Post()
    @Documented(actDocumentation(type, route))
    async post(
      @KnownCaller() principal: Known,
      @Req() request: FastifyRequest,
      @Res({ passthrough: true }) reply: FastifyReply,
    ): Promise<ReceiptJson | PendingJson> {
      return this.edge.perform(type, route, { principal, request, reply });
    }
  }
  Object.defineProperty(ActController, 'name', { value: `${type}Controller` });
  return ActController;
}

/** The routes of all commands. */
export const actControllers: readonly Type[] = Object.entries(actRoutes).map(([type, route]) =>
  actController(type as CommandType, route),
);
