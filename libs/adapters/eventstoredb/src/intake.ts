import type { Clock, Replica, SourceEvent } from '@acta/application';
import { toSourceEvent } from './form.js';
import { type Place, comparePlaces, placeOf, sourceOf } from './place.js';
import type { Batch, SourceRecord } from './source.js';
import { type Part, partIn, wholeAppends } from './whole-appends.js';

/** Puts what arrives of the source into the journal, whole appends only, one batch after another. */
export interface Intake {
  /** Everything of ours up to there is in the journal; undefined before the first event. */
  seen(): Place | undefined;
  /** Forgets what is held back: the source is read again from a place on, exclusive. */
  restart(from: Place | undefined): void;
  /** Puts the prepared batch into the journal. Those before must be there. */
  take(batch: PreparedBatch): Promise<void>;
  /** Takes what is held back as the beginning of an append, if it has been for long. */
  release(): Promise<void>;
  /** Tells that nothing of ours lies between what is in the journal and a place that is further. */
  skipTo(place: Place): void;
  /** Resolves when nothing is being taken. */
  idle(): Promise<void>;
}

/** What of a batch is ours, as the journal takes it. */
export interface PreparedBatch {
  incoming: readonly Incoming[];
  upTo: Place;
}

export interface IntakeParts {
  replica: Replica;
  /** Milliseconds that only grow. */
  timer: Clock;
  /** Called with events that the journal has taken, and when the server took each. */
  onTaken: (taken: readonly { event: SourceEvent; created: number }[]) => void;
}

interface Incoming {
  event: SourceEvent;
  part: Part | undefined;
  place: Place;
  created: number;
}

/** How long the beginning of an append may wait for its end, in milliseconds. */
const HOLD_BACK = 1_000;
/** How often at most the cursor is written when nothing of ours has come, in milliseconds. */
const SAVE_CURSOR = 5_000;

/** What of a batch is ours, in the form that is hashed: most of the work, which can be done while another batch is written. */
export function prepared(prefix: string, { records, upTo }: Batch): PreparedBatch {
  const ours = records.filter(({ stream }) => stream.startsWith(prefix));
  return { incoming: ours.map(incomingOf), upTo };
}

export function createIntake({ replica, timer, onTaken }: IntakeParts): Intake {
  const saved = replica.cursor();
  let seen = saved === undefined ? undefined : placeOf(saved);
  let pending: Incoming[] = [];
  let changedAt = timer();
  let turn: Promise<void> = Promise.resolve();

  function inTurn(work: () => Promise<void>): Promise<void> {
    const done = turn.then(work);
    turn = done.catch(() => undefined);
    return done;
  }

  const isAhead = (place: Place): boolean => seen === undefined || comparePlaces(place, seen) > 0;

  async function takeFirst(count: number): Promise<void> {
    const taken = pending.slice(0, count);
    const last = taken.at(-1);
    if (last === undefined) return;
    await replica.take(
      taken.map(({ event }) => event),
      last.event.source,
    );
    pending = pending.slice(count);
    changedAt = timer();
    seen = last.place;
    onTaken(taken);
  }

  /** On to a place at which nothing of ours lies: written from time to time, lest all be looked through again. */
  async function passTo(place: Place): Promise<void> {
    if (!isAhead(place)) return;
    seen = place;
    if (timer() - changedAt < SAVE_CURSOR) return;
    changedAt = timer();
    await replica.take([], sourceOf(place));
  }

  return {
    seen: () => seen,
    restart(from) {
      seen = from;
      pending = [];
    },
    take: ({ incoming, upTo }) =>
      inTurn(async () => {
        if (incoming.length > 0) changedAt = timer();
        pending.push(...incoming);
        await takeFirst(wholeAppends(pending));
        if (pending.length === 0) await passTo(upTo);
      }),
    release: () =>
      inTurn(async () => {
        if (timer() - changedAt > HOLD_BACK) await takeFirst(pending.length);
      }),
    skipTo(place) {
      if (pending.length === 0 && isAhead(place)) seen = place;
    },
    idle: () => turn,
  };
}

function incomingOf(record: SourceRecord): Incoming {
  return {
    event: toSourceEvent(record),
    part: partIn(record.metadata),
    place: record.place,
    created: record.created,
  };
}
