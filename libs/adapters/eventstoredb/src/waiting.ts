import type { Replica, SourceEvent } from '@acta/application';

interface Waiter {
  revision: bigint;
  met: () => void;
  failed: (error: Error) => void;
}

/** Those who wait for the journal to hold an event. */
export interface Waiting {
  /** Journal position of an event, once it is there. @throws once the signal is aborted; or what `end` was called with */
  held(stream: string, revision: bigint, signal: AbortSignal): Promise<number>;
  /** To be called once events have been taken. */
  tell(taken: readonly SourceEvent[]): void;
  /** Nothing more will come. */
  end(error: Error): void;
}

export function createWaiting({ journal }: Pick<Replica, 'journal'>): Waiting {
  const waiters = new Map<string, Set<Waiter>>();

  function positionOf(stream: string, revision: bigint): number | undefined {
    const [event] = journal.stream(stream, journal.head().position, Number(revision));
    return event?.revision === revision ? event.position : undefined;
  }

  function wait(stream: string, revision: bigint, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const mine = waiters.get(stream) ?? new Set();
      waiters.set(stream, mine);
      const leave = (): void => {
        mine.delete(waiter);
        if (mine.size === 0 && waiters.get(stream) === mine) waiters.delete(stream);
        signal.removeEventListener('abort', aborted);
      };
      const waiter: Waiter = {
        revision,
        met() {
          leave();
          resolve();
        },
        failed(error) {
          leave();
          reject(error);
        },
      };
      const aborted = (): void => {
        waiter.failed(new Error('waited for the journal in vain', { cause: signal.reason }));
      };
      mine.add(waiter);
      signal.addEventListener('abort', aborted);
    });
  }

  return {
    async held(stream, revision, signal) {
      const there = positionOf(stream, revision);
      if (there !== undefined) return there;
      signal.throwIfAborted();
      await wait(stream, revision, signal);
      const position = positionOf(stream, revision);
      if (position === undefined)
        throw new Error(`${stream}: the journal took revision ${String(revision)} and does not give it`);
      return position;
    },
    tell(taken) {
      for (const { stream, revision } of taken)
        for (const waiter of waiters.get(stream) ?? []) if (waiter.revision <= revision) waiter.met();
    },
    end(error) {
      for (const mine of waiters.values()) for (const waiter of mine) waiter.failed(error);
    },
  };
}
