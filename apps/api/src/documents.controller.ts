import type { Principal, RenderedDocument } from '@acta/application';
import { type Format, formats, languages } from '@acta/reporting';
import { ACTA, type Acta, ReportDocumentQuery, SummaryDocumentQuery } from '@acta/runtime';
import { Controller, Get, Headers, Inject, Param, ParseIntPipe, Query, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { IsIn, IsOptional } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { Requires } from './access/access.guard.js';
import { Caller } from './access/caller.js';
import { formatFor } from './format.js';
import { ReportPath } from './report-path.js';
import { WhenDto, whenOf } from './when.dto.js';

class DocumentDto extends WhenDto {
  /** Takes the place of the Accept header. */
  @IsOptional()
  @IsIn(formats)
  format?: Format;

  @IsOptional()
  @IsIn(languages)
  language?: string;
}

class ReportDto extends DocumentDto {
  /** `issued`: the frozen bytes; `current`: as it reads at the point. */
  @IsOptional()
  @IsIn(['issued', 'current'])
  reading?: 'issued' | 'current';
}

/** Reports and summaries, in the format that is asked for. */
@Controller('groups/:group')
@Requires('read-public')
export class DocumentsController {
  constructor(
    private readonly queries: QueryBus,
    @Inject(ACTA) private readonly acta: Acta,
  ) {}

  @Get('reports/:kind/:covers')
  async report(
    @Caller() caller: Principal,
    @Param() path: ReportPath,
    @Query() ask: ReportDto,
    @Headers('accept') accept: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { group, kind } = path;
    const { reading, language = this.acta.config.language, format = formatFor(accept) } = ask;
    const document = await this.queries.execute(
      new ReportDocumentQuery(caller, {
        group,
        kind,
        covers: path.coverage(),
        when: whenOf(ask),
        language,
        format,
        ...(reading === undefined ? {} : { reading }),
      }),
    );
    await send(reply, document, `${group}-${kind}-${path.covers}`);
  }

  @Get('meetings/:meeting/summary')
  async summary(
    @Caller() caller: Principal,
    @Param('group') group: string,
    @Param('meeting', ParseIntPipe) meeting: number,
    @Query() ask: DocumentDto,
    @Headers('accept') accept: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { language = this.acta.config.language, format = formatFor(accept) } = ask;
    const document = await this.queries.execute(
      new SummaryDocumentQuery(caller, { group, meeting, when: whenOf(ask), language, format }),
    );
    await send(reply, document, `${group}-meeting-${String(meeting)}`);
  }
}

async function send(reply: FastifyReply, document: RenderedDocument, name: string): Promise<void> {
  const { mediaType, format, point, bytes } = document;
  void reply
    .header('content-type', mediaType)
    .header('vary', 'accept')
    .header('acta-position', String(point.position))
    .header('acta-at', new Date(point.at).toISOString())
    .header('acta-settled', String(point.settled))
    .header('acta-reading', document.issue === undefined ? 'current' : 'issued');
  if (format === 'docx') void reply.header('content-disposition', `attachment; filename="${name}.docx"`);
  await reply.send(Buffer.from(bytes));
}
