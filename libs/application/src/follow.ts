import { setImmediate as nextTurn } from 'node:timers/promises';
import type { EventStore, SourcePosition, StoredEvent, Subscription } from './ports/event-store.js';

/** What a subscription reads from. */
export interface FollowedLog {
  /** Events after a position, in order, at most `limit`. */
  after(position: number, limit: number): StoredEvent[];
  /** Resolves when there may be more. `signal` ends the wait. */
  changed(signal: AbortSignal): Promise<void>;
}

const PAGE = 256;

/** What a store reads of all events where its log is held here: its source positions are the log's. */
export interface AllEvents extends Pick<EventStore, 'readAll' | 'subscribe'> {
  /** Ends every subscription, without an error. */
  end(): void;
}

export function allEventsOf(log: FollowedLog): AllEvents {
  const subscriptions = new Set<{ abort(): void }>();
  return {
    async *readAll(from, limit = Infinity) {
      let position = positionOf(from);
      for (let left = limit; left > 0;) {
        const page = log.after(position, Math.min(left, PAGE));
        for (const event of page) yield { event, source: sourceOf(event.position) };
        left -= page.length;
        const newest = page.at(-1);
        if (newest === undefined) return;
        position = newest.position;
        // Reading is synchronous: a long log must let others have their turn.
        await nextTurn();
      }
    },
    subscribe(from, handle) {
      const subscription = followLog(log, positionOf(from), (event) =>
        handle(event, sourceOf(event.position)),
      );
      subscriptions.add(subscription);
      const forget = () => subscriptions.delete(subscription);
      subscription.ended.then(forget, forget);
      return subscription;
    },
    end() {
      for (const subscription of subscriptions) subscription.abort();
    },
  };
}

/** Padded, so that source positions compare as text. */
function sourceOf(position: number): SourcePosition {
  return String(position).padStart(16, '0');
}

function positionOf(source: SourcePosition | undefined): number {
  if (source === undefined) return 0;
  if (!/^\d{16}$/.test(source))
    throw new RangeError(`"${source}" is not a position of this store: give one it gave`);
  return Number(source);
}

/** Tells whoever waits that something was appended. */
export function createChanges() {
  const waiting = new Set<() => void>();
  return {
    notify(): void {
      for (const wake of waiting) wake();
    },
    /** Resolves at the next. `signal` ends the wait, without an error. */
    next: (signal: AbortSignal) =>
      new Promise<void>((resolve) => {
        const wake = () => {
          waiting.delete(wake);
          signal.removeEventListener('abort', wake);
          resolve();
        };
        waiting.add(wake);
        signal.addEventListener('abort', wake);
      }),
  };
}

/** Catch-up, then live: one event at a time, the next when the handler has settled. */
function followLog(
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
