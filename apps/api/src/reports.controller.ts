import { type Format, formats, languages } from '@acta/reporting';
import { ACTA, type Acta, ReportDocumentQuery, SummaryDocumentQuery } from '@acta/runtime';
import { Controller, Get, Headers, Inject, Param, ParseIntPipe, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { Requires } from './access/access.guard.js';
import { Asked, type Asking } from './answer.js';
import { Documented, reads } from './contract/documented.js';
import { formatFor } from './format.js';
import { ReportPath } from './report-path.js';
import { sendDocument } from './send-document.js';
import { WhenDto, whenOf } from './when.dto.js';

class DocumentDto extends WhenDto {
  @ApiPropertyOptional({ description: 'Takes the place of the Accept header.', enum: formats, example: 'md' })
  @IsOptional()
  @IsIn(formats)
  format?: Format;

  @ApiPropertyOptional({
    description: 'Language of the generated phrases; the server’s where absent.',
    enum: languages,
  })
  @IsOptional()
  @IsIn(languages)
  language?: string;
}

class ReportDto extends DocumentDto {
  @ApiPropertyOptional({
    description:
      '`issued`: the frozen bytes; `current`: as it reads at the point. Absent: as issued, where it was and no point is asked for.',
    enum: ['issued', 'current'],
  })
  @IsOptional()
  @IsIn(['issued', 'current'])
  reading?: 'issued' | 'current';
}

/** Reports and summaries, in the format that is asked for. */
@Controller('groups/:group')
@Requires('read-public')
export class ReportsController {
  constructor(
    private readonly queries: QueryBus,
    @Inject(ACTA) private readonly acta: Acta,
  ) {}

  @Get('reports/:kind/:covers')
  @Documented({
    id: 'report',
    summary: 'Read a report: as issued, or as it reads at a point',
    ...reads.document(),
  })
  async report(
    @Asked() asked: Asking,
    @Param() path: ReportPath,
    @Query() ask: ReportDto,
    @Headers('accept') accept: string | undefined,
  ): Promise<Buffer> {
    const { group, kind } = path;
    const { reading, language = this.acta.config.language, format = formatFor(accept) } = ask;
    const question = new ReportDocumentQuery(asked.principal, {
      group,
      kind,
      covers: path.coverage(),
      when: whenOf(ask),
      language,
      format,
      ...(reading === undefined ? {} : { reading }),
    });
    return sendDocument(
      asked,
      question,
      await this.queries.execute(question),
      `${group}-${kind}-${path.covers}`,
    );
  }

  @Get('meetings/:meeting/summary')
  @Documented({ id: 'summary', summary: 'Read the summary of a meeting', ...reads.document() })
  async summary(
    @Asked() asked: Asking,
    @Param('group') group: string,
    @Param('meeting', ParseIntPipe) meeting: number,
    @Query() ask: DocumentDto,
    @Headers('accept') accept: string | undefined,
  ): Promise<Buffer> {
    const { language = this.acta.config.language, format = formatFor(accept) } = ask;
    const question = new SummaryDocumentQuery(asked.principal, {
      group,
      meeting,
      when: whenOf(ask),
      language,
      format,
    });
    return sendDocument(
      asked,
      question,
      await this.queries.execute(question),
      `${group}-meeting-${String(meeting)}`,
    );
  }
}
