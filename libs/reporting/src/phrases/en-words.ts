import type { EffectiveDate, Ordinal } from '@acta/domain';
import { dayAndTime, partsOf, spanOf } from './dates.js';

const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
);
const UP_TO_TWENTY = (
  'first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth ' +
  'fifteenth sixteenth seventeenth eighteenth nineteenth'
).split(' ');
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');

/** "fifteenth"; from 100 on "100th". */
export function ordinal(n: Ordinal): string {
  if (n >= 100) return `${n}${suffix(n)}`;
  if (n < 20) return UP_TO_TWENTY[n - 1] ?? String(n);
  const ten = TENS[Math.floor(n / 10) - 2] ?? '';
  return n % 10 === 0 ? `${ten.slice(0, -1)}ieth` : `${ten}-${ordinal(n % 10)}`;
}

function suffix(n: number): string {
  const last = n % 100;
  if (last >= 11 && last <= 13) return 'th';
  return ({ 1: 'st', 2: 'nd', 3: 'rd' } as Record<number, string>)[n % 10] ?? 'th';
}

export function date(on: EffectiveDate): string {
  const { year, month, day } = partsOf(on);
  if (month === undefined) return String(year);
  const name = MONTHS[month - 1] ?? '';
  return day === undefined ? `${name} ${year}` : `${day} ${name} ${year}`;
}

export function dated(from: EffectiveDate, to?: EffectiveDate): string {
  const { month, day } = partsOf(from);
  const name = MONTHS[(month ?? 1) - 1] ?? '';
  switch (spanOf(from, to)) {
    case 'one':
      return `${day === undefined ? 'in' : 'on'} ${date(from)}`;
    case 'month':
      return `from ${day} to ${date(to as EffectiveDate)}`;
    case 'year':
      return `from ${day} ${name} to ${date(to as EffectiveDate)}`;
    case 'two':
      return `from ${date(from)} to ${date(to as EffectiveDate)}`;
  }
}

export function moment(at: number): string {
  const { day, time } = dayAndTime(at);
  return time === undefined ? `at the end of ${date(day)}` : `on ${date(day)} at ${time} UTC`;
}
