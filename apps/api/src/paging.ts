import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { MAX_PAGE, PAGE } from './answer.js';

const CURSOR = /^[^\p{Cc}]{1,400}$/u;

/** How many things a page has. */
export const PageSize = ({ most = MAX_PAGE, usual = PAGE } = {}): PropertyDecorator =>
  applyDecorators(
    ApiPropertyOptional({
      description: 'How many a page has.',
      type: 'integer',
      minimum: 1,
      maximum: most,
      default: usual,
    }),
    IsOptional(),
    Type(() => Number),
    IsInt(),
    Min(1),
    Max(most),
  );

/** A table as JSON, or as CSV. */
export const TableFormat = (): PropertyDecorator =>
  applyDecorators(
    ApiPropertyOptional({
      description: 'Takes the place of the Accept header. CSV has all that is found, without pages.',
      enum: ['json', 'csv'],
    }),
    IsOptional(),
    IsIn(['json', 'csv']),
  );

/** After which thing a page begins. */
export const PageAfter = (): PropertyDecorator =>
  applyDecorators(
    ApiPropertyOptional({
      description: 'Continue after this one: the `next` of the page before.',
      maxLength: 400,
    }),
    IsOptional(),
    IsString(),
    MaxLength(400),
    Matches(CURSOR, { message: 'after must be the next of the page before' }),
  );
