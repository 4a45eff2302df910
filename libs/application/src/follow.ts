import type { StoredEvent, Subscription } from './ports/event-store.js';

/** What a subscription reads from. */
export interface FollowedLog {
  /** Events after a position, in order, at most `limit`. */
  after(position: number, limit: number): StoredEvent[];
  /** Resolves when there may be more. `signal` ends the wait. */
  changed(signal: AbortSignal): Promise<void>;
}

const PAGE = 256;

/** Catch-up, then live, over a local log: one event at a time, the next when the handler has settled. */
export function followLog(
  log: FollowedLog,
  from: number,
  handle: (event: StoredEvent) => Promise<void>,
): Subscription & { abort(): void } {
  const stopping = new AbortController();
  const ended = follow(log, from, handle, stopping.signal);
  return {
    ended,
    abort: () => stopping.abort(),
    async stop() {
      stopping.abort();
      // The handler's own error is for who awaits `ended`.
      await ended.catch(() => undefined);
    },
  };
}

async function follow(
  log: FollowedLog,
  from: number,
  handle: (event: StoredEvent) => Promise<void>,
  stopping: AbortSignal,
): Promise<void> {
  // Not before `subscribe` has returned: a handler may use the subscription.
  await Promise.resolve();
  let position = from;
  const isStopping = () => stopping.aborted;
  while (!isStopping()) {
    const page = log.after(position, PAGE);
    if (page.length === 0) await log.changed(stopping);
    for (const event of page) {
      if (isStopping()) return;
      await handle(event);
      position = event.position;
    }
  }
}
