import type { TimelineAsk, When } from '@acta/application';
import { type Coverage, groupOf, parseMoment } from '@acta/domain';
import { placeOf } from '@acta/projections';
import { LONGEST_DEVELOPMENT_SECONDS, secondsOf } from '@acta/runtime';
import { InvalidArgumentError } from 'commander';
import { Misuse } from './failure.js';

/*
 * Readers of what was typed. Each throws commander's InvalidArgumentError, which names the option, or Misuse. What they
 * accept is passed on as typed where the application reads it too.
 */

/** A group's or a session's code, as part of a pattern. */
export const CODE = '[A-Z][A-Z0-9]{0,15}(?:-[A-Z0-9]{1,15}){0,3}';
const GROUP = new RegExp(`^${CODE}$`);
const PERIOD = new RegExp(`^(${CODE})\\.\\.(${CODE})$`);
const POSITION = /^\d{1,15}$/;

/** A moment in force: a date stands for its end. */
export function inForce(text: string): string {
  if (parseMoment(text) === undefined)
    throw new InvalidArgumentError(
      'Give a date that exists (2020-12-31, 2020-12 or 2020: its end, UTC) or an instant (2020-12-31T12:00:00Z).',
    );
  return text;
}

/** What the record held: a position or a moment of recording. Digits alone are a position, never a year. */
export function held(text: string): string {
  if (!POSITION.test(text) && parseMoment(text) === undefined)
    throw new InvalidArgumentError(
      'Give a position (a whole number), a date that exists (2026-03-01: its end, UTC) or an instant (2026-03-01T12:00:00Z).',
    );
  return text;
}

/** A position of the journal. */
export function position(text: string): number {
  if (!POSITION.test(text))
    throw new InvalidArgumentError('Give a position, a whole number, for example 46.');
  return Number(text);
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

/** A number of days. */
export function days(text: string): number {
  if (!/^\d{1,5}$/.test(text)) throw new InvalidArgumentError('Give a whole number of days, for example 30.');
  return Number(text);
}

/** A subject id. */
export function subjectId(text: string): string {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text))
    throw new InvalidArgumentError(
      'Give a subject id, as acts bear it, for example 00000000-0000-4000-8000-000000000001.',
    );
  return text.toLowerCase();
}

/** A reference of something within a group, or of the group, and that group. */
export function reference(text: string): { group: string; subject: string } {
  const group = groupOf(placeOf(text)?.stream ?? '');
  if (group === undefined)
    throw new InvalidArgumentError(
      'Give a subject as lists and the timeline name it, for example CWG-COP/meetings/15/outcomes/3 or CWG-COP/terms-of-reference.',
    );
  return { group, subject: text };
}

/** A revision of what is acted on, as `etag` in a view or in an answer of `do --json` has it. */
export function etag(text: string): number {
  if (!POSITION.test(text))
    throw new InvalidArgumentError('Give the "etag" that "acta show --json" printed, for example 12.');
  return Number(text);
}

export function pageSize(text: string): number {
  if (!/^[1-9]\d{0,2}$/.test(text) || Number(text) > 500)
    throw new InvalidArgumentError('Give a whole number from 1 to 500.');
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

export function day(text: string): string {
  if (parseMoment(text)?.precision !== 'day')
    throw new InvalidArgumentError('Give a day that exists, for example 2026-12-31.');
  return text;
}

/** How long a token is good for, in seconds: up to a week. */
export function length(text: string): number {
  const seconds = secondsOf(text);
  if (seconds === undefined || seconds > LONGEST_DEVELOPMENT_SECONDS)
    throw new InvalidArgumentError('Give a length of time up to 7d, for example 30m or 8h.');
  return seconds;
}

export function nameOfSubject(text: string): string {
  if (!/^[\w.@+-]{1,64}$/.test(text))
    throw new InvalidArgumentError('Give up to 64 letters, digits and any of . _ @ + -, for example alice.');
  return text;
}

/** What a report covers: a period, or meetings. */
export function coverage(options: Coverage): Coverage {
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

/** A stretch of the record, as `--axis`, `--from` and `--to` name it. */
export interface Stretch {
  axis: 'at' | 'as-of';
  from?: string;
  to?: string;
}

/** The stretch, each bound of the axis's form and the two not reversed. */
export function stretchOf({ axis, from, to }: Stretch): Pick<TimelineAsk, 'axis' | 'from' | 'to' | 'order'> {
  const first = from === undefined ? undefined : boundOf(axis, 'from', from);
  const last = to === undefined ? undefined : boundOf(axis, 'to', to);
  const comparable = first?.position === last?.position;
  if (first !== undefined && last !== undefined && comparable && first.value > last.value)
    throw new Misuse(`the range is reversed: it would end (${to ?? ''}) before it starts (${from ?? ''})`);
  return {
    axis,
    order: axis === 'at' ? 'effect' : 'recording',
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
}

function boundOf(
  axis: Stretch['axis'],
  side: 'from' | 'to',
  text: string,
): { position: boolean; value: number } {
  if (axis === 'as-of' && POSITION.test(text)) return { position: true, value: Number(text) };
  const parsed = parseMoment(text);
  if (parsed !== undefined) return { position: false, value: side === 'from' ? parsed.start : parsed.end };
  const others =
    axis === 'as-of' ? ', or a position (a whole number)' : '; positions are bounds with --axis as-of';
  throw new Misuse(
    `--${side} "${text}" is no moment: give a date that exists (2019-09-26, 2019-09 or 2019) or an instant${others}`,
  );
}
