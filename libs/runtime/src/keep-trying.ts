import { setTimeout as pause } from 'node:timers/promises';

/** Waits between attempts, in milliseconds: they double. */
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 30_000;
/** What somebody must see to is looked at again after this. */
const REFUSED_WAIT_MS = 10_000;

/** What stood in the way of an attempt. */
interface Failure {
  error: unknown;
  message: string;
  /** Whether somebody must change something before another attempt can do better. */
  isRefused: boolean;
  /** Whether it is to be told: it was not yet, since an attempt last worked. */
  isNew: boolean;
}

interface Trying {
  signal: AbortSignal;
  isRefused: (error: unknown) => boolean;
  /** Told of each failure. What it throws ends the trying. */
  onFailure: (failure: Failure) => void;
}

/**
 * Does a work that is meant to last, again and again until the signal, whatever ends it.
 * @param work tells by `works` that nothing stands in its way now
 * @throws what `onFailure` throws
 */
export async function keepTrying(
  work: (works: () => void) => Promise<void>,
  { signal, isRefused, onFailure }: Trying,
): Promise<void> {
  const told = new Set<string>();
  let wait = FIRST_WAIT_MS;
  const works = (): void => {
    told.clear();
    wait = FIRST_WAIT_MS;
  };
  while (!signal.aborted) {
    try {
      await work(works);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const refused = isRefused(error);
      onFailure({ error, message, isRefused: refused, isNew: !told.has(message) });
      told.add(message);
      await pause(refused ? REFUSED_WAIT_MS : wait, undefined, { signal }).catch(() => undefined);
      wait = Math.min(2 * wait, LONGEST_WAIT_MS);
    }
  }
}
