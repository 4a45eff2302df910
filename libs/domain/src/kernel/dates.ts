import type { EffectiveDate } from './values.js';

/** How exactly a moment is known. */
export type Precision = 'year' | 'month' | 'day' | 'instant';

/** A moment as the half-open interval of milliseconds since the epoch that it may stand for. */
export interface Moment {
  precision: Precision;
  /** First millisecond, UTC. */
  start: number;
  /** Last millisecond, UTC, inclusive. For an instant, `start`. */
  end: number;
}

const FORM = /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{3}))?Z)?)?)?$/;

/**
 * Reads `2019`, `2019-09`, `2019-09-26` or `2019-09-26T10:00:00.000Z` (milliseconds optional).
 * Undefined for anything else, an impossible date such as 2019-02-30 among it. Years from 1000 to 9999.
 */
export function parseMoment(text: string): Moment | undefined {
  const match = FORM.exec(text);
  if (match === null) return undefined;
  const [, y, m, d, hour, minute, second, milli] = match;
  const year = Number(y);
  if (year < 1000) return undefined;
  if (m === undefined) return span('year', Date.UTC(year, 0, 1), Date.UTC(year + 1, 0, 1));
  const month = Number(m) - 1;
  if (month < 0 || month > 11) return undefined;
  if (d === undefined) return span('month', Date.UTC(year, month, 1), Date.UTC(year, month + 1, 1));
  const day = Date.UTC(year, month, Number(d));
  if (new Date(day).toISOString().slice(0, 10) !== `${y}-${m}-${d}`) return undefined;
  if (hour === undefined) return span('day', day, Date.UTC(year, month, Number(d) + 1));
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const instant =
    day + ((Number(hour) * 60 + Number(minute)) * 60 + Number(second)) * 1000 + Number(milli ?? 0);
  return { precision: 'instant', start: instant, end: instant };
}

function span(precision: Precision, start: number, next: number): Moment {
  return { precision, start, end: next - 1 };
}

/** As `parseMoment`, for text that was validated at the edge. */
export function momentOf(date: EffectiveDate): Moment {
  const moment = parseMoment(date);
  if (moment === undefined)
    throw new RangeError(`"${date}" is not a date; it should have been refused at the edge`);
  return moment;
}

/** The calendar day, UTC, on which the millisecond lies. */
export function dayOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10);
}

/** The instant in ISO 8601, UTC. */
export function instantOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
