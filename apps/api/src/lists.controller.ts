import type { SubjectKind } from '@acta/projections';
import { ListSubjects } from '@acta/runtime';
import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min, MinLength } from 'class-validator';
import { Requires } from './access/access.guard.js';
import { Asked, type Asking, basisJson, describe, digestOf } from './answer.js';
import type { ListJson } from './contract/wire.js';
import { AT, WhenDto } from './when.dto.js';

const kinds = ['meeting', 'contribution', 'outcome', 'liaison-statement', 'report'] as const;

class ListDto extends WhenDto {
  @IsOptional()
  @Matches(/^[A-Z][A-Z0-9-]{0,63}$/, { message: 'the group is a code such as CWG-COP' })
  group?: string;

  @IsOptional()
  @IsIn(kinds)
  kind?: SubjectKind;

  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  meeting?: number;

  @IsOptional()
  @Matches(/^[a-z-]{1,40}$/, { message: 'the state is one such as issued' })
  state?: string;

  @IsOptional()
  @Matches(/^[A-Z]{2}$/, { message: 'the country is an ISO 3166-1 code such as SA' })
  country?: string;

  @IsOptional()
  @Matches(AT, { message: 'overdue is the day as of which, for example 2022-03-21' })
  overdue?: string;

  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(500)
  search?: string;

  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(500)
  limit?: number;

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
  async list(@Asked() asked: Asking, @Query() ask: ListDto): Promise<ListJson> {
    const { asOf, at, minPosition: _waitedFor, fields: _whole, ...filters } = ask;
    const question = new ListSubjects(asked.principal, { ...filters, when: { asOf, at } });
    const { point, ...page } = await this.queries.execute(question);
    describe(asked, question, point, `"${digestOf(JSON.stringify(page))}"`);
    return { basis: basisJson(point), ...page };
  }
}
