import {
  type Authority,
  type Capacity,
  type Corrections,
  type EffectiveDate,
  type Entry,
  type Instant,
  type Provenance,
  type Recorded,
  type SubjectId,
  type Uuid,
  PeriodClock,
  byEffect,
  correctionsOf,
  instantOf,
  isCorrection,
  isUnreadable,
  momentOf,
  parseStream,
} from '@acta/domain';
import type { EntriesByStream } from './record.js';
import { type Selection, isSelected, refOfEvent } from './selection.js';
import { refOfStream } from './subjects.js';
import { type Basis, present } from './views/parts.js';

/** An act as an audit lists it: what, when on both axes, who, in which capacity, why, on what authority. */
export interface TimelineAct {
  /** Journal position, as a decimal string. */
  readonly position: string;
  /** The event's id: what redating and voiding name. */
  readonly id: Uuid;
  readonly recordedAt: Instant;
  readonly effective: EffectiveView;
  readonly stream: string;
  /** What it is about, for example CWG-COP/meetings/15/outcomes/3; of a correction, what the corrected act is about. */
  readonly ref: string;
  readonly type: string;
  /** Subject id of the caller, and how that was known. */
  readonly actor: SubjectId;
  readonly assurance: 'asserted' | 'authenticated';
  readonly actingAs: Capacity;
  readonly attributedTo?: string;
  readonly reason?: string;
  readonly authority?: Authority;
  readonly provenance?: Provenance;
  /** Of an amendment: whether it changes the substance, and who approved it, in words; of an approval, the latter. */
  readonly class?: 'editorial' | 'substantive';
  readonly approvedBy?: string;
  /** A fact of the past taken over from elsewhere. */
  readonly backfill?: true;
  /** It was entered in error, says a later act. */
  readonly voided?: CorrectedBy;
  /** Its date was recorded wrongly, says a later act; `effective` has the date that now holds. */
  readonly redated?: CorrectedBy & { readonly from: EffectiveDate; readonly to: EffectiveDate };
  /** Of a correction: the act that it corrects. */
  readonly corrects?: { readonly id: Uuid; readonly position?: string };
}

/** When an act took effect, as now known. */
export interface EffectiveView extends Omit<Basis, 'event'> {
  /** The moment by which acts are put in order. */
  readonly moment: Instant;
}

/** A correction, by its position. */
export interface CorrectedBy {
  readonly by: string;
  readonly reason?: string;
}

/** An event of ours that cannot be read. It keeps its position, and no view shows what it said. */
export interface UnreadableAct {
  readonly position: string;
  readonly recordedAt: Instant;
  readonly stream: string;
  readonly ref: string;
  readonly unreadable: string;
}

export type TimelineItem = TimelineAct | UnreadableAct;

/** Inclusive at both ends; an end that is absent is open. */
export interface Range {
  from?: number;
  to?: number;
}

/** What to list, and in which order. */
export interface TimelineOptions extends Selection {
  /** `effect` (the default): by effective moment, then position. `recording`: by position. */
  order?: 'effect' | 'recording';
  /** Effective moments, milliseconds since the epoch. What has no date of its own counts from its recording. */
  effective?: Range;
  /** Journal positions. */
  positions?: Range;
  /** `backwards`: the last one first. */
  direction?: 'forwards' | 'backwards';
}

/**
 * The acts of a group across its streams, corrections, voided and unreadable ones among them. The calendar's and persons'
 * streams are left out.
 * @param streams up to the `asOf` that is asked for: dates and voids are those known there
 */
export function timeline(streams: EntriesByStream, options: TimelineOptions = {}): TimelineItem[] {
  const items = placedActs(streams, options)
    .filter((placed) => isSelected(placed, options))
    .map(itemOf);
  return options.direction === 'backwards' ? items.reverse() : items;
}

/** An entry with its place in the order of effect, and what its stream says about it. */
export interface PlacedEntry {
  entry: Entry;
  /** Effective moment for ordering; of corrections and what cannot be read, the moment of recording. */
  key: number;
  position: number;
  corrections: Corrections;
  /** The stream's events by id. */
  events: ReadonlyMap<Uuid, Recorded>;
}

