import type { FeedFilter } from '@acta/application';
import { type EventType, isEventType, schemaVersions } from '@acta/domain';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ArrayMaxSize, IsIn, IsOptional, IsString, Matches, MaxLength, MinLength } from 'class-validator';
import { CODE } from '../places.js';

export const POSITION = /^(0|[1-9]\d{0,14})$/;

const TYPES = Object.keys(schemaVersions).filter(isEventType);

/** Which events: every part is optional and narrows the feed. */
export class FilterDto {
  @ApiPropertyOptional({ description: 'Of this group alone.', pattern: CODE.source, example: 'CWG-COP' })
  @IsOptional()
  @Matches(CODE, { message: 'the group is a code such as CWG-COP' })
  group?: string;

  /** One type or several: repeated, or with commas between. */
  @ApiPropertyOptional({
    description: 'Of these types alone: one or several, repeated or with commas between.',
    enum: TYPES,
    isArray: true,
    example: ['outcome-amended'],
  })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.split(',') : value))
  @ArrayMaxSize(TYPES.length)
  @IsIn(TYPES, { each: true, message: 'the type is that of an event, such as outcome-amended' })
  type?: EventType[];

  /** A reference: what is about it, or about a part of it. */
  @ApiPropertyOptional({
    description: 'What is about this, or about a part of it: a reference.',
    minLength: 1,
    maxLength: 300,
    example: 'CWG-COP/meetings/15',
  })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(300)
  subject?: string;
}

/** What a feed is asked for. */
export class FeedDto extends FilterDto {
  /** Read after this position; absent: from now on. The header Last-Event-ID takes its place. */
  @ApiPropertyOptional({
    description:
      'Read after this position, 0 being the beginning; from now on where absent. Last-Event-ID takes its place.',
    pattern: POSITION.source,
    example: '0',
  })
  @IsOptional()
  @Matches(POSITION, { message: 'after is a journal position, or 0 for the beginning' })
  after?: string;

  /** Events up to this position are asked for again on purpose, and come marked `replay`. */
  @ApiPropertyOptional({
    description: 'Events up to this position are asked for again on purpose, and come marked `replay`.',
    pattern: POSITION.source,
    example: '44',
  })
  @IsOptional()
  @Matches(POSITION, { message: 'replayUpTo is a journal position' })
  replayUpTo?: string;
}

export function filterOf({ group, type, subject }: FilterDto): FeedFilter {
  return {
    ...(group === undefined ? {} : { group }),
    ...(type === undefined ? {} : { types: type }),
    ...(subject === undefined ? {} : { subject }),
  };
}
