import { type Entry, parseStream } from '@acta/domain';
import { foldStream } from './record.js';
import { type Replayed, flatFields, slices } from './slices.js';
import { refAt } from './subjects.js';
import type { NameOf } from './views/parts.js';

/** What a subject says, field by field, for example text/text or status. */
export type Fields = ReadonlyMap<string, unknown>;

/** The subjects of a stream by reference, each with its fields. Those that hold nothing are left out. */
export type FlatState = ReadonlyMap<string, Fields>;

/** At which moment, and how persons are named. */
interface Reading {
  at: number;
  nameOf: NameOf;
}

/**
 * What a stream of a group says at a moment, subject by subject and field by field; of any other stream, nothing.
 * @param entries never changed afterwards
 */
export function flatState(stream: string, entries: readonly Entry[], reading: Reading): FlatState {
  const opened = opening(stream, entries, reading);
  const flat = new Map<string, Fields>();
  for (const path of opened?.paths ?? []) {
    const own = opened?.fields(path);
    if (own !== undefined && own.size > 0) flat.set(refAt(stream, path), own);
  }
  return flat;
}

/** The fields of one subject of a stream; empty where it is not in the record. */
export function fieldsOf(
  { stream, path }: { stream: string; path: string },
  entries: readonly Entry[],
  reading: Reading,
): Fields {
  return opening(stream, entries, reading)?.fields(path) ?? new Map<string, unknown>();
}

/** A stream's state, taken apart as it is asked for. */
interface Opened {
  paths: readonly string[];
  fields(path: string): Fields;
}

function opening(stream: string, entries: readonly Entry[], reading: Reading): Opened | undefined {
  const aggregate = parseStream(stream)?.aggregate;
  if (aggregate === undefined || aggregate === 'calendar' || aggregate === 'person') return undefined;
  return openingAs(aggregate, entries, reading);
}

// The parameter ties the aggregate's slices to its state.
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters
function openingAs<A extends Replayed>(
  aggregate: A,
  entries: readonly Entry[],
  { at, nameOf }: Reading,
): Opened {
  const { paths, fields } = slices[aggregate];
  const state = foldStream(aggregate, entries, at);
  return { paths: paths(state), fields: (path) => flatFields(fields(state, path, nameOf)) };
}
