import type { When } from '@acta/application';
import { IsOptional, Matches, MaxLength } from 'class-validator';

const DATE = '\\d{4}-\\d{2}(-\\d{2}(T\\d{2}:\\d{2}:\\d{2}(\\.\\d{3})?Z)?)?';
export const AS_OF = new RegExp(`^(\\d{1,16}|${DATE})$`);
export const AT = new RegExp(`^(\\d{4}|${DATE})$`);

/** Which state of the record is asked for: every read takes both. */
export class WhenDto implements When {
  @IsOptional()
  @MaxLength(40)
  @Matches(AS_OF, { message: 'asOf must be a position, a month, a day or an instant in UTC ending in Z' })
  asOf?: string;

  @IsOptional()
  @MaxLength(40)
  @Matches(AT, { message: 'at must be a year, a month, a day or an instant in UTC ending in Z' })
  at?: string;

  /** A position to wait for, for a bounded time: what one has written can be read. */
  @IsOptional()
  @Matches(/^\d{1,16}$/, { message: 'minPosition must be a position, a whole number' })
  minPosition?: string;

  /** Names of the fields to answer with, separated by commas; all where absent. */
  @IsOptional()
  @Matches(/^[A-Za-z]{1,40}(,[A-Za-z]{1,40}){0,39}$/, { message: 'fields are names separated by commas' })
  fields?: string;
}

/** The point of a question, without what else was asked. */
export function whenOf({ asOf, at }: WhenDto): When {
  return { asOf, at };
}
