import { type AggregateName, type Entry, parseStream } from '@acta/domain';
import { foldStream } from './record.js';
import { type Replayed, flatFields, slices } from './slices.js';
import type { NameOf } from './views/parts.js';

/** What a subject says, field by field, for example text/text or status. Empty where it is not in the record. */
export type Fields = ReadonlyMap<string, unknown>;

/**
 * The fields of a subject as its stream stood.
 * @param path within the stream, for example outcomes/3
 * @param entries the stream's, up to the `asOf` that is asked for
 */
export function fieldsOf(
  { stream, path }: { stream: string; path: string },
  entries: readonly Entry[],
  { at, nameOf }: { at: number; nameOf: NameOf },
): Fields {
  const aggregate = parseStream(stream)?.aggregate;
  return isReplayed(aggregate) ? fieldsIn(aggregate, path, entries, { at, nameOf }) : new Map();
}

function isReplayed(aggregate: AggregateName | undefined): aggregate is Replayed {
  return aggregate !== undefined && aggregate !== 'calendar' && aggregate !== 'person';
}

// The parameter ties the aggregate's slices to its state.
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters
function fieldsIn<A extends Replayed>(
  aggregate: A,
  path: string,
  entries: readonly Entry[],
  { at, nameOf }: { at: number; nameOf: NameOf },
): Fields {
  const state = foldStream(aggregate, entries, at);
  if (state.status === 'unknown') return new Map();
  return flatFields(slices[aggregate].fields(state, path, nameOf));
}
