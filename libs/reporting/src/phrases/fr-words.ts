import type { EffectiveDate, Instrument, Ordinal, ReportKind } from '@acta/domain';
import { dayAndTime, partsOf, spanOf } from './dates.js';

const MONTHS = 'janvier février mars avril mai juin juillet août septembre octobre novembre décembre'.split(
  ' ',
);
const UP_TO_TWENTY = (
  'zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize ' +
  'dix-sept dix-huit dix-neuf'
).split(' ');
const TENS: Readonly<Record<number, string>> = {
  2: 'vingt',
  3: 'trente',
  4: 'quarante',
  5: 'cinquante',
  6: 'soixante',
};

export const reportKinds: Readonly<Record<ReportKind, string>> = {
  meeting: 'rapport de réunion',
  annual: 'rapport annuel',
  'four-year': 'rapport quadriennal',
};

const KINDS = {
  Resolution: 'Résolution',
  Decision: 'Décision',
  Recommendation: 'Recommandation',
  Opinion: 'Avis',
};
const OF_BODY: Readonly<Record<string, string>> = { Council: 'du Conseil', PP: 'de la PP' };

/** "Résolution 1306 du Conseil"; the revision as recorded. */
export function instrument({ body, kind, number, revision }: Instrument): string {
  return `${KINDS[kind]} ${number}${aside(revision)} ${OF_BODY[body] ?? `(${body})`}`;
}

/** In brackets after other words; nothing where there is none. */
export function aside(text: string | undefined): string {
  return text === undefined ? '' : ` (${text})`;
}

/** "quinzième"; from 100 on "100e". One is feminine, as "réunion" is. */
export function ordinal(n: Ordinal): string {
  if (n >= 100) return `${n}e`;
  if (n === 1) return 'première';
  const words = cardinal(n);
  if (words.endsWith('cinq')) return `${words}uième`;
  if (words.endsWith('neuf')) return `${words.slice(0, -1)}vième`;
  return `${words.replace(/(?:e|(?<=vingt)s)$/, '')}ième`;
}

/** From 1 to 99, in the traditional spelling: "vingt et un", "soixante et onze", "quatre-vingts". */
function cardinal(n: number): string {
  if (n < 20) return UP_TO_TWENTY[n] ?? '';
  if (n >= 80) return n === 80 ? 'quatre-vingts' : `quatre-vingt-${cardinal(n - 80)}`;
  const ten = n >= 60 ? 6 : Math.floor(n / 10);
  const rest = n - ten * 10;
  const words = TENS[ten] ?? '';
  if (rest === 0) return words;
  return rest === 1 || rest === 11 ? `${words} et ${cardinal(rest)}` : `${words}-${cardinal(rest)}`;
}

export function date(on: EffectiveDate): string {
  const { year, month, day } = partsOf(on);
  if (month === undefined) return String(year);
  const name = MONTHS[month - 1] ?? '';
  return day === undefined ? `${name} ${year}` : `${dayOfMonth(day)} ${name} ${year}`;
}

function dayOfMonth(day: number | undefined): string {
  return day === 1 ? '1er' : String(day);
}

export function dated(from: EffectiveDate, to?: EffectiveDate): string {
  const { month, day } = partsOf(from);
  const name = MONTHS[(month ?? 1) - 1] ?? '';
  switch (spanOf(from, to)) {
    case 'one':
      return `${day === undefined ? 'en' : 'le'} ${date(from)}`;
    case 'month':
      return `du ${dayOfMonth(day)} au ${date(to as EffectiveDate)}`;
    case 'year':
      return `du ${dayOfMonth(day)} ${name} au ${date(to as EffectiveDate)}`;
    case 'two':
      return `${start(from)} ${end(to as EffectiveDate)}`;
  }
}

function start(on: EffectiveDate): string {
  const { month, day } = partsOf(on);
  if (day !== undefined) return `du ${date(on)}`;
  return `${month === 4 || month === 8 || month === 10 ? "d'" : 'de '}${date(on)}`;
}

function end(on: EffectiveDate): string {
  return `${partsOf(on).day === undefined ? 'à' : 'au'} ${date(on)}`;
}

export function moment(at: number): string {
  const { day, time } = dayAndTime(at);
  return time === undefined ? `à la fin du ${date(day)}` : `le ${date(day)} à ${time} UTC`;
}
