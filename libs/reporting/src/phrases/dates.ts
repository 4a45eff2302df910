import { type EffectiveDate, dayOf, instantOf, momentOf } from '@acta/domain';

/** The parts of a date that are known. An instant is shown as its day, UTC. */
export interface DateParts {
  year: number;
  /** From 1. */
  month?: number;
  day?: number;
}

export function partsOf(on: EffectiveDate): DateParts {
  const { precision, start } = momentOf(on);
  const [year = 0, month = 1, day = 1] = dayOf(start).split('-').map(Number);
  switch (precision) {
    case 'year':
      return { year };
    case 'month':
      return { year, month };
    case 'day':
    case 'instant':
      return { year, month, day };
  }
}

/** How a span of days reads: one date; days of one month; days or months of one year; or two dates. */
export function spanOf(from: EffectiveDate, to: EffectiveDate | undefined): 'one' | 'month' | 'year' | 'two' {
  if (to === undefined) return 'one';
  const [a, b] = [partsOf(from), partsOf(to)];
  if (a.year === b.year && a.month === b.month && a.day === b.day) return 'one';
  if (a.year !== b.year || a.month === undefined || b.month === undefined) return 'two';
  if (a.day === undefined || b.day === undefined) return 'two';
  return a.month === b.month ? 'month' : 'year';
}

/** A moment in force as it is asked for: the end of a day, UTC, or a moment within one. */
export function dayAndTime(at: number): { day: EffectiveDate; time?: string } {
  const [day = '', time = ''] = instantOf(at).split('T');
  return time === '23:59:59.999Z' ? { day } : { day, time: time.slice(0, 8) };
}
