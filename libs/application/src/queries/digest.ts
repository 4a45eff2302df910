import { invalid } from '../faults.js';
import type { Journal } from '../ports/event-store.js';

/** What a log holds up to a position, told by 64 hexadecimal digits. */
export interface LogDigest {
  position: number;
  digest: string;
}

/**
 * The log's digest up to a position; of the whole log where none is given. It says nothing of what an event holds, since
 * every hashed form has a nonce.
 * @throws Invalid for a position beyond the head
 */
export function digestOf(journal: Pick<Journal, 'head' | 'digest'>, position?: number): LogDigest {
  const head = journal.head().position;
  const wanted = position ?? head;
  if (wanted > head)
    throw invalid(
      'beyond-head',
      `position ${String(wanted)} is beyond the newest, which is ${String(head)}`,
      '/position',
    );
  return { position: wanted, digest: journal.digest(wanted) };
}
