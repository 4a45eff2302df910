import { setTimeout as pause } from 'node:timers/promises';
import { type CloudEvent, type FeedSource, FeedSourceRefused, type NoticeStore } from '@acta/application';
import { spanTime } from '@acta/runtime';
import type { NotifierWatch } from './notifier-watch.js';
import type { AskAct } from './record-reasons.js';
import { type TakeParts, isTold, takeEvent } from './take.js';

/** Takes one line of what is told to whoever runs the service. */
export type Tell = (line: string) => void;

/** Waits between attempts, in milliseconds: they double. */
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 30_000;
/** What somebody must see to is looked at again after this. */
const REFUSED_WAIT_MS = 10_000;
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
  store: TakeParts['store'] & Pick<NoticeStore, 'position'>;
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
  const told = new Set<string>();
  const broken: unknown[] = [];
  let wait = FIRST_WAIT_MS;
  const take = async (event: CloudEvent): Promise<void> => {
    const began = spanTime();
    try {
      const inRecord = isTold(event, store) ? await askAct(event) : {};
      const took = takeEvent(event, parts, inRecord);
      watch.taken(event, took, began);
      const { withdrawn } = took;
      if (withdrawn > 0) tell(`position ${event.position}: ${String(withdrawn)} waiting notices withdrawn`);
    } catch (error) {
      broken.push(error);
      throw error;
    }
    state.hasFailed = false;
    told.clear();
    wait = FIRST_WAIT_MS;
  };
  const isStopping = (): boolean => signal.aborted;
  while (!isStopping()) {
    try {
      state.since = clock();
      await source.follow(take, store.position(), signal);
      if (!isStopping()) throw new Error('the feed ended');
    } catch (error) {
      if (broken.length > 0) throw broken[0];
      if (isStopping()) return;
      const message = error instanceof Error ? error.message : String(error);
      state.hasFailed = true;
      state.since = undefined;
      const isRefused = error instanceof FeedSourceRefused;
      if (!told.has(message)) tell(`${source.name}: ${message}${isRefused ? '' : '; trying again'}`);
      told.add(message);
      await pause(isRefused ? REFUSED_WAIT_MS : wait, undefined, { signal }).catch(() => undefined);
      wait = Math.min(2 * wait, LONGEST_WAIT_MS);
    }
  }
}
