import { OtherLog, FeedTopicRefused, type RelayProgress, relay } from '@acta/application';
import type { Acta, CircleTopic } from '@acta/runtime';
import { setTimeout as pause } from 'node:timers/promises';

/** Takes one line of what is told to whoever runs the relay. */
export type Tell = (line: string) => void;

/** Waits between attempts, in milliseconds: they double. */
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 30_000;
/** A topic that somebody must see to is looked at again after this. */
const REFUSED_WAIT_MS = 10_000;
/** How often it is told how far the feed is, while it moves. */
const TELL_MS = 30_000;

/**
 * Publishes one circle's feed until it is stopped, whatever happens to the broker meanwhile. What stands in the way is told
 * once, and tried again.
 * @throws OtherLog, and what is no broker's fault
 */
export async function relayCircle(
  acta: Acta,
  { circle, topic }: CircleTopic,
  tell: Tell,
  stopping: AbortSignal,
): Promise<void> {
  const told = new Set<string>();
  let wait = FIRST_WAIT_MS;
  const say: Tell = (line) => tell(`${topic.name}: ${line}`);
  while (!stopping.aborted) {
    try {
      await topic.lead(async (leader, signal) => {
        told.clear();
        wait = FIRST_WAIT_MS;
        const watch = watched(acta, say);
        say('leading');
        await relay(leader, { ...acta, circle, onProgress: watch }, signal);
        say('leading no more');
      }, stopping);
    } catch (error) {
      if (error instanceof OtherLog) throw error;
      const message = error instanceof Error ? error.message : String(error);
      const isRefused = error instanceof FeedTopicRefused;
      if (!told.has(message)) say(isRefused ? message : `${message}; trying again`);
      told.add(message);
      await pause(isRefused ? REFUSED_WAIT_MS : wait, undefined, { signal: stopping }).catch(() => undefined);
      wait = Math.min(2 * wait, LONGEST_WAIT_MS);
    }
  }
}

/** Tells what was parked at once, and from time to time how far the feed is behind. */
function watched({ journal }: Acta, say: Tell): (progress: RelayProgress) => void {
  let toldAt = 0;
  let parked = new Set<string>();
  return (progress) => {
    for (const { key, position, reason } of progress.parked)
      if (!parked.has(key))
        say(
          `position ${String(position)} and what follows it of ${key} is parked: ${reason} (acta feed redrive)`,
        );
    parked = new Set(progress.parked.map(({ key }) => key));
    if (Date.now() - toldAt < TELL_MS) return;
    toldAt = Date.now();
    const head = journal.head().position;
    say(
      `published up to position ${String(progress.position)}, ${String(head - progress.position)} behind the journal, ${String(parked.size)} keys parked`,
    );
  };
}
