import { type CloudEvent, type FeedSource, FeedSourceRefused } from '@acta/application';
import { keepTrying, spanTime } from '@acta/runtime';
import type { NotifierWatch } from './notifier-watch.js';
import type { AskAct } from './record-reasons.js';
import { type TakeParts, newsOf, takeEvent } from './take.js';

/** Takes one line of what is told to whoever runs the service. */
export type Tell = (line: string) => void;

/** A source that was reached and has not failed for so long is taken to be there. */
const STEADY_MS = 5_000;

/** How the following of the feed fares. */
export interface FollowingState {
  /** Since when it is followed, milliseconds since the epoch; undefined while another attempt is waited for. */
  since?: number | undefined;
  /** Whether the last attempt failed, and nothing was taken since. */
  hasFailed: boolean;
}

/** Whether nothing stands in the way of following the feed, as far as that is known. */
export function isFollowing({ since, hasFailed }: FollowingState, now: number): boolean {
  return since !== undefined && (!hasFailed || now - since >= STEADY_MS);
}

export interface FollowParts extends TakeParts {
  source: FeedSource;
  askAct: AskAct;
  state: FollowingState;
  tell: Tell;
  watch: Pick<NotifierWatch, 'taken'>;
}

/**
 * Takes the feed until the signal, whatever happens to its source meanwhile. What stands in the way is told once, and tried again.
 * @throws what the store throws
 */
export async function followUntil(parts: FollowParts, signal: AbortSignal): Promise<void> {
  const { source, store, state, clock, tell, watch, askAct } = parts;
  const broken: unknown[] = [];
  const take = async (event: CloudEvent): Promise<void> => {
    const began = spanTime();
    try {
      const news = newsOf(event, store);
      const took = takeEvent(event, parts, news, news.length > 0 ? await askAct(event) : {});
      watch.taken(event, took, began);
      if (took.withdrawn > 0)
        tell(`position ${event.position}: ${String(took.withdrawn)} waiting notices withdrawn`);
    } catch (error) {
      broken.push(error);
      throw error;
    }
    state.hasFailed = false;
  };
  const follow = async (works: () => void): Promise<void> => {
    state.since = clock();
    const taking = async (event: CloudEvent): Promise<void> => {
      await take(event);
      works();
    };
    await source.follow(taking, store.position(), signal);
    if (!signal.aborted) throw new Error('the feed ended');
  };
  await keepTrying(follow, {
    signal,
    isRefused: (error) => error instanceof FeedSourceRefused,
    onFailure({ message, isRefused, isNew }) {
      if (broken.length > 0) throw broken[0];
      if (signal.aborted) return;
      state.hasFailed = true;
      state.since = undefined;
      if (isNew) tell(`${source.name}: ${message}${isRefused ? '' : '; trying again'}`);
    },
  });
}
