import type { Day } from '@acta/domain';

const DAY_MS = 86_400_000;

/** A clock that hangs in a time zone. */
export interface ZoneClock {
  /** What has to be added to UTC there, in milliseconds. @param at milliseconds since the epoch */
  offsetAt(at: number): number;
  /** What it shows at a moment, as milliseconds since the epoch of a clock that shows UTC. */
  shownAt(at: number): number;
}

const clocks = new Map<string, ZoneClock>();

/** The clock of a zone. @throws RangeError for a zone that `isZone` denies */
export function clockOf(zone: string): ZoneClock {
  const known = clocks.get(zone);
  if (known !== undefined) return known;
  const clock = makeClock(zone);
  clocks.set(zone, clock);
  return clock;
}

/** Whether a text names a time zone of the IANA database, for example Europe/Zurich. A bare offset does not. */
export function isZone(text: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{1,63}$/.test(text)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return true;
  } catch {
    return false;
  }
}

function makeClock(zone: string): ZoneClock {
  const format = new Intl.DateTimeFormat('en', {
    timeZone: zone,
    hourCycle: 'h23',
    ...{ year: 'numeric', month: 'numeric', day: 'numeric' },
    ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
  });
  const shownAt = (at: number): number => {
    const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? 0;
    const second = Date.UTC(
      part('year'),
      part('month') - 1,
      part('day'),
      part('hour'),
      part('minute'),
      part('second'),
    );
    return second + (((at % 1000) + 1000) % 1000);
  };
  return { shownAt, offsetAt: (at) => shownAt(at) - at };
}

/**
 * The first moment at which a clock shows a time of a day, or a later one: where the time is left out as clocks go forward,
 * the moment after; where it comes twice, the first.
 * @param minutes since midnight
 */
export function firstAt(clock: ZoneClock, day: Day, minutes: number): number {
  const shown = Date.parse(`${day}T00:00:00Z`) + minutes * 60_000;
  // No zone is a day off, so these two lie before and after whatever change of the clocks could matter.
  const before = shown - clock.offsetAt(shown - DAY_MS);
  const after = shown - clock.offsetAt(shown + DAY_MS);
  if (clock.shownAt(before) === shown) return before;
  if (clock.shownAt(after) === shown) return after;
  return changeBetween(clock, after, before);
}

/**
 * The moment at which a clock's offset changes.
 * @param from before the change, and `to` at it or after; there is one between
 */
export function changeBetween(clock: ZoneClock, from: number, to: number): number {
  const offset = clock.offsetAt(from);
  let [before, after] = [from, to];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (clock.offsetAt(middle) === offset) before = middle;
    else after = middle;
  }
  return after;
}

/** The day that a clock shows. */
export function dayShownAt(clock: ZoneClock, at: number): Day {
  return new Date(clock.shownAt(at)).toISOString().slice(0, 10);
}

/** A day so many days later. */
export function dayAfter(day: Day, days: number): Day {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}
