import { setTimeout as pause } from 'node:timers/promises';
import { type FeedSource, type NoticeStore, systemIds } from '@acta/application';
import { ApiProblem, NoAnswer, connect } from '@acta/client';
import type { Subscription } from '@acta/application/notify';
import { instantOf } from '@acta/domain';
import { type Config, type Listening, type Watch, nestLog } from '@acta/runtime';
import type { AskedChannel } from './asked.js';
import { tellNearingDays } from './deadlines.js';
import { CONFIRM_DAYS, type Deliverers, deliverUntil } from './deliver.js';
import { type FollowingState, type Tell, followUntil, isFollowing } from './following.js';
import { identifyBy } from './http/caller.js';
import { serve } from './http/serve.js';
import type { Service } from './http/service.js';
import { Links } from './links.js';
import { recordDays } from './record-days.js';
import { recordReasons } from './record-reasons.js';
import { watchNotifier } from './notifier-watch.js';
import type { WhenDue } from './take.js';

/** What the service is made of. */
export interface NotifierParts {
  config: Config;
  store: NoticeStore;
  linkKey: Buffer;
  source: FeedSource;
  deliverers: Deliverers;
  whenDue: WhenDue;
  /** Why nothing is ever sent by such a channel; undefined where it may be tried. */
  refusalOf: (channel: AskedChannel) => string | undefined;
  /** Milliseconds since the epoch. */
  clock: () => number;
  tell: Tell;
  watch: Watch;
  /** How often it is looked for what is due. */
  tickMs?: number;
}

export interface RunningNotifier {
  url: string;
  /** Resolves once all has stopped. @throws what it cannot go on after */
  ended: Promise<void>;
  /** Takes nothing more and sends nothing more; what is on its way is cut off and sent again at the next start. */
  stop(): Promise<void>;
}

const TICK_MS = 1_000;
const DAY_MS = 86_400_000;
/** The waits before the record is asked again. They double. */
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 300_000;

/** Follows the feed, tells of it, and answers requests, until it is stopped or cannot go on. The store is closed by whoever opened it. */
export async function startNotifier(parts: NotifierParts): Promise<RunningNotifier> {
  const { config, store, clock, tickMs = TICK_MS } = parts;
  const stopping = new AbortController();
  const { signal } = stopping;
  const state: FollowingState = { hasFailed: false };
  const watch = watchNotifier(parts.watch, { store, clock, isFollowing: () => isFollowing(state, clock()) });
  await parts.watch.serve(() => ({
    isReady: isFollowing(state, clock()),
    detail: { position: String(store.position()) },
  }));
  const { served, links, placesOf } = await answering(parts, state);
  const work = [
    followUntil({ ...parts, state, watch, askAct: recordReasons(connect({ url: config.api })) }, signal),
    deliverUntil({ ...parts, links, placesOf, watch }, tickMs, signal),
    lookForDays(parts, tickMs, signal),
    forgetUntil(parts, tickMs, signal),
  ];
  // What one cannot go on after ends the others, too: whoever runs the service must see to it.
  for (const each of work) each.catch(() => stopping.abort());
  const ended = Promise.allSettled(work).then(async () => {
    await served.stop();
    await Promise.all(work);
  });
  ended.catch(() => undefined);
  parts.tell(`answers on ${served.url}, follows ${parts.source.name}, asks ${config.api}`);
  return {
    url: served.url,
    ended,
    async stop() {
      stopping.abort();
      await ended.catch(() => undefined);
    },
  };
}

async function answering(
  parts: NotifierParts,
  state: FollowingState,
): Promise<{ served: Listening; links: Links; placesOf: Service['placesOf'] }> {
  const { config, store, linkKey, whenDue, refusalOf, clock } = parts;
  const record = config.recordUrl ?? config.api;
  let place = config.notifierUrl ?? '';
  const links = new Links(() => place, linkKey);
  const placesOf = (subscription: Subscription) => ({
    record,
    notices: links.to('notices', subscription),
    unsubscribe: links.to('unsubscribe', subscription),
  });
  const service = {
    store,
    links,
    whenDue,
    refusalOf,
    placesOf,
    clock,
    uuid: systemIds.uuid,
    isFollowing: () => isFollowing(state, clock()),
    places: () => ({ service: place, record }),
  };
  const served = await serve(service, identifyBy(config.api, clock), {
    ...config,
    logger: nestLog(parts.watch.log),
  });
  // Where it is not said how others reach it, they do where it listens.
  if (place === '') place = served.url;
  return { served, links, placesOf };
}

/** Tells of days that near, every day; where the record cannot be asked, that is said once and tried again. */
async function lookForDays(parts: NotifierParts, tickMs: number, signal: AbortSignal): Promise<void> {
  const { config, tell } = parts;
  const days = recordDays(connect({ url: config.api }));
  let wait = 0;
  while (!signal.aborted) {
    try {
      await tellNearingDays({ ...parts, days });
      wait = 0;
    } catch (error) {
      if (!(error instanceof NoAnswer) && !(error instanceof ApiProblem)) throw error;
      if (wait === 0) tell(`days that near cannot be looked for: ${error.message}; trying again`);
      wait = Math.min(Math.max(2 * wait, FIRST_WAIT_MS), LONGEST_WAIT_MS);
    }
    await pause(Math.max(wait, 30 * tickMs), undefined, { signal }).catch(() => undefined);
  }
}

/** Removes addresses that nobody confirmed, and notices that are older than they are kept. */
async function forgetUntil(
  { config, store, clock, tell }: Pick<NotifierParts, 'config' | 'store' | 'clock' | 'tell'>,
  tickMs: number,
  signal: AbortSignal,
): Promise<void> {
  const { noticesDays } = config;
  while (!signal.aborted) {
    const now = clock();
    if (noticesDays > 0) store.forget(now - noticesDays * DAY_MS, instantOf(now).slice(0, 10));
    const expired = store.expire(now - CONFIRM_DAYS * DAY_MS);
    if (expired > 0) tell(`${String(expired)} subscriptions removed whose address nobody confirmed`);
    await pause(60 * tickMs, undefined, { signal }).catch(() => undefined);
  }
}
