import { type Entry, isCorrection, isUnreadable, streamOf } from '@acta/domain';
import { flatState } from './flat-state.js';
import type { EntriesByStream } from './record.js';
import { type ReplayedAct, replay } from './replay.js';
import { isSelected } from './selection.js';
import { type PlacedEntry, type TimelineOptions, placedActs } from './timeline.js';
import { type NameOf, present } from './views/parts.js';

/** One step of a replay, with where it leads. */
export interface ReplayedStep extends ReplayedAct {
  /** What the act is about, field by field, once it has taken effect. */
  readonly state: { readonly ref: string; readonly fields: Readonly<Record<string, unknown>> };
  /** Positions of the steps beside it, in the same order and selection. */
  readonly previous?: string;
  readonly next?: string;
}

/** A step with the streams as they were before it and after it: what documents are made from. */
export interface StepBetween {
  step: ReplayedStep;
  before: EntriesByStream;
  after: EntriesByStream;
}

type StepOptions = Pick<TimelineOptions, 'order' | 'subject' | 'actor' | 'effective' | 'positions'> & {
  nameOf: NameOf;
};

/**
 * The step of a replay at a position: what `replay` gives there. Undefined where none of those asked for is there: in the
 * order of effect corrections and what they void have no step.
 * @param streams up to the `asOf` that is asked for
 */
export function replayStep(
  streams: EntriesByStream,
  position: number,
  options: StepOptions,
): StepBetween | undefined {
  const { order = 'effect', nameOf } = options;
  const all = placedActs(streams, options).filter((placed) => hasStep(placed, order));
  const steps = all.filter((placed) => isSelected(placed, options));
  const at = steps.findIndex((placed) => placed.position === position);
  const placed = steps[at];
  if (placed === undefined) return undefined;
  const { stream } = placed.entry;
  const only = new Map([[stream, streams.get(stream) ?? []]]);
  const positions = { from: position, to: position };
  const [act] = replay(only, { order, positions, nameOf });
  if (act === undefined) return undefined;
  const after = takenUp(streams, placed, order);
  const before = new Map(after).set(
    stream,
    (after.get(stream) ?? []).filter((entry) => entry !== placed.entry),
  );
  const fields = flatState(stream, after.get(stream) ?? [], { at: Infinity, nameOf }).get(act.act.ref);
  const step = present({
    ...act,
    state: { ref: act.act.ref, fields: Object.fromEntries(fields ?? []) },
    previous: positionOf(steps[at - 1]),
    next: positionOf(steps[at + 1]),
  });
  return { step, before, after };
}

function positionOf(placed: PlacedEntry | undefined): string | undefined {
  return placed === undefined ? undefined : String(placed.position);
}

function hasStep({ entry, corrections }: PlacedEntry, order: 'effect' | 'recording'): boolean {
  if (order === 'recording') return true;
  return !isUnreadable(entry) && !isCorrection(entry) && !corrections.voided.has(entry.metadata.id);
}

/** The streams as they are once an act was taken up: by effect, the corrections of all that is known stay. */
function takenUp(
  streams: EntriesByStream,
  { key, position }: PlacedEntry,
  order: 'effect' | 'recording',
): Map<string, readonly Entry[]> {
  if (order === 'recording') return keeping(streams, (entry) => entry.position <= position);
  const later = new Set(
    placedActs(streams, {})
      .filter((each) => hasStep(each, order) && (each.key - key || each.position - position) > 0)
      .map(({ entry }) => entry),
  );
  return keeping(streams, (entry) => !later.has(entry));
}

/** A list of which all is kept stays the same list: what was folded from it need not be folded again. */
function keeping(streams: EntriesByStream, isKept: (entry: Entry) => boolean): Map<string, readonly Entry[]> {
  return new Map(
    [...streams].map(([stream, entries]) => [
      stream,
      entries.every(isKept) || stream === streamOf.calendar() ? entries : entries.filter(isKept),
    ]),
  );
}