/** The entries that a timeline lists, filtered and in its order. */
export function placedActs(streams: EntriesByStream, options: TimelineOptions): PlacedEntry[] {
  const { order = 'effect', effective, positions } = options;
  const placed: PlacedEntry[] = [];
  for (const [stream, entries] of streams) {
    const aggregate = parseStream(stream)?.aggregate;
    if (aggregate === 'calendar' || aggregate === 'person') continue;
    for (const each of place(entries))
      if (within(each.key, effective) && within(each.position, positions)) placed.push(each);
  }
  return placed.sort(order === 'effect' ? byEffect : (a, b) => a.position - b.position);
}

/** As `chronology`, with what it leaves out: a voided act stands where its date puts it and moves no other. */
function place(entries: readonly Entry[]): PlacedEntry[] {
  const corrections = correctionsOf(entries);
  const clock = new PeriodClock();
  const events = new Map(
    entries.flatMap((entry) => (isUnreadable(entry) ? [] : [[entry.metadata.id, entry] as const])),
  );
  return entries.map((entry) => {
    const key = keyOf(entry, corrections, clock);
    return { entry, key, position: entry.position, corrections, events };
  });
}

function keyOf(entry: Entry, { voided, redated }: Corrections, clock: PeriodClock): number {
  if (isUnreadable(entry) || isCorrection(entry)) return entry.recordedAt;
  const on = redated.get(entry.metadata.id)?.effectiveAt ?? entry.metadata.effectiveAt;
  return voided.has(entry.metadata.id) ? clock.at(on, entry.recordedAt) : clock.place(on, entry.recordedAt);
}

export function within(value: number, { from = -Infinity, to = Infinity }: Range = {}): boolean {
  return from <= value && value <= to;
}

/** A placed entry as a timeline shows it. */
export function itemOf({ entry, key, corrections, events }: PlacedEntry): TimelineItem {
  const { stream } = entry;
  const position = String(entry.position);
  const recordedAt = instantOf(entry.recordedAt);
  if (isUnreadable(entry))
    return { position, recordedAt, stream, ref: refOfStream(stream), unreadable: entry.unreadable };
  const { id, actor, assurance, actingAs, attributedTo, reason, authority, provenance, backfill } =
    entry.metadata;
  return present({
    position,
    id,
    recordedAt,
    effective: effectiveOf(entry, key, corrections),
    stream,
    ref: refOfEvent(entry, events),
    type: entry.type,
    actor,
    assurance,
    actingAs,
    attributedTo,
    reason,
    authority,
    provenance,
    ...approvalIn(entry),
    backfill,
    ...correctionsOn(entry, corrections),
    corrects: isCorrection(entry) ? corrected(entry.data.act, events) : undefined,
  });
}

function approvalIn({ type, data }: Recorded): Pick<TimelineAct, 'class' | 'approvedBy'> {
  const {
    class: kind,
    approvedBy,
    by,
  } = data as {
    class?: 'editorial' | 'substantive';
    approvedBy?: string;
    by?: string;
  };
  switch (type) {
    case 'outcome-amended':
      return present({ class: kind, approvedBy });
    case 'liaison-statement-approved':
    case 'report-adopted':
      return present({ approvedBy: by });
    default:
      return {};
  }
}

function corrected(id: Uuid, events: ReadonlyMap<Uuid, Recorded>): TimelineAct['corrects'] {
  const position = events.get(id)?.position;
  return present({ id, position: position === undefined ? undefined : String(position) });
}

function effectiveOf(event: Recorded, key: number, { redated }: Corrections): EffectiveView {
  const moment = instantOf(key);
  const redating = redated.get(event.metadata.id);
  const on = redating?.effectiveAt ?? event.metadata.effectiveAt;
  if (on === undefined || isCorrection(event))
    return { date: instantOf(event.recordedAt), precision: 'instant', datedBy: 'recording', moment };
  const { datedBy } = (redating?.by ?? event).metadata;
  return present({ date: on, precision: momentOf(on).precision, datedBy, moment });
}

function correctionsOn(
  event: Recorded,
  { voided, redated }: Corrections,
): Pick<TimelineAct, 'voided' | 'redated'> {
  const voiding = voided.get(event.metadata.id);
  const redating = redated.get(event.metadata.id);
  return present({
    voided: voiding && correction(voiding),
    redated: redating && {
      ...correction(redating.by),
      from: event.metadata.effectiveAt ?? instantOf(event.recordedAt),
      to: redating.effectiveAt,
    },
  });
}

function correction({ position, metadata: { reason } }: Recorded): CorrectedBy {
  return present({ by: String(position), reason });
}
