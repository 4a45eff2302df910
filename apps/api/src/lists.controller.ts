import type { SubjectKind } from '@acta/projections';
import { ListSubjects } from '@acta/runtime';
import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min, MinLength } from 'class-validator';
import { Requires } from './access/access.guard.js';
import { Asked, type Asking, basisJson, describe, digestOf } from './answer.js';
import { Documented, reads } from './contract/documented.js';
import type { ListJson } from './contract/wire.js';
import { CODE } from './places.js';
import { AT, WhenDto } from './when.dto.js';

const STATE = /^[a-z-]{1,40}$/;
const COUNTRY = /^[A-Z]{2}$/;

const kinds = ['meeting', 'contribution', 'outcome', 'liaison-statement', 'report'] as const;

class ListDto extends WhenDto {
  @ApiPropertyOptional({ description: 'Of this group.', pattern: CODE.source, example: 'CWG-COP' })
  @IsOptional()
  @Matches(CODE, { message: 'the group is a code such as CWG-COP' })
  group?: string;

  @ApiPropertyOptional({ description: 'Of this kind.', enum: kinds, example: 'outcome' })
  @IsOptional()
  @IsIn(kinds)
  kind?: SubjectKind;

  @ApiPropertyOptional({ description: 'Of this meeting.', type: 'integer', minimum: 1, example: 16 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  meeting?: number;

  @ApiPropertyOptional({
    description: 'In this state of its life.',
    pattern: STATE.source,
    example: 'issued',
  })
  @IsOptional()
  @Matches(STATE, { message: 'the state is one such as issued' })
  state?: string;

  @ApiPropertyOptional({
    description: 'With a source in this country (ISO 3166-1).',
    pattern: COUNTRY.source,
    example: 'SA',
  })
  @IsOptional()
  @Matches(COUNTRY, { message: 'the country is an ISO 3166-1 code such as SA' })
  country?: string;

  @ApiPropertyOptional({
    description: 'What awaited something and was overdue by the end of this day.',
    pattern: AT.source,
    example: '2022-03-21',
  })
  @IsOptional()
  @Matches(AT, { message: 'overdue is the day as of which, for example 2022-03-21' })
  overdue?: string;

  @ApiPropertyOptional({
    description: 'Words, all of which must occur; a phrase in double quotes; a prefix ends in an asterisk.',
    minLength: 1,
    maxLength: 500,
    example: 'mascot',
  })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(500)
  search?: string;

  @ApiPropertyOptional({
    description: 'At most so many.',
    type: 'integer',
    minimum: 1,
    maximum: 500,
    default: 50,
  })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(500)
  limit?: number;

  @ApiPropertyOptional({
    description: 'Continue after this subject: the `next` of the page before.',
    maxLength: 1000,
  })
  @IsOptional()
  @IsString()
  @MaxLength(1000)
  after?: string;
}

/** Lists with filters, and full-text search. */
@Controller('subjects')
@Requires('read-public')
export class ListsController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Documented({
    id: 'list-subjects',
    summary: 'List or search what the record holds',
    ...reads.whole('ListJson'),
  })
  async list(@Asked() asked: Asking, @Query() ask: ListDto): Promise<ListJson> {
    const { asOf, at, minPosition: _waitedFor, fields: _whole, ...filters } = ask;
    const question = new ListSubjects(asked.principal, { ...filters, when: { asOf, at } });
    const { point, ...page } = await this.queries.execute(question);
    describe(asked, question, point, `"${digestOf(JSON.stringify(page))}"`);
    return { basis: basisJson(point), ...page };
  }
}
