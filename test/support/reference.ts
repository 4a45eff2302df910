import {
  type Act,
  type AggregateName,
  type Decider,
  type EventMetadata,
  type States,
  deciders,
  parseStream,
} from '@acta/domain';
import type { GroupRecord } from '@acta/projections';
import type { Acta } from '@acta/runtime';

/** An event as its stored bytes have it, with what follows from the order of the journal alone. */
export interface RawEvent {
  position: number;
  revision: number;
  /** The greatest stamp so far. */
  recordedAt: number;
  stream: string;
  type: string;
  data: Record<string, unknown>;
  metadata: EventMetadata;
}

/** The whole journal, read from the stored bytes: positions, revisions and moments of recording are counted anew. */
export function rawEvents({ journal, log }: Pick<Acta, 'journal' | 'log'>): RawEvent[] {
  const revisions = new Map<string, number>();
  let recordedAt = -Infinity;
  return journal.after(0, Number.MAX_SAFE_INTEGER).map(({ body }, index) => {
    const raw = JSON.parse(body) as RawEvent;
    const stream = raw.stream.slice(log.prefix.length);
    const revision = (revisions.get(stream) ?? -1) + 1;
    revisions.set(stream, revision);
    recordedAt = Math.max(recordedAt, Date.parse(raw.metadata.recordedAt));
    return { ...raw, stream, position: index + 1, revision, recordedAt };
  });
}

interface Placed {
  event: RawEvent;
  key: number;
  on: string | undefined;
  /** Of the event, or of the redating that it is dated by. */
  revision: number;
}

/**
 * DESIGN, section 3, read word for word and folded from nothing: the events recorded at or before `asOf` that took effect
 * at or before `at`, ordered by (effective moment, position), with the dates and voids known at `asOf`. It shares no code
 * with the product but how an act changes a state. Slow on purpose.
 */
export function referenceRecord(events: readonly RawEvent[], asOf: number, at: number): GroupRecord {
  const known = events.filter(({ position }) => position <= asOf);
  const stateOf = <A extends AggregateName>(aggregate: A, stream: string, until = at): States[A] =>
    folded(
      aggregate,
      known.filter((event) => event.stream === stream),
      until,
    );
  const meetings = new Map<number, States['meeting']>();
  const liaison = new Map<string, States['liaison']>();
  const reports = new Map<string, States['report']>();
  let group = deciders.group.initial();
  let { officers } = group;
  for (const stream of new Set(known.map((event) => event.stream))) {
    const name = parseStream(stream);
    if (name?.aggregate === 'group') {
      group = stateOf('group', stream);
      ({ officers } = stateOf('group', stream, Infinity));
    }
    if (name?.aggregate === 'meeting') set(meetings, name.ordinal, stateOf('meeting', stream));
    if (name?.aggregate === 'liaison')
      set(liaison, stream.replace('liaison-', ''), stateOf('liaison', stream));
    if (name?.aggregate === 'report') set(reports, stream.replace('report-', ''), stateOf('report', stream));
  }
  return {
    group,
    officers,
    meetings: inOrder(meetings),
    liaison: inOrder(liaison),
    reports: inOrder(reports),
    calendar: stateOf('calendar', 'calendar', Infinity),
    corrected: correctedIn(known),
    skipped: [],
  };
}

/** Acts on outcomes that a voiding or a redating, itself not voided, names; the newest of several redatings. */
function correctedIn(known: readonly RawEvent[]): GroupRecord['corrected'] {
  return known.flatMap((event) => {
    const name = parseStream(event.stream);
    if (name?.aggregate !== 'meeting' || !event.type.startsWith('outcome-')) return [];
    const corrections = known.filter(
      ({ stream, data, metadata }) =>
        stream === event.stream && data['act'] === event.metadata.id && !isVoidedIn(known, metadata.id),
    );
    const voiding = corrections.find(({ type }) => type === 'act-voided');
    const by = voiding ?? corrections.filter(({ type }) => type === 'act-redated').at(-1);
    if (by === undefined) return [];
    return [
      {
        meeting: name.ordinal,
        outcome: Number(event.data['ordinal']),
        change: voiding !== undefined && event.type === 'outcome-recorded' ? 'voided' : 'corrected',
        position: event.position,
        by: { value: {}, event: by.metadata.id, position: by.position, key: by.recordedAt },
      },
    ];
  });
}

function isVoidedIn(known: readonly RawEvent[], act: string): boolean {
  return known.some(
    ({ type, data, metadata }) =>
      type === 'act-voided' && data['act'] === act && !isVoidedIn(known, metadata.id),
  );
}

/** By ordinal or id, the numbers in an id as numbers. */
function inOrder<K extends string | number, S>(map: ReadonlyMap<K, S>): Map<K, S> {
  const { compare } = new Intl.Collator('en', { numeric: true });
  return new Map([...map].sort(([a], [b]) => compare(String(a), String(b))));
}

function set<K, S extends { status: string }>(map: Map<K, S>, key: K, state: S): void {
  if (state.status !== 'unknown') map.set(key, state);
}

function folded<A extends AggregateName>(aggregate: A, events: readonly RawEvent[], at: number): States[A] {
  const decider = deciders[aggregate] as unknown as Decider<States[A], Record<string, unknown>>;
  const state = decider.initial();
  for (const { event, key, on, revision } of placed(events)) {
    if (key > at) continue;
    const { metadata, type, data, position, recordedAt } = event;
    const act: Act<Record<string, unknown>> = {
      id: metadata.id,
      type,
      data,
      position,
      revision,
      key,
      recordedAt,
      metadata,
      ...(on === undefined ? {} : { on }),
    };
    decider.evolve(state, act);
  }
  return state;
}

/** The acts of a stream in order of effect: voided ones and corrections left out, redated ones at their new date. */
function placed(events: readonly RawEvent[]): Placed[] {
  const inForce = (type: string, act: string): RawEvent[] =>
    events.filter(
      (event) => event.type === type && event.data['act'] === act && !isVoided(event.metadata.id),
    );
  const isVoided = (act: string): boolean => inForce('act-voided', act).length > 0;
  const acts: Placed[] = [];
  for (const event of events) {
    const { id, effectiveAt } = event.metadata;
    if (event.type === 'act-voided' || event.type === 'act-redated' || isVoided(id)) continue;
    const redating = inForce('act-redated', id).at(-1);
    const on = (redating?.data['effectiveAt'] as string | undefined) ?? effectiveAt;
    const key = on === undefined ? event.recordedAt : moment(on, acts);
    acts.push({ event, on, key, revision: (redating ?? event).revision });
  }
  return acts.sort((a, b) => a.key - b.key || a.event.position - b.event.position);
}

/** A day stands for the later of its start and the newest moment within it among the acts before; so month and year. */
function moment(on: string, before: readonly Placed[]): number {
  if (on.includes('T')) return Date.parse(on);
  const within = before.filter(({ key }) => new Date(key).toISOString().startsWith(on)).map(({ key }) => key);
  return Math.max(Date.parse(on), ...within);
}
