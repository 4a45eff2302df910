import type { When } from '@acta/application';
import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, Matches, MaxLength } from 'class-validator';

const DATE = '\\d{4}-\\d{2}(-\\d{2}(T\\d{2}:\\d{2}:\\d{2}(\\.\\d{3})?Z)?)?';
export const AS_OF = new RegExp(`^(\\d{1,16}|${DATE})$`);
export const POSITION = /^\d{1,16}$/;
const FIELDS = /^[A-Za-z]{1,40}(,[A-Za-z]{1,40}){0,39}$/;
export const AT = new RegExp(`^(\\d{4}|${DATE})$`);

/** A position to wait for, for a bounded time: what one has written can be read. */
export const MinPosition = (): PropertyDecorator =>
  applyDecorators(
    ApiPropertyOptional({
      description: 'A position to wait for, for a bounded time: what one has written can be read.',
      pattern: POSITION.source,
      example: '46',
    }),
    IsOptional(),
    Matches(POSITION, { message: 'minPosition must be a position, a whole number' }),
  );

/** Which state of the record is asked for: every read takes both. */
export class WhenDto implements When {
  @ApiPropertyOptional({
    description: 'What the record held: a position, or a month, day or instant (the end of it, UTC).',
    pattern: AS_OF.source,
    maxLength: 40,
    example: '44',
  })
  @IsOptional()
  @MaxLength(40)
  @Matches(AS_OF, { message: 'asOf must be a position, a month, a day or an instant in UTC ending in Z' })
  asOf?: string;

  @ApiPropertyOptional({
    description: 'What was in force in the world: a year, month, day or instant (the end of it, UTC).',
    pattern: AT.source,
    maxLength: 40,
    example: '2020-12-31',
  })
  @IsOptional()
  @MaxLength(40)
  @Matches(AT, { message: 'at must be a year, a month, a day or an instant in UTC ending in Z' })
  at?: string;

  @MinPosition()
  minPosition?: string;

  /** Names of the fields to answer with, separated by commas; all where absent. */
  @ApiPropertyOptional({
    description: 'Names of the fields to answer with, separated by commas; all where absent.',
    pattern: FIELDS.source,
    example: 'ref,status',
  })
  @IsOptional()
  @Matches(FIELDS, { message: 'fields are names separated by commas' })
  fields?: string;
}

/** The point of a question, without what else was asked. */
export function whenOf({ asOf, at }: WhenDto): When {
  return { asOf, at };
}
