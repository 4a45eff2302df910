import {
  type Act,
  type AggregateName,
  type CalendarState,
  type Entry,
  type EventsOf,
  type GroupState,
  type Held,
  type LiaisonState,
  type MeetingState,
  type Ordinal,
  type ReportState,
  type States,
  chronology,
  correctionsOf,
  deciders,
  fold,
  isCorrection,
  isUnreadable,
  parseStream,
} from '@acta/domain';

/** The point that an answer stands on: what the record held, and the moment in force. */
export interface Point {
  /** Journal position. */
  position: number;
  /** Moment in force, milliseconds since the epoch. */
  at: number;
  /** True when no later append can change the answer. */
  settled: boolean;
}

/** Entries of several streams, by stream name without the log's prefix, each in order of position. */
export type EntriesByStream = ReadonlyMap<string, readonly Entry[]>;

/** All that the record holds of one group at a point: every view and document is made from it. */
export interface GroupRecord {
  group: GroupState;
  /** Appointments as now known, whatever moment is asked about: a term names its own days. */
  officers: GroupState['officers'];
  meetings: ReadonlyMap<Ordinal, MeetingState>;
  /** By id: the stream's name without `liaison-`, for example CWG-COP-o-1. */
  liaison: ReadonlyMap<string, LiaisonState>;
  /** By id: the stream's name without `report-`, for example CWG-COP-four-year-PP-18..PP-22. */
  reports: ReadonlyMap<string, ReportState>;
  /** As recorded, whatever moment is asked about: a calendar names what is to come. */
  calendar: CalendarState;
  /** Acts on outcomes that were voided or redated, as now known: what was issued before rests on them as they were. */
  corrected: readonly CorrectedOutcome[];
  /** Events of ours that cannot be read and were skipped. */
  skipped: readonly { position: number; stream: string; reason: string }[];
}

/** A correction of an act on an outcome. */
export interface CorrectedOutcome {
  meeting: Ordinal;
  outcome: Ordinal;
  /** `voided`: the outcome itself was entered in error; `corrected`: an act on it was, or its date. */
  change: 'voided' | 'corrected';
  /** Journal position of the act that was corrected. */
  position: number;
  /** The correction, by when it was recorded. */
  by: Held<object>;
}

/** What was folded from a list of entries: its acts in order of effect, and the state once all have taken effect. */
interface Folded {
  aggregate: AggregateName;
  acts: readonly { key: number }[];
  whole?: unknown;
}

/** Of lists that are still in use: a list is never changed, so what was folded from it stays true. */
const folded = new WeakMap<readonly Entry[], Folded>();

/**
 * The fold of one stream's entries at a moment: the one path for views and deciders, now and then alike.
 * @param entries never changed afterwards
 * @returns a state to read and not to fold on: the same for the same list
 */
export function foldStream<A extends AggregateName>(
  aggregate: A,
  entries: readonly Entry[],
  at = Infinity,
): States[A] {
  let known = folded.get(entries);
  if (known?.aggregate !== aggregate)
    folded.set(entries, (known = { aggregate, acts: chronology<EventsOf[A]>(entries) }));
  // The acts and the state are those of the aggregate that they are kept with.
  const acts = known.acts as readonly Act<EventsOf[A]>[];
  if (at < (acts.at(-1)?.key ?? -Infinity))
    return fold<States[A], EventsOf[A]>(deciders[aggregate], acts, at);
  known.whole ??= fold<States[A], EventsOf[A]>(deciders[aggregate], acts);
  return known.whole as States[A];
}

/**
 * The fold of a group's streams and the calendar's at a moment. Streams on which nothing has taken effect are left out.
 * @param streams gone through once, so that they may be read one after another
 */
