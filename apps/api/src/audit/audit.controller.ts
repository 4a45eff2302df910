import type { Finding, HistoryStep } from '@acta/projections';
import { findingsCsv } from '@acta/reporting';
import { ACTA, type Acta, FindActs, ShowHistory, ShowRedline } from '@acta/runtime';
import { Controller, Get, Headers, Inject, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { Requires } from '../access/access.guard.js';
import { AnswerDesk, Asked, type Asking } from '../answer.js';
import { Documented, reads } from '../contract/documented.js';
import type { PageJson } from '../contract/wire.js';
import { TABLE_TYPES, formatFor, typeFor } from '../format.js';
import { sendCsv, sendDocument } from '../send-document.js';
import { whenOf } from '../when.dto.js';
import { HistoryDto, InvestigationDto } from './audit.dto.js';
import { RedlineDto } from './redline.dto.js';

/** Who changed what, when, why and on whose authority. */
@Controller('groups/:group')
@Requires('read-public')
export class AuditController {
  constructor(
    private readonly desk: AnswerDesk,
    private readonly queries: QueryBus,
    @Inject(ACTA) private readonly acta: Acta,
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

  @Get('redline')
  @Documented({
    id: 'redline',
    summary: 'Compare something with itself at another point, word by word',
    description: 'In Word the changes are tracked: each can be accepted or rejected.',
    ...reads.document('Redline'),
  })
  async redline(
    @Asked() asked: Asking,
    @Param('group') group: string,
    @Query() ask: RedlineDto,
    @Headers('accept') accept: string | undefined,
  ): Promise<Buffer> {
    const { subject, language = this.acta.config.language, format = formatFor(accept) } = ask;
    const question = new ShowRedline(asked.principal, {
      group,
      subject,
      ...ask.points(),
      language,
      format,
    });
    const name = `redline-${subject.replace(/[^A-Za-z0-9.]+/g, '-')}`;
    return sendDocument(asked, question, await this.queries.execute(question), name);
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
    const { format = typeFor(accept, TABLE_TYPES) } = ask;
    if (format === 'json') return this.desk.page(asked, question, ask, ({ act }) => act.position);
    const { point, value } = await this.queries.execute(question);
    const text = findingsCsv(value, point.position);
    return sendCsv(asked, question, { point, text }, `${group}-${ask.inquiry}`);
  }
}
