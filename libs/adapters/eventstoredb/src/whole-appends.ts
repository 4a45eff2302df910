/** Where an event stands in the append that wrote it: `number` of `of`. */
export interface Part {
  number: number;
  of: number;
}

/** Events of one append that are kept together; past it they are not. */
const MOST_PARTS = 10_000;

/** What `metadata.part` says; undefined where it says nothing that can be used. */
export function partIn(metadata: unknown): Part | undefined {
  if (typeof metadata !== 'object' || metadata === null || !('part' in metadata)) return undefined;
  const { part } = metadata;
  if (!Array.isArray(part) || part.length !== 2) return undefined;
  const [number, of] = part as unknown[];
  if (typeof number !== 'number' || typeof of !== 'number' || of > MOST_PARTS) return undefined;
  return { number, of };
}

interface Incoming {
  event: { stream: string };
  part: Part | undefined;
}

/**
 * How many events, from the first on, make up whole appends: the parts 1 to n that were written at once. An event that
 * does not say what part it is, or is not followed by the next, stands alone.
 */
export function wholeAppends(incoming: readonly Incoming[]): number {
  let whole = 0;
  while (whole < incoming.length) {
    const length = lengthAt(incoming, whole);
    if (length === undefined) return whole;
    whole += length;
  }
  return whole;
}

/** Length of the append that starts at an index; undefined where its end is still to come. */
function lengthAt(incoming: readonly Incoming[], start: number): number | undefined {
  const first = incoming[start];
  if (first?.part?.number !== 1) return 1;
  const { of } = first.part;
  for (let i = 1; i < of; i++) {
    const next = incoming[start + i];
    if (next === undefined) return undefined;
    if (next.event.stream !== first.event.stream || next.part?.number !== i + 1 || next.part.of !== of)
      return 1;
  }
  return Math.max(1, of);
}
