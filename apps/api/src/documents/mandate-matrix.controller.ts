import type { MandateMatrix } from '@acta/projections';
import { type Format, languages, mandateMatrixCsv } from '@acta/reporting';
import { ACTA, type Acta, MandateMatrixDocumentQuery, ShowMandateMatrix } from '@acta/runtime';
import { Controller, Get, Headers, Inject, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { Requires } from '../access/access.guard.js';
import { AnswerDesk, Asked, type Asking } from '../answer.js';
import { Documented, reads } from '../contract/documented.js';
import type { AnswerJson } from '../contract/wire.js';
import { DOCUMENT_TYPES, typeFor } from '../format.js';
import { sendCsv, sendDocument } from '../send-document.js';
import { WhenDto, whenOf } from '../when.dto.js';

const FORMATS = ['json', 'md', 'html', 'docx', 'csv'] as const;
type MatrixFormat = Format | 'csv';

/** JSON first: it is what is given where anything will do. */
const TYPES: readonly (readonly [type: string, format: MatrixFormat])[] = [
  ['application/json', 'json'],
  ...DOCUMENT_TYPES,
  ['text/csv', 'csv'],
];

class MandateMatrixDto extends WhenDto {
  @ApiPropertyOptional({ description: 'Takes the place of the Accept header.', enum: FORMATS, example: 'md' })
  @IsOptional()
  @IsIn(FORMATS)
  format?: MatrixFormat;

  @ApiPropertyOptional({
    description: 'Language of a document’s phrases; the server’s where absent.',
    enum: languages,
  })
  @IsOptional()
  @IsIn(languages)
  language?: string;
}

/** The clauses of a group's terms of reference and what was linked to each. */
@Controller('groups/:group')
@Requires('read-public')
export class MandateMatrixController {
  constructor(
    private readonly desk: AnswerDesk,
    private readonly queries: QueryBus,
    @Inject(ACTA) private readonly acta: Acta,
  ) {}

  @Get('mandate-matrix')
  @Documented({
    id: 'mandate-matrix',
    summary: 'Show what was linked to each clause of the terms of reference',
    description: 'As JSON or CSV, or as a document. What nobody has linked is not classified.',
    ...reads.viewOrDocument('MandateMatrix'),
  })
  async mandateMatrix(
    @Asked() asked: Asking,
    @Param('group') group: string,
    @Query() ask: MandateMatrixDto,
    @Headers('accept') accept: string | undefined,
  ): Promise<AnswerJson<MandateMatrix> | Buffer | string> {
    const { format = typeFor(accept, TYPES), language = this.acta.config.language } = ask;
    const when = whenOf(ask);
    const name = `${group}-mandate-matrix`;
    if (format === 'json' || format === 'csv') {
      const question = new ShowMandateMatrix(asked.principal, { group }, when);
      if (format === 'json') return this.desk.answer(asked, question);
      const { point, value } = await this.queries.execute(question);
      return sendCsv(asked, question, { point, text: mandateMatrixCsv(value, point.position) }, name);
    }
    const question = new MandateMatrixDocumentQuery(asked.principal, { group, when, language, format });
    return sendDocument(asked, question, await this.queries.execute(question), name);
  }
}
