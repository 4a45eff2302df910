import type { SourcePosition } from '@acta/application';

/** A place in the store's log, in bytes: `commit` first, then `prepare`. */
export interface Place {
  commit: bigint;
  prepare: bigint;
}

/** Digits of the greatest unsigned 64-bit number: padded to them, places compare as text. */
const DIGITS = 20;

/** A place as a replica keeps it: ordered as text. */
export function sourceOf({ commit, prepare }: Place): SourcePosition {
  return `${String(commit).padStart(DIGITS, '0')}/${String(prepare).padStart(DIGITS, '0')}`;
}

/** @throws RangeError what `sourceOf` did not make */
export function placeOf(source: SourcePosition): Place {
  const [, commit, prepare] = /^(\d{20})\/(\d{20})$/.exec(source) ?? [];
  if (commit === undefined || prepare === undefined)
    throw new RangeError(
      `"${source}" is not a place in an EventStoreDB log: the journal follows another store`,
    );
  return { commit: BigInt(commit), prepare: BigInt(prepare) };
}

/** Negative, zero or positive, as `a` is before, at or after `b`. */
export function comparePlaces(a: Place, b: Place): number {
  if (a.commit !== b.commit) return a.commit < b.commit ? -1 : 1;
  if (a.prepare !== b.prepare) return a.prepare < b.prepare ? -1 : 1;
  return 0;
}
