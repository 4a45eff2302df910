import type { CorrectionEvents } from './corrections.js';
import { momentOf } from './dates.js';
import { type Act, type ActBase, type Entry, type EventOf, type Recorded, isUnreadable } from './event.js';
import type { EventMetadata } from './metadata.js';
import type { EffectiveDate, Uuid } from './values.js';

type Correction = Recorded<EventOf<CorrectionEvents>>;

/** What the corrections of a stream say, as known at its last entry. */
export interface Corrections {
  /** Voided act → the event that voided it. */
  voided: ReadonlyMap<Uuid, Correction>;
  /** Redated act → the event that holds for its date. */
  redated: ReadonlyMap<Uuid, { by: Correction; effectiveAt: EffectiveDate }>;
}

export function isCorrection(event: { type: string }): event is Correction {
  return event.type === 'act-redated' || event.type === 'act-voided';
}

/**
 * Which acts are voided and which dates hold. A correction names an earlier event only, so reading from the newest
 * back decides each one once: a voiding that was itself voided has no effect, and of several redatings the newest holds.
 */
export function correctionsOf(entries: readonly Entry[]): Corrections {
  const voided = new Map<Uuid, Correction>();
  const redated = new Map<Uuid, { by: Correction; effectiveAt: EffectiveDate }>();
  for (let i = entries.length - 1; i >= 0; i--) {
    const entry = entries[i];
    if (entry === undefined || isUnreadable(entry) || !isCorrection(entry)) continue;
    if (voided.has(entry.metadata.id)) continue;
    const { act } = entry.data;
    if ('effectiveAt' in entry.data) {
      if (!redated.has(act)) redated.set(act, { by: entry, effectiveAt: entry.data.effectiveAt });
    } else if (!voided.has(act)) {
      voided.set(act, entry);
    }
  }
  return { voided, redated };
}

/**
 * The acts of one stream in the order in which they took effect: (effective moment, position), voided ones left out,
 * redated ones at the date now known, corrections themselves left out.
 *
 * A date known to the day stands for the later of the day's start and the newest effective moment within that day
 * among the acts before it, so acts of one day keep the order in which they were recorded. Months and years likewise.
 * @param entries one stream's, in order of position; those after the `asOf` that is asked for left out
 * @param clock a fresh one; afterwards it can place what is recorded next
 */
export function chronology<Events>(entries: readonly Entry[], clock = new PeriodClock()): Act<Events>[] {
  const { voided, redated } = correctionsOf(entries);
  const acts: Act<Events>[] = [];
  for (const entry of entries) {
    if (isUnreadable(entry) || isCorrection(entry) || voided.has(entry.metadata.id)) continue;
    const dating = datingOf(entry, redated);
    acts.push(actOf<Events>(entry, clock.place(dating.effectiveAt, entry.recordedAt), dating));
  }
  return acts.sort(byEffect);
}

/** The date that an act has, and how it is known. */
export type Dating = Pick<EventMetadata, 'effectiveAt' | 'datedBy'> & {
  /** Revision of the redating that it comes from. */
  redatedAt?: number;
};

/** An event's own dating, or the one that a redating has put in its place. */
export function datingOf(event: Recorded, redated: Corrections['redated']): Dating {
  const redating = redated.get(event.metadata.id);
  if (redating === undefined) return event.metadata;
  const { effectiveAt, by } = redating;
  const { datedBy } = by.metadata;
  return { effectiveAt, redatedAt: by.revision, ...(datedBy === undefined ? {} : { datedBy }) };
}

/** An event as an act that takes effect at `key`, dated as now known. */
export function actOf<Events>(event: Recorded, key: number, dating: Dating = event.metadata): Act<Events> {
  const { effectiveAt, datedBy, redatedAt = -1 } = dating;
  const act: ActBase & { type: string; data: unknown } = {
    id: event.metadata.id,
    type: event.type,
    data: event.data,
    position: event.position,
    revision: Math.max(event.revision, redatedAt),
    key,
    recordedAt: event.recordedAt,
    metadata: event.metadata,
  };
  if (effectiveAt !== undefined) act.on = effectiveAt;
  if (datedBy !== undefined) act.datedBy = datedBy;
  // The journal's reader has matched `type` and `data` against the catalogue.
  return act as unknown as Act<Events>;
}

/** Orders by (effective moment, position). */
export function byEffect(a: { key: number; position: number }, b: { key: number; position: number }): number {
  return a.key - b.key || a.position - b.position;
}

/** Gives each act of a stream its effective moment, in order of recording. */
export class PeriodClock {
  readonly #seen: number[] = [];

  /** The moment that a date stands for, after those placed before. Undefined: the recording's own. */
  place(on: EffectiveDate | undefined, recordedAt: number): number {
    const key = this.at(on, recordedAt);
    this.#insert(key);
    return key;
  }

  /** As `place`, without taking note of it. */
  at(on: EffectiveDate | undefined, recordedAt: number): number {
    return on === undefined ? recordedAt : this.#latestWithin(on);
  }

  #latestWithin(on: EffectiveDate): number {
    const { precision, start, end } = momentOf(on);
    if (precision === 'instant') return start;
    const last = this.#seen[upperBound(this.#seen, end) - 1];
    return last === undefined || last < start ? start : last;
  }

  #insert(key: number): void {
    const last = this.#seen[this.#seen.length - 1];
    if (last === undefined || last < key) this.#seen.push(key);
    else if (last > key) {
      const at = upperBound(this.#seen, key);
      if (this.#seen[at - 1] !== key) this.#seen.splice(at, 0, key);
    }
  }
}

/** How many of the sorted numbers are at most `limit`. */
function upperBound(sorted: readonly number[], limit: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
