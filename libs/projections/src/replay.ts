import {
  type EventsOf,
  type Recorded,
  type States,
  History,
  type Dating,
  actOf,
  datingOf,
  deciders,
  isCorrection,
  isUnreadable,
  parseStream,
} from '@acta/domain';
import type { EntriesByStream } from './record.js';
import { same } from './same.js';
import { isSelected } from './selection.js';
import { type Replayed, flatFields, slices } from './slices.js';
import { isAbout, pathOf, refAt } from './subjects.js';
import {
  type PlacedEntry,
  type TimelineItem,
  type TimelineOptions,
  itemOf,
  placedActs,
  within,
} from './timeline.js';
import { type NameOf, present } from './views/parts.js';

/** One act, and what it changed in what the views show. */
export interface ReplayedAct {
  readonly act: TimelineItem;
  readonly changes: readonly Change[];
}

/** A field of a subject before and after an act; absent where it was or is not in the record. */
export interface Change {
  /** For example CWG-COP/meetings/15/outcomes/3. */
  readonly ref: string;
  /** For example status, or text/text. A date stands for a whole dated basis. */
  readonly field: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/**
 * A group's history, act by act, with what each changed; backwards, the last act first, each with what it had changed.
 * - `effect` (the default): acts in the order in which they took effect, dates and voids as now known; corrections, and
 *   what they void, have no step of their own.
 * - `recording`: as the log took them, corrections among them; each step is the record at that position, all that it
 *   holds in force. What cannot be read is a step that changes nothing.
 *
 * The ranges and the selection choose the steps that are given; what lies before them is folded all the same.
 * @param streams up to the `asOf` that is asked for
 */
export function* replay(streams: EntriesByStream, options: ReplayOptions): Generator<ReplayedAct> {
  if (options.direction === 'backwards') yield* [...forwards(streams, options)].reverse();
  else yield* forwards(streams, options);
}

function* forwards(streams: EntriesByStream, options: ReplayOptions): Generator<ReplayedAct> {
  const { effective = {}, positions = {}, order = 'effect', touching } = options;
  const foldings = new Map<string, Folding>();
  for (const placed of placedActs(streams, { order })) {
    const step = stepOf(placed, foldings, options);
    if (step === undefined) continue;
    const isAsked =
      within(placed.key, effective) && within(placed.position, positions) && isSelected(placed, options);
    if (!isAsked) {
      step.skip();
      continue;
    }
    const changes = step.changes();
    if (touching === undefined || changes.length > 0 || isSelected(placed, { subject: touching }))
      yield { act: itemOf(placed), changes };
  }
}

/** Which acts, in which order, and how persons are named. */
export interface ReplayOptions extends TimelineOptions {
  nameOf: NameOf;
  /** A reference: only acts about it or a part of it and others that changed it, and what each changed there. */
  touching?: string;
}

/** Takes an act up, with or without telling what it changed. */
interface Step {
  skip(): void;
  changes(): Change[];
}

function stepOf(
  placed: PlacedEntry,
  foldings: Map<string, Folding>,
  options: ReplayOptions,
): Step | undefined {
  const { order = 'effect' } = options;
  const { entry, corrections, key } = placed;
  if (isUnreadable(entry))
    return order === 'effect' ? undefined : { skip: () => undefined, changes: () => [] };
  if (order === 'effect' && (isCorrection(entry) || corrections.voided.has(entry.metadata.id)))
    return undefined;
  const folding = foldingOf(entry.stream, foldings, options);
  return folding.step(entry, key, datingOf(entry, corrections.redated));
}

/** One stream being replayed. */
interface Folding {
  step(event: Recorded, key: number, dating: Dating): Step;
}

function foldingOf(stream: string, foldings: Map<string, Folding>, options: ReplayOptions): Folding {
  const known = foldings.get(stream);
  if (known !== undefined) return known;
  const aggregate = parseStream(stream)?.aggregate;
  if (aggregate === undefined || aggregate === 'calendar' || aggregate === 'person')
    throw new RangeError(`the stream ${stream} is not a group's; a replay takes the streams of a group`);
  const folding = newFolding(aggregate, stream, options);
  foldings.set(stream, folding);
  return folding;
}

// The parameter ties the aggregate's slices to its decider.
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters
function newFolding<A extends Replayed>(
  aggregate: A,
  stream: string,
  { order = 'effect', nameOf, touching }: ReplayOptions,
): Folding {
  const { paths, fields, alsoTouched } = slices[aggregate];
  const decider = deciders[aggregate];
  const history = new History<States[A], EventsOf[A]>(decider, []);
  const folded = decider.initial();
  const current = () => (order === 'effect' ? folded : history.state);
  const isAsked = (path: string) => touching === undefined || isAbout(refAt(stream, path), touching);
  const slice = (path: string) => flatFields(fields(current(), path, nameOf));
  return {
    step(event, key, dating) {
      const skip = () => {
        if (order === 'recording') history.append(event);
        else decider.evolve(folded, actOf<EventsOf[A]>(event, key, dating));
      };
      // By recording, what takes effect before another act may change what that one meant for any subject.
      const anywhere = order === 'recording' && !history.extendedBy(event);
      const touched = () =>
        (anywhere
          ? paths(current())
          : [pathOf(aggregate, event), ...alsoTouched(current(), event.type as keyof EventsOf[A] & string)]
        ).filter(isAsked);
      const changes = () => {
        const before = new Map(touched().map((path) => [path, slice(path)]));
        skip();
        for (const path of touched()) if (!before.has(path)) before.set(path, new Map());
        return [...before].flatMap(([path, fieldsBefore]) =>
          changesOf(refAt(stream, path), fieldsBefore, slice(path)),
        );
      };
      return { skip, changes };
    },
  };
}

type Fields = ReadonlyMap<string, unknown>;

function changesOf(ref: string, before: Fields, after: Fields): Change[] {
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].flatMap((field) => {
    const [was, is] = [before.get(field), after.get(field)];
    return same(was, is) ? [] : [present({ ref, field, before: was, after: is })];
  });
}
