import type { TimelineAsk } from '@acta/application';
import { present } from '@acta/projections';
import { languages } from '@acta/reporting';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsUUID, Matches, MaxLength } from 'class-validator';
import { PageAfter, PageSize } from './paging.js';
import { AS_OF, AT, WhenDto, whenOf } from './when.dto.js';

const BOUND = new RegExp(`${AS_OF.source}|${AT.source}`);

const REF = /^[^\p{Cc}]{1,300}$/u;

/** Which acts, in which order: a range names its axis; `at` is the default. */
class SelectionDto extends WhenDto {
  @ApiPropertyOptional({
    description: 'A reference: acts on it, or on a part of it.',
    maxLength: 300,
    example: 'CWG-COP/meetings/15/outcomes/3',
  })
  @IsOptional()
  @MaxLength(300)
  @Matches(REF, { message: 'subject must be a reference, as answers give them' })
  subject?: string;

  @ApiPropertyOptional({ description: 'A subject id: acts that they recorded.', format: 'uuid' })
  @IsOptional()
  @IsUUID('all', { message: 'actor must be a subject id, as GET /me gives it' })
  actor?: string;

  @ApiPropertyOptional({
    description: 'In which order: of effect, or of recording.',
    enum: ['effect', 'recording'],
    default: 'effect',
  })
  @IsOptional()
  @IsIn(['effect', 'recording'])
  order?: 'effect' | 'recording';

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

  of(group: string): TimelineAsk {
    const { subject, actor, order, axis, from, to } = this;
    return { group, when: whenOf(this), ...present({ subject, actor, order, axis, from, to }) };
  }
}

/** One step. */
export class StepDto extends SelectionDto {
  @ApiPropertyOptional({
    description: 'Language of the documents’ generated phrases; the server’s where absent.',
    enum: languages,
  })
  @IsOptional()
  @IsIn(languages)
  language?: string;
}

/** Which acts, and from which end; a page of them. */
export class TimelineDto extends SelectionDto {
  @ApiPropertyOptional({
    description: '`backwards`: the last act first.',
    enum: ['forwards', 'backwards'],
    default: 'forwards',
  })
  @IsOptional()
  @IsIn(['forwards', 'backwards'])
  direction?: 'forwards' | 'backwards';

  @PageSize()
  limit?: number;

  @PageAfter()
  after?: string;

  override of(group: string): TimelineAsk {
    return { ...super.of(group), ...present({ direction: this.direction }) };
  }
}
