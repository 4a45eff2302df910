import type { RedlineAsk } from '@acta/application';
import { type Format, formats, languages } from '@acta/reporting';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, Matches, MaxLength, MinLength } from 'class-validator';
import { AS_OF, AT, POSITION } from '../when.dto.js';

const pointField = (what: string, pattern: RegExp, example: string): PropertyDecorator =>
  ApiPropertyOptional({ description: what, pattern: pattern.source, maxLength: 40, example });

/** What is compared, and at which two points. */
export class RedlineDto {
  @ApiProperty({
    description:
      'A reference within the group: a part of it, a meeting (its summary is compared) or a report (its text).',
    maxLength: 300,
    example: 'CWG-COP/meetings/15/outcomes/3',
  })
  @IsString()
  @MinLength(1)
  @MaxLength(300)
  subject!: string;

  @ApiPropertyOptional({
    description: '`issued`: compare from a report’s text as it was issued.',
    enum: ['issued'],
  })
  @IsOptional()
  @IsIn(['issued'])
  from?: 'issued';

  @pointField('The older version: what the record held; the newest where absent.', AS_OF, '44')
  @IsOptional()
  @MaxLength(40)
  @Matches(AS_OF, { message: 'fromAsOf must be a position, a month, a day or an instant in UTC ending in Z' })
  fromAsOf?: string;

  @pointField('The older version: what was in force.', AT, '2019-12-31')
  @IsOptional()
  @MaxLength(40)
  @Matches(AT, { message: 'fromAt must be a year, a month, a day or an instant in UTC ending in Z' })
  fromAt?: string;

  @pointField('The newer version: what the record held; the newest where absent.', AS_OF, '46')
  @IsOptional()
  @MaxLength(40)
  @Matches(AS_OF, { message: 'toAsOf must be a position, a month, a day or an instant in UTC ending in Z' })
  toAsOf?: string;

  @pointField('The newer version: what was in force.', AT, '2020-12-31')
  @IsOptional()
  @MaxLength(40)
  @Matches(AT, { message: 'toAt must be a year, a month, a day or an instant in UTC ending in Z' })
  toAt?: string;

  @ApiPropertyOptional({
    description: 'A position to wait for, for a bounded time: what one has written can be read.',
    pattern: POSITION.source,
  })
  @IsOptional()
  @Matches(POSITION, { message: 'minPosition must be a position, a whole number' })
  minPosition?: string;

  @ApiPropertyOptional({ description: 'Takes the place of the Accept header.', enum: formats, example: 'md' })
  @IsOptional()
  @IsIn(formats)
  format?: Format;

  @ApiPropertyOptional({
    description:
      'Language of the generated phrases, and of the words that are compared; the server’s where absent.',
    enum: languages,
  })
  @IsOptional()
  @IsIn(languages)
  language?: string;

  points(): Pick<RedlineAsk, 'from' | 'to'> {
    const { from, fromAsOf, fromAt, toAsOf, toAt } = this;
    return { from: from ?? { asOf: fromAsOf, at: fromAt }, to: { asOf: toAsOf, at: toAt } };
  }
}
