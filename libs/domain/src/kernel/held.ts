import type { ActBase } from './event.js';
import type { EffectiveDate, Uuid } from './values.js';

/** A fact with the event that it rests on and the date from which it holds, as far as known. */
export interface Held<T> {
  value: T;
  event: Uuid;
  /** Journal position of that event. */
  position: number;
  /** Effective moment, milliseconds since the epoch. */
  key: number;
  /** The date as recorded; absent where it is the recording's. */
  on?: EffectiveDate;
  datedBy?: 'meeting' | 'no-later-than';
}

export function held<T>(act: ActBase, value: T): Held<T> {
  return {
    value,
    event: act.id,
    position: act.position,
    key: act.key,
    ...(act.on === undefined ? {} : { on: act.on }),
    ...(act.datedBy === undefined ? {} : { datedBy: act.datedBy }),
  };
}
