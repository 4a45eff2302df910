import type { FeedFilter } from '@acta/application';
import { type EventType, isEventType, schemaVersions } from '@acta/domain';
import { Transform } from 'class-transformer';
import { ArrayMaxSize, IsIn, IsOptional, IsString, Matches, MaxLength, MinLength } from 'class-validator';

export const POSITION = /^(0|[1-9]\d{0,14})$/;

const TYPES = Object.keys(schemaVersions).filter(isEventType);

/** Which events: every part is optional and narrows the feed. */
export class FilterDto {
  @IsOptional()
  @Matches(/^[A-Z][A-Z0-9-]{0,63}$/, { message: 'the group is a code such as CWG-COP' })
  group?: string;

  /** One type or several: repeated, or with commas between. */
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.split(',') : value))
  @ArrayMaxSize(TYPES.length)
  @IsIn(TYPES, { each: true, message: 'the type is that of an event, such as outcome-amended' })
  type?: EventType[];

  /** A reference: what is about it, or about a part of it. */
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(300)
  subject?: string;
}

/** What a feed is asked for. */
export class FeedDto extends FilterDto {
  /** Read after this position; absent: from now on. The header Last-Event-ID takes its place. */
  @IsOptional()
  @Matches(POSITION, { message: 'after is a journal position, or 0 for the beginning' })
  after?: string;

  /** Events up to this position are asked for again on purpose, and come marked `replay`. */
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
