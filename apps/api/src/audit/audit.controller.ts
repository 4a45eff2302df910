import type { Finding, HistoryStep } from '@acta/projections';
import { findingsCsv } from '@acta/reporting';
import { FindActs, ShowHistory } from '@acta/runtime';
import { Controller, Get, Headers, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { Requires } from '../access/access.guard.js';
import { AnswerDesk, Asked, type Asking, describe, digestOf } from '../answer.js';
import { Documented, reads } from '../contract/documented.js';
import type { PageJson } from '../contract/wire.js';
import { typeFor } from '../format.js';
import { whenOf } from '../when.dto.js';
import { HistoryDto, InvestigationDto } from './audit.dto.js';

const FORMATS = [
  ['application/json', 'json'],
  ['text/csv', 'csv'],
] as const;

/** Who changed what, when, why and on whose authority. */
@Controller('groups/:group')
@Requires('read-public')
export class AuditController {
  constructor(
    private readonly desk: AnswerDesk,
    private readonly queries: QueryBus,
  ) {}

  @Get('history')
  @Documented({
    id: 'history',
    summary: 'Show what was done to a subject, step by step, and what each step changed',
    ...reads.page('HistoryStep'),
  })
  async history(
    @Asked() asked: Asking,
    @Param('group') group: string,
    @Query() ask: HistoryDto,
  ): Promise<PageJson<HistoryStep>> {
    const question = new ShowHistory(asked.principal, { group, subject: ask.subject, when: whenOf(ask) });
    return this.desk.page(asked, question, ask, ({ act }) => act.position);
  }

  @Get('investigation')
  @Documented({
    id: 'investigation',
    summary: 'Find the acts that an auditor looks for',
    ...reads.table('Finding'),
  })
  async investigation(
    @Asked() asked: Asking,
    @Param('group') group: string,
    @Query() ask: InvestigationDto,
    @Headers('accept') accept: string | undefined,
  ): Promise<PageJson<Finding> | string> {
    const question = new FindActs(asked.principal, ask.asked(group));
    const { format = typeFor(accept, FORMATS) } = ask;
    if (format === 'json') return this.desk.page(asked, question, ask, ({ act }) => act.position);
    const { point, value } = await this.queries.execute(question);
    const text = findingsCsv(value, point.position);
    describe(asked, question, point, `"${digestOf(text)}"`);
    void asked.reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', `attachment; filename="${group}-${ask.inquiry}.csv"`);
    return text;
  }
}
