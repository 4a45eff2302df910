import { type Entry, parseStream } from '@acta/domain';
import { foldStream } from '../record.js';
import { type Replayed, flatFields, slices } from '../slices.js';
import { refAt } from '../subjects.js';
import type { NameOf } from '../views/parts.js';

/** Fields by name, for example text/text. */
type Fields = ReadonlyMap<string, unknown>;

/** The subjects of a stream by reference, each with its fields. Those that hold nothing are left out. */
export type FlatState = ReadonlyMap<string, Fields>;

/**
 * What a stream of a group says at a moment, subject by subject and field by field; of any other stream, nothing.
 * @param entries never changed afterwards
 */
export function flatState(
  stream: string,
  entries: readonly Entry[],
  { at, nameOf }: { at: number; nameOf: NameOf },
): FlatState {
  const aggregate = parseStream(stream)?.aggregate;
  if (aggregate === undefined || aggregate === 'calendar' || aggregate === 'person') return new Map();
  return flatten(aggregate, stream, { entries, at }, nameOf);
}

// The parameter ties the aggregate's slices to its state.
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters
function flatten<A extends Replayed>(
  aggregate: A,
  stream: string,
  { entries, at }: { entries: readonly Entry[]; at: number },
  nameOf: NameOf,
): FlatState {
  const { paths, fields } = slices[aggregate];
  const state = foldStream(aggregate, entries, at);
  const flat = new Map<string, Fields>();
  for (const path of paths(state)) {
    const own = flatFields(fields(state, path, nameOf));
    if (own.size > 0) flat.set(refAt(stream, path), own);
  }
  return flat;
}
