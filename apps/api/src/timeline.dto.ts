import type { TimelineAsk } from '@acta/application';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, Matches, Max, MaxLength, Min } from 'class-validator';
import { MAX_PAGE, PAGE } from './answer.js';
import { AS_OF, AT, POSITION, WhenDto, whenOf } from './when.dto.js';

const BOUND = new RegExp(`${AS_OF.source}|${AT.source}`);

/** Which acts: a range names its axis; `at` is the default. */
export class TimelineDto extends WhenDto {
  @ApiPropertyOptional({
    description: 'The axis of `from` and `to`: when acts took effect, or when they were recorded.',
    enum: ['at', 'as-of'],
    default: 'at',
  })
  @IsOptional()
  @IsIn(['at', 'as-of'])
  axis?: 'at' | 'as-of';

  @ApiPropertyOptional({
    description: 'First moment, or position on the axis `as-of`.',
    pattern: BOUND.source,
    maxLength: 40,
    example: '2019',
  })
  @IsOptional()
  @MaxLength(40)
  @Matches(BOUND, { message: 'from must be a date or an instant, or a position on the axis as-of' })
  from?: string;

  @ApiPropertyOptional({
    description: 'Last moment, or position on the axis `as-of`; inclusive.',
    pattern: BOUND.source,
    maxLength: 40,
    example: '2020-12-31',
  })
  @IsOptional()
  @MaxLength(40)
  @Matches(BOUND, { message: 'to must be a date or an instant, or a position on the axis as-of' })
  to?: string;

  @ApiPropertyOptional({
    description: 'In which order: of effect, or of recording.',
    enum: ['effect', 'recording'],
    default: 'effect',
  })
  @IsOptional()
  @IsIn(['effect', 'recording'])
  order?: 'effect' | 'recording';

  @ApiPropertyOptional({
    description: 'How many acts a page has.',
    type: 'integer',
    minimum: 1,
    maximum: MAX_PAGE,
    default: PAGE,
  })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(MAX_PAGE)
  limit?: number;

  @ApiPropertyOptional({
    description: 'Continue after the act at this position: the `next` of the page before.',
    pattern: POSITION.source,
  })
  @IsOptional()
  @Matches(POSITION, { message: 'after must be the next of the page before' })
  after?: string;

  of(group: string): TimelineAsk {
    const { axis, from, to, order } = this;
    return {
      group,
      when: whenOf(this),
      ...(axis === undefined ? {} : { axis }),
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
      ...(order === undefined ? {} : { order }),
    };
  }
}
