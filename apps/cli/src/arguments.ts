import type { When } from '@acta/application';
import { parseMoment } from '@acta/domain';
import { InvalidArgumentError } from 'commander';
import { Misuse } from './failure.js';
import type { Bound, ReportAsked, Stretch } from './services.js';

/*
 * Readers of what was typed. Each throws commander's InvalidArgumentError, which names the option, or Misuse.
 */

const CODE = '[A-Z][A-Z0-9]{0,15}(?:-[A-Z0-9]{1,15}){0,3}';
const GROUP = new RegExp(`^${CODE}$`);
const PERIOD = new RegExp(`^(${CODE})\\.\\.(${CODE})$`);
const POSITION = /^\d{1,15}$/;

/** A moment in force, in milliseconds: the last one of the day, month or year that is given. */
export function moment(text: string): number {
  const parsed = parseMoment(text);
  if (parsed === undefined)
    throw new InvalidArgumentError(
      'Give a date that exists (2020-12-31, 2020-12 or 2020: its end, UTC) or an instant (2020-12-31T12:00:00Z).',
    );
  return parsed.end;
}

/** As `moment`, left as it was typed. */
export function inForce(text: string): string {
  moment(text);
  return text;
}

/** What the record held: a position or a moment of recording, left as typed. Digits alone are a position, never a year. */
export function held(text: string): string {
  if (!POSITION.test(text) && parseMoment(text) === undefined)
    throw new InvalidArgumentError(
      'Give a position (a whole number), a date that exists (2026-03-01: its end, UTC) or an instant (2026-03-01T12:00:00Z).',
    );
  return text;
}

export function groupCode(text: string): string {
  if (!GROUP.test(text)) throw new InvalidArgumentError("Give a group's code, for example CWG-COP.");
  return text;
}

export function ordinal(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text))
    throw new InvalidArgumentError('Give a whole number from 1, for example 15.');
  return Number(text);
}

export function country(text: string): string {
  if (!/^[A-Z]{2}$/.test(text))
    throw new InvalidArgumentError('Give an ISO 3166-1 code of two letters, for example SA.');
  return text;
}

export function meetings(text: string): number[] {
  return text.split(',').map((part) => ordinal(part.trim()));
}

export function period(text: string): { from: string; to: string } {
  const [, from, to] = PERIOD.exec(text) ?? [];
  if (from === undefined || to === undefined)
    throw new InvalidArgumentError('Give two sessions of the calendar, for example PP-18..PP-22.');
  return { from, to };
}

/** What a report covers: a period, or meetings. */
export function coverage(options: {
  period?: { from: string; to: string };
  meetings?: number[];
}): ReportAsked['covers'] {
  if (options.period !== undefined && options.meetings !== undefined)
    throw new Misuse('give --period or --meetings, not both');
  if (options.period !== undefined) return { period: options.period };
  if (options.meetings !== undefined) return { meetings: options.meetings };
  throw new Misuse('say what the report covers: --period PP-18..PP-22, or --meetings 15,16');
}

/** The options that name a point. */
export function whenOf({ asOf, at }: When): When {
  return { asOf, at };
}

/** What `--from`, `--to` and `--axis` say. A day is meant from its beginning in `--from`, to its end in `--to`. */
export function stretchOf({
  axis,
  from,
  to,
}: {
  axis: Stretch['axis'];
  from?: string;
  to?: string;
}): Stretch {
  const stretch: Stretch = {
    axis,
    ...(from === undefined ? {} : { from: bound(axis, 'from', from) }),
    ...(to === undefined ? {} : { to: bound(axis, 'to', to) }),
  };
  if (stretch.from !== undefined && stretch.to !== undefined && reversed(stretch.from, stretch.to))
    throw new Misuse(`the range is reversed: it would end (${to ?? ''}) before it starts (${from ?? ''})`);
  return stretch;
}

function bound(axis: Stretch['axis'], side: 'from' | 'to', text: string): Bound {
  if (axis === 'as-of' && POSITION.test(text)) return { position: Number(text) };
  const parsed = parseMoment(text);
  if (parsed !== undefined) return { moment: side === 'from' ? parsed.start : parsed.end };
  const position =
    axis === 'as-of' ? ', or a position (a whole number)' : '; positions are bounds with --axis as-of';
  throw new Misuse(
    `--${side} "${text}" is no moment: give a date that exists (2019-09-26, 2019-09 or 2019) or an instant${position}`,
  );
}

function reversed(from: Bound, to: Bound): boolean {
  if ('position' in from && 'position' in to) return from.position > to.position;
  return 'moment' in from && 'moment' in to && from.moment > to.moment;
}
