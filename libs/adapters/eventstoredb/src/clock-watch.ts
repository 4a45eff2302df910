import type { Clock } from '@acta/application';

/** What is known of the store's clock against this node's, by the events that both have stamped. */
export interface ClockWatch {
  /** To be called before events are sent. */
  sent(ids: readonly string[]): void;
  /** To be called when an event has come back, with when the store took it. */
  taken(id: string, created: number): void;
  /** To be called with the newest moment that the store has stamped. */
  read(created: number): void;
  /** By how much the store's clock is surely ahead of this node's, or behind it (negative), in milliseconds. */
  aheadMs(): number;
}

/** Events on their way that are remembered. */
const ON_THEIR_WAY = 10_000;

export function createClockWatch(clock: Clock): ClockWatch {
  const sentAt = new Map<string, number>();
  let ahead = 0;
  return {
    sent(ids) {
      // Those whose append has failed do not come back.
      if (sentAt.size > ON_THEIR_WAY) sentAt.clear();
      const now = clock();
      for (const id of ids) sentAt.set(id, now);
    },
    taken(id, created) {
      const sent = sentAt.get(id);
      if (sent === undefined) return;
      sentAt.delete(id);
      const now = clock();
      ahead = created > now ? created - now : Math.min(0, created - sent);
    },
    read(created) {
      ahead = Math.max(ahead, created - clock());
    },
    aheadMs: () => ahead,
  };
}
