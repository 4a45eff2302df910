import type { TimelineAsk } from '@acta/application';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, Matches, Max, MaxLength, Min } from 'class-validator';
import { MAX_PAGE } from './answer.js';
import { AS_OF, AT, WhenDto, whenOf } from './when.dto.js';

const BOUND = new RegExp(`${AS_OF.source}|${AT.source}`);

/** Which acts: a range names its axis; `at` is the default. */
export class TimelineDto extends WhenDto {
  @IsOptional()
  @IsIn(['at', 'as-of'])
  axis?: 'at' | 'as-of';

  @IsOptional()
  @MaxLength(40)
  @Matches(BOUND, { message: 'from must be a date or an instant, or a position on the axis as-of' })
  from?: string;

  @IsOptional()
  @MaxLength(40)
  @Matches(BOUND, { message: 'to must be a date or an instant, or a position on the axis as-of' })
  to?: string;

  @IsOptional()
  @IsIn(['effect', 'recording'])
  order?: 'effect' | 'recording';

  /** How many acts a page has. */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(MAX_PAGE)
  limit?: number;

  /** Continue after the act at this position: the `next` of the page before. */
  @IsOptional()
  @Matches(/^\d{1,16}$/, { message: 'after must be the next of the page before' })
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
