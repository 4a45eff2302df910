import type { Delivery, QuietHours, Subscription } from './subscription.js';
import { type ZoneClock, changeBetween, clockOf, dayAfter, dayShownAt, firstAt } from './zone.js';

const MINUTE_MS = 60_000;
const MINUTES_A_DAY = 1_440;
const DAYS_A_WEEK = 7;

/**
 * When a notice goes out: at once, or at the first daily or weekly moment that is not before it; never within quiet hours, but
 * at their end. All that is made after one such moment and up to the next goes out together.
 * @param madeAt milliseconds since the epoch, as is the result
 */
export function whenDue(
  { delivery, quiet, zone }: Pick<Subscription, 'delivery' | 'quiet' | 'zone'>,
  madeAt: number,
): number {
  const clock = clockOf(zone);
  if (delivery.kind === 'at-once') return outsideQuiet(clock, quiet, madeAt);
  const today = dayShownAt(clock, madeAt);
  // Quiet hours may move a moment by a day, and a zone may leave a day out.
  const last = delivery.kind === 'daily' ? 3 : DAYS_A_WEEK + 3;
  for (let after = -2; after <= last; after++) {
    const day = dayAfter(today, after);
    if (!isDayOf(delivery, day)) continue;
    const moment = outsideQuiet(clock, quiet, firstAt(clock, day, minutesOf(delivery.at)));
    if (moment >= madeAt) return moment;
  }
  throw new Error(`no moment to send at was found in ${zone}`);
}

function isDayOf(delivery: Exclude<Delivery, { kind: 'at-once' }>, day: string): boolean {
  // Sunday is 0 there, and 7 here.
  return (
    delivery.kind === 'daily' || new Date(`${day}T00:00:00Z`).getUTCDay() === delivery.weekday % DAYS_A_WEEK
  );
}

/** The first moment from `at` on that lies outside the quiet hours. */
function outsideQuiet(clock: ZoneClock, quiet: QuietHours | undefined, at: number): number {
  if (quiet === undefined) return at;
  const [from, to] = [minutesOf(quiet.from), minutesOf(quiet.to)];
  let moment = at;
  for (;;) {
    const shown = clock.shownAt(moment);
    const minute = Math.floor(shown / MINUTE_MS) % MINUTES_A_DAY;
    if (!isWithin(minute, from, to)) return moment;
    const left = (to - minute + MINUTES_A_DAY) % MINUTES_A_DAY;
    const end = moment - (shown % MINUTE_MS) + left * MINUTE_MS;
    // Where the clocks change in between, what they show next is looked at anew.
    moment = clock.offsetAt(end) === clock.offsetAt(moment) ? end : changeBetween(clock, moment, end);
  }
}

/** Over midnight where `from` is later than `to`; never where they are the same. */
function isWithin(minute: number, from: number, to: number): boolean {
  return from <= to ? minute >= from && minute < to : minute >= from || minute < to;
}

/** Since midnight. @param time hh:mm */
function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}
