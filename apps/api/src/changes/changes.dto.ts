import type { ChangesAsk } from '@acta/application';
import type { ChangesAxis } from '@acta/projections';
import { languages } from '@acta/reporting';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, Matches, MaxLength } from 'class-validator';
import { PageAfter, PageSize } from '../paging.js';
import { WhenDto, whenOf } from '../when.dto.js';

const SINCE = /^[^\p{Cc}]{1,200}$/u;

/** What changed since when, until the point that `asOf` and `at` name. */
export class ChangesDto extends WhenDto {
  @ApiProperty({
    description:
      'Since when: a position; a month, day or instant (the end of it, UTC); `meeting:15` (the end of its last day); `report:four-year/PP-18..PP-22` (what it was frozen on); or a session of the calendar, `session:C-19` or `C19` (the end of the day on which it closed).',
    maxLength: 200,
    example: 'C-19',
  })
  @MaxLength(200)
  @Matches(SINCE, {
    message: 'since must name a point: a position, a date, meeting:N, report:KIND/COVERS or a session',
  })
  since!: string;

  @ApiPropertyOptional({
    description:
      '`at`: what took effect since, as the record now knows it; `as-of`: what the record took since, whenever it took effect; `both`: either. Absent: `both` for a position and a report, `at` for the rest.',
    enum: ['at', 'as-of', 'both'],
  })
  @IsOptional()
  @IsIn(['at', 'as-of', 'both'])
  axis?: ChangesAxis;

  @ApiPropertyOptional({
    description: 'Takes the place of the Accept header. `text` is a speaking note, whole.',
    enum: ['json', 'text'],
  })
  @IsOptional()
  @IsIn(['json', 'text'])
  format?: 'json' | 'text';

  @ApiPropertyOptional({
    description: 'Language of the speaking note; the server’s where absent.',
    enum: languages,
  })
  @IsOptional()
  @IsIn(languages)
  language?: string;

  @PageSize()
  limit?: number;

  @PageAfter()
  after?: string;

  of(group: string): ChangesAsk {
    const { since, axis } = this;
    return { group, since, when: whenOf(this), ...(axis === undefined ? {} : { axis }) };
  }
}
