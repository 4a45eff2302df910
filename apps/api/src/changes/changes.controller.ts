import { speakingNote } from '@acta/reporting';
import { ACTA, type Acta, ShowChanges } from '@acta/runtime';
import { Controller, Get, Headers, Inject, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { Requires } from '../access/access.guard.js';
import { Asked, type Asking, describe, digestOf, pageOf } from '../answer.js';
import { Documented, reads } from '../contract/documented.js';
import type { ChangesJson } from '../contract/wire.js';
import { typeFor } from '../format.js';
import { ChangesDto } from './changes.dto.js';

const TYPES = [
  ['application/json', 'json'],
  ['text/plain', 'text'],
] as const;

/** What changed in a group since a point. */
@Controller('groups/:group')
@Requires('read-public')
export class ChangesController {
  constructor(
    private readonly queries: QueryBus,
    @Inject(ACTA) private readonly acta: Acta,
  ) {}

  @Get('changes')
  @Documented({
    id: 'changes',
    summary: 'Tell what changed in a group since a point, by subject',
    description:
      'Acts that were recorded late, backdated, redated or voided are told apart from news. Where a subject’s acts cancel out it is listed without fields.',
    ...reads.noted('ChangesJson'),
  })
  async changes(
    @Asked() asked: Asking,
    @Param('group') group: string,
    @Query() ask: ChangesDto,
    @Headers('accept') accept: string | undefined,
  ): Promise<ChangesJson | string> {
    const { format = typeFor(accept, TYPES), language = this.acta.config.language } = ask;
    const question = new ShowChanges(asked.principal, ask.of(group));
    const answer = await this.queries.execute(question);
    const { point, since, value: changes } = answer;
    if (format === 'text') {
      const note = speakingNote({ group, since, point, changes }, language);
      describe(asked, question, point, `"${digestOf(note)}"`);
      void asked.reply.type('text/plain; charset=utf-8');
      return note;
    }
    const page = pageOf(answer, ask, ({ ref }) => ref);
    describe(asked, question, point, `"${digestOf(JSON.stringify([since, page.value]))}"`);
    return {
      ...page,
      since: { ...since, position: String(since.position), at: new Date(since.at).toISOString() },
    };
  }
}
