import { parseMoment } from '@acta/domain';
import { InvalidArgumentError } from 'commander';
import type { Held, PointAsked, ReportAsked, Stretch } from './services.js';
import { Misuse } from './failure.js';

const CODE = '[A-Z][A-Z0-9]{0,15}(?:-[A-Z0-9]{1,15}){0,3}';
const GROUP = new RegExp(`^${CODE}$`);
const PERIOD = new RegExp(`^(${CODE})\\.\\.(${CODE})$`);

/** A moment in force: the last millisecond of what is given. */
export function moment(text: string): number {
  const parsed = parseMoment(text);
  if (parsed === undefined)
    throw new InvalidArgumentError(
      'Give a date (2020-12-31, 2020-12 or 2020: its end, UTC) or an instant (2020-12-31T12:00:00Z).',
    );
  return parsed.end;
}

/** What the record held: a position, or a moment of recording. Whole numbers are positions, so a year is written in full. */
export function held(text: string): Held {
  if (/^\d{1,15}$/.test(text)) return { position: Number(text) };
  const parsed = parseMoment(text);
  if (parsed === undefined)
    throw new InvalidArgumentError(
      'Give a position (a whole number), a date (2026-03-01: its end, UTC) or an instant (2026-03-01T12:00:00Z).',
    );
  return { instant: parsed.end };
}

export function groupCode(text: string): string {
  if (!GROUP.test(text)) throw new InvalidArgumentError('Give a group\'s code, for example CWG-COP.');
  return text;
}

export function ordinal(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('Give a whole number from 1, for example 15.');
  return Number(text);
}

export function port(text: string): number {
  const number = Number(text);
  if (!/^\d{1,5}$/.test(text) || number > 65_535)
    throw new InvalidArgumentError('Give a port from 0 (any free one) to 65535.');
  return number;
}

export function country(text: string): string {
  if (!/^[A-Z]{2}$/.test(text)) throw new InvalidArgumentError('Give an ISO 3166-1 code of two letters, for example SA.');
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
export function coverage(options: { period?: { from: string; to: string }; meetings?: number[] }): ReportAsked['covers'] {
  const { period: between, meetings: named } = options;
  if (between !== undefined && named !== undefined) throw new Misuse('give --period or --meetings, not both');
  if (between !== undefined) return { period: between };
  if (named !== undefined) return { meetings: named };
  throw new Misuse('say what the report covers: --period PP-18..PP-22, or --meetings 15,16');
}

/** The options that name a point, without the absent ones. */
export function pointOf({ asOf, at }: PointAsked): PointAsked {
  return { ...(asOf === undefined ? {} : { asOf }), ...(at === undefined ? {} : { at }) };
}

/** A stretch of the record; on the axis `at` a bound is a moment, and `from` a day means from its beginning. */
export function stretchOf({ axis, from, to }: { axis: 'at' | 'as-of'; from?: string; to?: string }): Stretch {
  const stretch: Stretch = {
    axis,
    ...(from === undefined ? {} : { from: bound(axis, 'from', from) }),
    ...(to === undefined ? {} : { to: bound(axis, 'to', to) }),
  };
  if (stretch.from !== undefined && stretch.to !== undefined && reversed(stretch.from, stretch.to))
    throw new Misuse(`the range is reversed: it would end (${to ?? ''}) before it starts (${from ?? ''})`);
  return stretch;
}

function bound(axis: Stretch['axis'], side: 'from' | 'to', text: string): Held {
  if (axis === 'as-of' && /^\d{1,15}$/.test(text)) return { position: Number(text) };
  const parsed = parseMoment(text);
  if (parsed === undefined)
    throw new Misuse(
      `--${side} "${text}" is not a moment: give a date (2019-09-26, 2019-09 or 2019) or an instant` +
        (axis === 'as-of' ? ', or a position (a whole number)' : ''),
    );
  return { instant: side === 'from' ? parsed.start : parsed.end };
}

function reversed(from: Held, to: Held): boolean {
  if ('position' in from && 'position' in to) return from.position > to.position;
  return 'instant' in from && 'instant' in to && from.instant > to.instant;
}
