import { type EffectiveDate, type Entry, isCorrection, isUnreadable } from '@acta/domain';
import { type EntriesByStream, inOrder } from '../record.js';
import { same } from '../same.js';
import { type PlacedEntry, type TimelineItem, itemOf, placedActs } from '../timeline.js';
import { type NameOf, present } from '../views/parts.js';
import { type FlatState, flatState } from '../flat-state.js';

/** On which axes two states of a record are apart: when acts took effect, when the record took them, or both. */
export type ChangesAxis = 'at' | 'as-of' | 'both';

/** From where on changes are told: what the record held at a position, and what was in force at a moment. */
export interface Since {
  position: number;
  /** Milliseconds since the epoch. */
  at: number;
  axis: ChangesAxis;
}

/** What a point is that changes are told since, as it was named: so that each language can say it. */
export interface SinceName {
  kind: 'position' | 'moment' | 'meeting' | 'report' | 'session';
  /** For example 40, 2020-12-31, 15, four-year/PP-18..PP-22, Council 2019 (C-19). */
  name: string;
}

/**
 * How an act came to be among what changed since a point.
 * - `news`: recorded after it, and took effect after it;
 * - `came-into-force`: recorded by then, and took effect after it;
 * - `late`: recorded after it, took effect by then, about a subject of which the record held no act;
 * - `backdated`: the same, about a subject of which it did;
 * - `redated`, `voided`: corrections recorded after it.
 */
export type ChangeKind = 'news' | 'came-into-force' | 'late' | 'backdated' | 'redated' | 'voided';

/** A subject of the group whose state differs, or on which there were acts that cancel out: then without fields. */
export interface ChangedSubject {
  /** For example CWG-COP/meetings/15/outcomes/3. */
  readonly ref: string;
  readonly fields: readonly FieldChange[];
  /** Those that led there, in order of effect. */
  readonly acts: readonly ChangingAct[];
}

/** A field before and after; absent where it was or is not in the record. */
export interface FieldChange {
  /** For example status, or text/text. A date stands for a whole dated basis. */
  readonly field: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** An act, and how it came to be among the changes. */
export interface ChangingAct {
  readonly kind: ChangeKind;
  readonly act: TimelineItem;
  /** Of a redating: the date that it gives. */
  readonly date?: EffectiveDate;
}

/**
 * What changed in a group between two points. Applied to the state at the first, the fields give the state at the second.
 *
 * On the axis `at` both states are of what the record now holds; on `as-of` both are in force at the second's moment.
 * Where no act of its own changed a subject (the meeting was written up, and with it its outcomes issued; another act's date
 * was corrected), it has the acts of its stream.
 * @param streams up to the position of `to`, which is not before `since` on the axes that it names
 * @returns the group itself first, then meetings, liaison statements and reports
 */
export function changesSince(
  streams: EntriesByStream,
  since: Since,
  to: { at: number; nameOf: NameOf },
): ChangedSubject[] {
  const acts = Map.groupBy(
    placedActs(streams, {}).filter((placed) => isAmong(placed, since, to.at)),
    ({ entry }) => entry.stream,
  );
  return [...acts.keys()].sort(inStableOrder).flatMap((stream) => {
    const entries = streams.get(stream) ?? [];
    const held = since.axis === 'at' ? entries : upTo(entries, since.position);
    const before = flatState(stream, held, { ...to, at: since.axis === 'as-of' ? to.at : since.at });
    return changesOf(before, flatState(stream, entries, to), listed(acts.get(stream) ?? [], entries, since));
  });
}

function upTo(entries: readonly Entry[], position: number): readonly Entry[] {
  const held = entries.filter((entry) => entry.position <= position);
  return held.length === entries.length ? entries : held;
}

/** Whether an entry is part of what leads from the first state to the second. */
function isAmong({ entry, key, corrections }: PlacedEntry, since: Since, at: number): boolean {
  const { position, axis } = since;
  const isRecorded = axis !== 'at' && entry.position > position;
  if (isUnreadable(entry) || isCorrection(entry)) return isRecorded;
  // By effect alone, what is known to be void never was.
  if (axis === 'at' && corrections.voided.has(entry.metadata.id)) return false;
  return key <= at && (isRecorded || (axis !== 'as-of' && key > since.at));
}

type Listed = ReadonlyMap<string, readonly ChangingAct[]>;

function listed(placed: readonly PlacedEntry[], entries: readonly Entry[], since: Since): Listed {
  const known = new Set(
    placedActs(new Map([[entries[0]?.stream ?? '', upTo(entries, since.position)]]), {}).map(
      (each) => itemOf(each).ref,
    ),
  );
  const acts = placed.map((each) => {
    const act = itemOf(each);
    return { kind: kindOf(each, since, known.has(act.ref)), act, ...detailsOf(each.entry) };
  });
  return Map.groupBy(acts, ({ act }) => act.ref);
}

function detailsOf(entry: Entry): Pick<ChangingAct, 'date'> {
  if (isUnreadable(entry) || !isCorrection(entry) || !('effectiveAt' in entry.data)) return {};
  return { date: entry.data.effectiveAt };
}

function kindOf({ entry, key, position }: PlacedEntry, since: Since, isKnown: boolean): ChangeKind {
  if (!isUnreadable(entry) && isCorrection(entry)) return entry.type === 'act-voided' ? 'voided' : 'redated';
  if (position <= since.position) return 'came-into-force';
  if (key > since.at) return 'news';
  return isKnown ? 'backdated' : 'late';
}

function changesOf(before: FlatState, after: FlatState, acts: Listed): ChangedSubject[] {
  const refs = [...new Set([...before.keys(), ...after.keys(), ...acts.keys()])].sort(inOrder);
  return refs.flatMap((ref) => {
    const fields = differing(before.get(ref), after.get(ref));
    const own = acts.get(ref) ?? [];
    if (fields.length === 0 && own.length === 0) return [];
    return [{ ref, fields, acts: own.length > 0 ? own : [...acts.values()].flat() }];
  });
}

const NONE: ReadonlyMap<string, unknown> = new Map();

function differing(before = NONE, after = NONE): FieldChange[] {
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((field) => {
    const [was, is] = [before.get(field), after.get(field)];
    return same(was, is) ? [] : [present({ field, before: was, after: is })];
  });
}

const RANKS = ['group', 'meeting', 'liaison', 'report'];

function inStableOrder(a: string, b: string): number {
  const rank = (stream: string) => RANKS.findIndex((aggregate) => stream.startsWith(`${aggregate}-`));
  return rank(a) - rank(b) || inOrder(a, b);
}
