import type { AccessRecord, Known } from '@acta/application';
import { FindAccess } from '@acta/runtime';
import { Controller, Get, Header, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsUUID, Matches, MaxLength } from 'class-validator';
import { Documented, answersWith, ref } from '../contract/documented.js';
import type { AccessJson, AccessPageJson } from '../contract/wire.js';
import { PageAfter, PageSize } from '../paging.js';
import { CODE } from '../places.js';
import { AT } from '../when.dto.js';
import { GroupInQuery, Requires } from './access.guard.js';
import { KnownCaller } from './caller.js';

const kinds = ['denied', 'restricted-read', 'export'] as const;
const PAGE = 100;

class AccessLogDto {
  @ApiPropertyOptional({ description: 'Of this kind alone.', enum: kinds })
  @IsOptional()
  @IsIn(kinds)
  kind?: AccessRecord['kind'];

  @ApiPropertyOptional({ description: 'What this subject did: its id, as GET /me gives it.', format: 'uuid' })
  @IsOptional()
  @IsUUID('all', { message: 'the subject is a subject id, as GET /me gives it' })
  subject?: string;

  @ApiPropertyOptional({
    description: 'In this group alone. Without it, it takes an auditor of all groups.',
    pattern: CODE.source,
    example: 'CWG-COP',
  })
  @IsOptional()
  @Matches(CODE, { message: 'the group is a code such as CWG-COP' })
  group?: string;

  @ApiPropertyOptional({
    description: 'Not before this moment: a year, month, day or instant (the start of it, UTC).',
    pattern: AT.source,
    maxLength: 40,
    example: '2026-03-01',
  })
  @IsOptional()
  @MaxLength(40)
  @Matches(AT, { message: 'from must be a year, a month, a day or an instant in UTC ending in Z' })
  from?: string;

  @ApiPropertyOptional({
    description: 'Not after this moment: a year, month, day or instant (the end of it, UTC).',
    pattern: AT.source,
    maxLength: 40,
    example: '2026-03-01',
  })
  @IsOptional()
  @MaxLength(40)
  @Matches(AT, { message: 'to must be a year, a month, a day or an instant in UTC ending in Z' })
  to?: string;

  @PageSize({ most: 500, usual: PAGE })
  limit?: number;

  @PageAfter()
  after?: string;
}

/** Who was refused, who read what is restricted, who exported: for auditors, of their group or of all. */
@Controller('access-log')
export class AccessLogController {
  constructor(private readonly queries: QueryBus) {}

  /** Newest first. Without a group it takes an auditor of all groups. */
  @Get()
  @Documented({
    id: 'access-log',
    summary: 'Ask who was refused, who read what is restricted, who exported',
    ...answersWith('application/json', ref('AccessPageJson'), 'A page, newest first.'),
  })
  @Requires('read-access-log')
  @GroupInQuery()
  @Header('cache-control', 'private, no-store')
  async find(
    @KnownCaller() caller: Known,
    @Query() { limit = PAGE, ...filters }: AccessLogDto,
  ): Promise<AccessPageJson> {
    const { items, next } = await this.queries.execute(new FindAccess(caller, { ...filters, limit }));
    return { items: items.map(accessJson), ...(next === undefined ? {} : { next }) };
  }
}

function accessJson({ at, position, ...record }: AccessRecord): AccessJson {
  return {
    at: new Date(at).toISOString(),
    ...record,
    ...(position === undefined ? {} : { position: String(position) }),
  };
}
