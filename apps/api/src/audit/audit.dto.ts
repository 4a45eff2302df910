import type { InvestigationAsk } from '@acta/application';
import { type Inquiry, LATE_DAYS, inquiries } from '@acta/projections';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, IsUUID, Max, MaxLength, Min, MinLength } from 'class-validator';
import { PageAfter, PageSize, TableFormat } from '../paging.js';
import { TimelineDto } from '../timeline.dto.js';
import { WhenDto } from '../when.dto.js';

/** Whose history, and which page of it. */
export class HistoryDto extends WhenDto {
  @ApiProperty({
    description: 'A reference within the group: its history is that of its parts, too.',
    maxLength: 300,
    example: 'CWG-COP/meetings/15/outcomes/3',
  })
  @IsString()
  @MinLength(1)
  @MaxLength(300)
  subject!: string;

  @PageSize()
  limit?: number;

  @PageAfter()
  after?: string;
}

/** What an auditor looks for, in which stretch of time. */
export class InvestigationDto extends TimelineDto {
  @ApiProperty({
    description:
      '`person`: what somebody recorded, or is named for; `late`: recorded long after it took effect; `without-evidence`: amendments and corrections that name no authority, or none with evidence; `after-term`: by somebody whose term had ended.',
    enum: inquiries,
    example: 'late',
  })
  @IsIn(inquiries)
  inquiry!: Inquiry;

  @ApiPropertyOptional({ description: 'Of `person`: who recorded it, by subject id.', format: 'uuid' })
  @IsOptional()
  @IsUUID('all', { message: 'the person is a subject id, as acts bear it' })
  person?: string;

  @ApiPropertyOptional({
    description: 'Of `person`: words that name who approved it, or on whose authority or behalf it was done.',
    minLength: 2,
    maxLength: 200,
    example: 'the Chair',
  })
  @IsOptional()
  @IsString()
  @MinLength(2)
  @MaxLength(200)
  named?: string;

  @ApiPropertyOptional({
    description: 'Of `late`: more than so many days.',
    type: 'integer',
    minimum: 0,
    maximum: 100_000,
    default: LATE_DAYS,
  })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(100_000)
  days?: number;

  @TableFormat()
  format?: 'json' | 'csv';

  asked(group: string): InvestigationAsk {
    const { inquiry, person, named, days } = this;
    return {
      ...this.of(group),
      inquiry,
      ...(person === undefined ? {} : { person }),
      ...(named === undefined ? {} : { named }),
      ...(days === undefined ? {} : { days }),
    };
  }
}
