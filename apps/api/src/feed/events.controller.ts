import { invalid } from '@acta/application';
import { Controller, Get, Headers, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Requires } from '../access/access.guard.js';
import { Asked, type Asking } from '../answer.js';
import { Documented, answersWith } from '../contract/documented.js';
import { FeedDto, POSITION, filterOf } from './feed.dto.js';
import { Streams } from './streams.js';

/** The feed: every event of the record that the caller may see, as it is recorded. */
@Controller('events')
@Requires('read-public')
export class EventsController {
  constructor(private readonly streams: Streams) {}

  @Get()
  @Documented({
    id: 'events',
    summary: 'Follow the record live',
    description:
      'CloudEvents 1.0 as server-sent events. `id` is the journal position: give the last one as Last-Event-ID to go on after it.',
    ...answersWith('text/event-stream', { type: 'string' }, 'A stream without end.'),
    asks: ['Last-Event-ID'],
  })
  async events(
    @Asked() { principal }: Asking,
    @Query() ask: FeedDto,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (request.method === 'HEAD') {
      await this.streams.answerHead(reply);
      return;
    }
    const after = lastEventId === undefined ? ask.after : positionIn(lastEventId);
    const { expires } = principal;
    await this.streams.answer(
      {
        principal,
        countedAs: principal.subject ?? request.ip,
        filter: filterOf(ask),
        ...(after === undefined ? {} : { after: Number(after) }),
        ...(ask.replayUpTo === undefined ? {} : { replayUpTo: Number(ask.replayUpTo) }),
        ...(expires === undefined ? {} : { expires }),
      },
      reply,
    );
  }
}

/** @throws Invalid */
function positionIn(lastEventId: string): string {
  if (POSITION.test(lastEventId)) return lastEventId;
  throw invalid('wrong-form', 'Last-Event-ID is the id of an event of this feed: a journal position');
}