export function foldGroup(
  streams: Iterable<readonly [stream: string, entries: readonly Entry[]]>,
  at: number,
): GroupRecord {
  const meetings = new Map<Ordinal, MeetingState>();
  const liaison = new Map<string, LiaisonState>();
  const reports = new Map<string, ReportState>();
  let group = deciders.group.initial();
  let { officers } = group;
  let calendar = deciders.calendar.initial();
  const corrected: CorrectedOutcome[] = [];
  const skipped: { position: number; stream: string; reason: string }[] = [];
  for (const [stream, entries] of streams) {
    for (const entry of entries)
      if (isUnreadable(entry)) skipped.push({ position: entry.position, stream, reason: entry.unreadable });
    const name = parseStream(stream);
    switch (name?.aggregate) {
      case 'group':
        group = foldStream('group', entries, at);
        ({ officers } = foldStream('group', entries));
        break;
      case 'meeting':
        keep(meetings, name.ordinal, foldStream('meeting', entries, at));
        corrected.push(...correctedOutcomes(name.ordinal, entries));
        break;
      case 'liaison':
        keep(liaison, stream.slice('liaison-'.length), foldStream('liaison', entries, at));
        break;
      case 'report':
        keep(reports, stream.slice('report-'.length), foldStream('report', entries, at));
        break;
      case 'calendar':
        calendar = foldStream('calendar', entries);
        break;
      case 'person':
      case undefined:
        break;
    }
  }
  return {
    group,
    officers,
    meetings: sorted(meetings),
    liaison: sorted(liaison),
    reports: sorted(reports),
    calendar,
    corrected: corrected.sort((a, b) => a.position - b.position),
    skipped,
  };
}

/**
 * Whether two records were folded from the same lists at moments by which all acts had taken effect: every view of them is
 * the same on the same day. False where it cannot be told at once.
 */
export function isSameRecord(a: GroupRecord, b: GroupRecord): boolean {
  return (
    a.group === b.group &&
    a.calendar === b.calendar &&
    areSameStates(a.meetings, b.meetings) &&
    areSameStates(a.liaison, b.liaison) &&
    areSameStates(a.reports, b.reports) &&
    // Lists only grow.
    a.corrected.length === b.corrected.length &&
    a.skipped.length === b.skipped.length
  );
}

function areSameStates<K>(a: ReadonlyMap<K, object>, b: ReadonlyMap<K, object>): boolean {
  if (a.size !== b.size) return false;
  for (const [key, state] of a) if (b.get(key) !== state) return false;
  return true;
}

function correctedOutcomes(meeting: Ordinal, entries: readonly Entry[]): CorrectedOutcome[] {
  if (!entries.some((entry) => !isUnreadable(entry) && isCorrection(entry))) return [];
  const { voided, redated } = correctionsOf(entries);
  return entries.flatMap((entry): CorrectedOutcome[] => {
    if (isUnreadable(entry) || !entry.type.startsWith('outcome-')) return [];
    const voiding = voided.get(entry.metadata.id);
    const correction = voiding ?? redated.get(entry.metadata.id)?.by;
    if (correction === undefined) return [];
    const {
      metadata: { id },
      position,
      recordedAt,
    } = correction;
    return [
      {
        meeting,
        outcome: (entry.data as { ordinal: Ordinal }).ordinal,
        change: voiding !== undefined && entry.type === 'outcome-recorded' ? 'voided' : 'corrected',
        position: entry.position,
        by: { value: {}, event: id, position, key: recordedAt },
      },
    ];
  });
}

function keep<K, S extends { status: string }>(into: Map<K, S>, key: K, state: S): void {
  if (state.status !== 'unknown') into.set(key, state);
}

function sorted<K extends string | number, S>(map: Map<K, S>): Map<K, S> {
  return new Map([...map].sort(([a], [b]) => inOrder(a, b)));
}

/** Orders ordinals, and ids with the numbers in them as numbers: o-2 before o-10. The same everywhere: no locale. */
export function inOrder(a: string | number, b: string | number): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const left = String(a).split(/(\d+)/);
  const right = String(b).split(/(\d+)/);
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const difference = compare(left[i] as string, right[i] as string, i % 2 === 1);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

function compare(a: string, b: string, numeric: boolean): number {
  if (numeric && a !== b) return Number(a) - Number(b) || a.length - b.length;
  return a === b ? 0 : a < b ? -1 : 1;
}
