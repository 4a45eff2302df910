import type { Staleness } from '@acta/application';
import { type Format, formats, render } from '@acta/reporting';
import { DraftCorrigendum, ShowStaleReports } from '@acta/runtime';
import { Controller, Get, Headers, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { Requires } from '../access/access.guard.js';
import { AnswerDesk, Asked, type Asking } from '../answer.js';
import { Documented, reads, ref } from '../contract/documented.js';
import type { AnswerJson } from '../contract/wire.js';
import { formatFor } from '../format.js';
import { ReportPath } from '../report-path.js';
import { sendDocument } from '../send-document.js';
import { WhenDto, whenOf } from '../when.dto.js';

class CorrigendumDto extends WhenDto {
  @ApiPropertyOptional({ description: 'Takes the place of the Accept header.', enum: formats, example: 'md' })
  @IsOptional()
  @IsIn(formats)
  format?: Format;
}

/** Whether what was issued still says what the record says, and what would set it right. */
@Controller('groups/:group')
@Requires('read-public')
export class StalenessController {
  constructor(
    private readonly desk: AnswerDesk,
    private readonly queries: QueryBus,
  ) {}

  @Get('stale-reports')
  @Documented({
    id: 'stale-reports',
    summary: 'Tell which issued reports say otherwise than the record by now, and where',
    description:
      'Each is made again on its own moment, from what is recorded by now, and compared with what was issued.',
    ...reads.value({ type: 'array', items: ref('Staleness') }),
  })
  async stale(
    @Asked() asked: Asking,
    @Param('group') group: string,
    @Query() when: WhenDto,
  ): Promise<AnswerJson<Staleness[]>> {
    return this.desk.answer(asked, new ShowStaleReports(asked.principal, { group, when: whenOf(when) }));
  }

  @Get('reports/:kind/:covers/corrigendum')
  @Documented({
    id: 'draft-corrigendum',
    summary: 'Draft the corrigendum to an issued report',
    description: 'Nothing is recorded: whoever issues a corrigendum records that.',
    ...reads.document(),
  })
  async corrigendum(
    @Asked() asked: Asking,
    @Param() { group, kind, covers }: ReportPath,
    @Query() ask: CorrigendumDto,
    @Headers('accept') accept: string | undefined,
  ): Promise<Buffer> {
    const { format = formatFor(accept) } = ask;
    const id = `${group}-${kind}-${covers}`;
    const question = new DraftCorrigendum(asked.principal, { group, id, when: whenOf(ask) });
    const { document, point } = await this.queries.execute(question);
    const rendered = { ...(await render(document, format)), point };
    return sendDocument(asked, question, rendered, `${id}-corrigendum`);
  }
}
