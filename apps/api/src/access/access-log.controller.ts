import { Readable } from 'node:stream';
import { type AccessRecord, type Known, accessCsv } from '@acta/application';
import { FindAccess } from '@acta/runtime';
import { Controller, Get, Header, Headers, Query, StreamableFile } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsUUID, Matches, MaxLength } from 'class-validator';
import { Documented, ref } from '../contract/documented.js';
import type { AccessJson, AccessPageJson } from '../contract/wire.js';
import { TABLE_TYPES, typeFor } from '../format.js';
import { PageAfter, PageSize, TableFormat } from '../paging.js';
import { CODE } from '../places.js';
import { AT } from '../when.dto.js';
import { GroupInQuery, Requires } from './access.guard.js';
import { KnownCaller } from './caller.js';

const kinds = ['denied', 'restricted-read', 'export'] as const;
const PAGE = 100;
const MOST = 500;

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

  @PageSize({ most: MOST, usual: PAGE })
  limit?: number;

  @PageAfter()
  after?: string;

  @TableFormat()
  format?: 'json' | 'csv';
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
    success: [
      {
        status: 200,
        description: 'A page, newest first; as CSV, all of it.',
        content: { 'application/json': ref('AccessPageJson'), 'text/csv': { type: 'string' } },
      },
    ],
    refusals: [406],
  })
  @Requires('read-access-log')
  @GroupInQuery()
  @Header('cache-control', 'private, no-store')
  async find(
    @KnownCaller() caller: Known,
    @Query() { limit = PAGE, after, format: asked, ...filters }: AccessLogDto,
    @Headers('accept') accept: string | undefined,
  ): Promise<AccessPageJson | StreamableFile> {
    const format = asked ?? typeFor(accept, TABLE_TYPES);
    const pageAfter = (cursor: string | undefined, most: number) => {
      const ask = { ...filters, limit: most, ...(cursor === undefined ? {} : { after: cursor }) };
      return this.queries.execute(new FindAccess(caller, ask));
    };
    if (format === 'csv') return csvFile(accessCsv((cursor) => pageAfter(cursor, MOST)));
    const { items, next } = await pageAfter(after, limit);
    return { items: items.map(accessJson), ...(next === undefined ? {} : { next }) };
  }
}

/** The first part is there before anything is sent, so that a refusal is told as one. */
async function csvFile(parts: AsyncGenerator<string, void>): Promise<StreamableFile> {
  const { value: first } = await parts.next();
  async function* all(): AsyncGenerator<string> {
    yield first ?? '';
    yield* parts;
  }
  return new StreamableFile(Readable.from(all(), { objectMode: false }), {
    type: 'text/csv; charset=utf-8',
    disposition: 'attachment; filename="access-log.csv"',
  });
}

function accessJson({ at, position, ...record }: AccessRecord): AccessJson {
  return {
    at: new Date(at).toISOString(),
    ...record,
    ...(position === undefined ? {} : { position: String(position) }),
  };
}
