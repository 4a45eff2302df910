import { bytesOf } from '../append-size.js';
import { MAX_APPEND_BYTES, type StoredEvent } from '../ports/event-store.js';

/** What of an event tells whether it can be appended at once with its neighbours. */
export type Neighbour = Pick<StoredEvent, 'stream' | 'revision' | 'body'>;

/** Most events that appends are joined to. */
const MOST_EVENTS = 500;

/**
 * Joins neighbouring appends of one stream, as many as one append may hold: their revisions, order and bytes stay as they
 * are, and a store that is asked one append after another is asked less often.
 */
export async function* joined<T extends Neighbour>(
  appends: Iterable<readonly T[]> | AsyncIterable<readonly T[]>,
): AsyncGenerator<readonly T[]> {
  let run: T[] = [];
  let bytes = 0;
  for await (const append of appends) {
    const more = bytesOf(append);
    const fits = run.length + append.length <= MOST_EVENTS && bytes + more <= MAX_APPEND_BYTES;
    if (run.length > 0 && !(fits && follows(run.at(-1), append[0]))) {
      yield run;
      [run, bytes] = [[], 0];
    }
    run.push(...append);
    bytes += more;
  }
  if (run.length > 0) yield run;
}

function follows(last: Neighbour | undefined, next: Neighbour | undefined): boolean {
  return last !== undefined && last.stream === next?.stream && last.revision + 1n === next.revision;
}
