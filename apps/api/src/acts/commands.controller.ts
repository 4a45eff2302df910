import { type Known, NotFound } from '@acta/application';
import { Controller, Get, Param, ParseUUIDPipe, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { RequiresToken } from '../access/access.guard.js';
import { KnownCaller } from '../access/caller.js';
import { Documented } from '../contract/documented.js';
import { receipts } from '../contract/operations.js';
import type { PendingJson, ReceiptJson } from '../contract/wire.js';
import { receiptJson } from './act.edge.js';
import { CommandsInFlight } from './in-flight.js';

/** What became of an act whose answer was 202. */
@Controller('commands')
@RequiresToken()
export class CommandsController {
  constructor(private readonly inFlight: CommandsInFlight) {}

  @Get(':command')
  @Documented({
    id: 'command-fate',
    summary: 'Ask what became of an act',
    success: [receipts.repeated, receipts.pending],
    refusals: [409, 412, 422],
  })
  find(
    @KnownCaller() { subject }: Known,
    @Param('command', ParseUUIDPipe) commandId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): ReceiptJson | PendingJson {
    const fate = this.inFlight.fateOf(commandId, subject);
    switch (fate?.state) {
      case undefined:
        throw new NotFound(
          `no act ${commandId} of yours is waited for; give it again to learn what became of it`,
        );
      case 'failed':
        throw fate.error;
      case 'pending':
        void reply.status(202);
        return { outcome: 'pending', commandId };
      case 'recorded':
        return receiptJson(fate.receipt);
    }
  }
}
