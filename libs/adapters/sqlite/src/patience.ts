import { availableParallelism } from 'node:os';

/**
 * Whether to look for a message for a moment before sleeping until it comes. On an idle machine it saves the time that a
 * sleeping processor takes to wake, a third of a commit; on a busy one it takes the processor from the very thread that
 * is waited for, so it is given up while it does not pay, and tried again now and then.
 */
export interface Patience {
  /** Whether to look this time. */
  isWorthwhile(): boolean;
  /** What came of looking. */
  learn(found: boolean): void;
}

/** The most times in a row that looking is left out. */
const MOST_SKIPPED = 15;

export function createPatience(processors = availableParallelism()): Patience {
  // On one processor, looking can only hold up what is looked for.
  if (processors === 1) return { isWorthwhile: () => false, learn: () => undefined };
  let skip = 0;
  let left = 0;
  return {
    isWorthwhile() {
      if (left === 0) return true;
      left--;
      return false;
    },
    learn(found) {
      skip = found ? skip >> 1 : Math.min(2 * skip + 1, MOST_SKIPPED);
      left = skip;
    },
  };
}
