import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import type { Uuid } from '@acta/domain';
import { DeliveryFailed, type WebhookSender } from '../ports/webhook-sender.js';
import type { Webhook, WebhookProgress } from '../ports/webhook-store.js';
import { CLOUD_EVENT_TYPE, cloudEventText } from './cloud-event.js';
import { type Found, PAGE, feedPage } from './feed-page.js';
import { FeedReader } from './feed-reader.js';
import { signed } from './signature.js';
import { type WebhookParts, mayBeKept, ownerAsPrincipal } from './webhooks.js';

export interface DeliveryOptions {
  /** The wait after the first failure; it doubles with each, up to the longest. Milliseconds. */
  firstRetryMs: number;
  longestRetryMs: number;
  /** Failed attempts after which a webhook is parked. */
  mostAttempts: number;
}

/** Twelve attempts over some three hours. */
export const DELIVERY: DeliveryOptions = {
  firstRetryMs: 5_000,
  longestRetryMs: 3_600_000,
  mostAttempts: 12,
};

/** New events are looked for at most so often: many commits in a row wake each webhook once. */
const GATHER_MS = 50;
/** How often one whose owner may not keep it now is looked at again. */
const LAPSED_MS = 60_000;
/** How much of the journal is looked at for the next event: little where the last one was near. */
const FIRST_LOOK = 8;
/** How far the cursor may be ahead of what is saved, in positions of events that were not for the webhook. */
const UNSAVED = 1_000;

export interface DelivererParts extends WebhookParts {
  sender: WebhookSender;
  /** From 0 to 1: waits differ, so that receivers are not met by all at once. */
  random: () => number;
}

/** One webhook at work. */
interface Worker {
  stopping: AbortController;
  running: Promise<void>;
  wake: () => void;
  /** Whether it waits for new events. */
  isIdle: boolean;
}

/**
 * Delivers to webhooks: each from its own durable cursor over the journal, in order, one event in flight. An event that
 * was delivered may be delivered again after a crash, under the same id; none is left out. What cannot be delivered is
 * parked in its place, with what comes after it.
 */
export class WebhookDeliverer {
  readonly #parts: DelivererParts;
  readonly #options: DeliveryOptions;
  readonly #workers = new Map<Uuid, Worker>();
  readonly #stopping = new AbortController();
  #watching: Promise<void> | undefined;

  /** @param onError told of what no receiver is to blame for; the webhook rests until the next start */
  constructor(
    parts: DelivererParts,
    options: DeliveryOptions,
    private readonly onError: (error: unknown) => void,
  ) {
    this.#parts = parts;
    this.#options = options;
  }

  /** Begins with all that are kept. */
  start(): void {
    for (const { id } of this.#parts.webhooks.all()) this.take(id);
    this.#watching = this.#watch();
  }

  /** Begins with one that was added. */
  take(id: Uuid): void {
    if (this.#stopping.signal.aborted || this.#workers.has(id)) return;
    const stopping = new AbortController();
    const worker: Worker = { stopping, running: Promise.resolve(), wake: () => undefined, isIdle: false };
    this.#workers.set(id, worker);
    worker.running = this.#work(id, worker).catch((error: unknown) => {
      if (!stopping.signal.aborted) this.onError(error);
    });
  }

  /** Ends with one that was removed; what is in flight is cut off. */
  async drop(id: Uuid): Promise<void> {
    const worker = this.#workers.get(id);
    this.#workers.delete(id);
    worker?.stopping.abort();
    worker?.wake();
    await worker?.running;
  }

  /** Tries again at once, from the event that could not be delivered. */
  redrive(id: Uuid): void {
    const progress = this.#parts.webhooks.find(id)?.progress;
    if (progress === undefined) return;
    const { cursor, delivered, lastError } = progress;
    this.#save(id, { cursor, delivered, attempts: 0, ...(lastError === undefined ? {} : { lastError }) });
    this.#workers.get(id)?.wake();
  }

  /** Stops all; what is in flight is cut off and delivered again at the next start. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all([...this.#workers.keys()].map((id) => this.drop(id)));
    await this.#watching;
  }

  /** Wakes whoever waits for events when some have come. */
  async #watch(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await this.#parts.journal.changed(signal);
      await pause(GATHER_MS, undefined, { signal }).catch(() => undefined);
      for (const { isIdle, wake } of this.#workers.values()) if (isIdle) wake();
    }
  }

  async #work(id: Uuid, worker: Worker): Promise<void> {
    const { signal } = worker.stopping;
    // Positions that are behind the webhook, of events that were not for it.
    let skipped = 0;
    let look = FIRST_LOOK;
    for (;;) {
      const webhook = signal.aborted ? undefined : this.#parts.webhooks.find(id);
      if (webhook === undefined) return;
      const { progress, filter } = webhook;
      const rest = this.#restOf(webhook);
      if (rest > 0) {
        await sleep(worker, rest);
        continue;
      }
      const from = Math.max(progress.cursor, skipped);
      const reader = new FeedReader(ownerAsPrincipal(webhook, this.#parts.clock()), this.#parts.access);
      const { found, scanned } = feedPage(from, { filter, reader, limit: 1, look }, this.#parts);
      const [next] = found;
      if (next !== undefined) {
        look = FIRST_LOOK;
        await this.#deliver(webhook, next, signal);
      } else if (scanned > from) {
        skipped = scanned;
        look = PAGE;
        if (scanned - progress.cursor >= UNSAVED) this.#save(id, { ...progress, cursor: scanned });
        await nextTurn();
      } else {
        worker.isIdle = true;
        await sleep(worker, Infinity);
        worker.isIdle = false;
      }
    }
  }

  /** How long a webhook rests before anything is looked for, in milliseconds. */
  #restOf(webhook: Webhook): number {
    const { parkedAt, nextAttemptAt = 0 } = webhook.progress;
    if (parkedAt !== undefined) return Infinity;
    if (!mayBeKept(webhook, this.#parts)) return LAPSED_MS;
    return nextAttemptAt - this.#parts.clock();
  }

  /** One attempt. */
  async #deliver(webhook: Webhook, event: Found, signal: AbortSignal): Promise<void> {
    const { id, url, secret, progress } = webhook;
    const body = cloudEventText(event.common, { previous: progress.delivered, replay: false });
    const headers = {
      'content-type': `${CLOUD_EVENT_TYPE}; charset=utf-8`,
      ...signed(body, { id: event.id, at: this.#parts.clock(), secret }),
    };
    try {
      await this.#parts.sender.send(url, { headers, body }, signal);
      this.#save(id, { cursor: event.position, delivered: event.position, attempts: 0 });
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof DeliveryFailed)) throw error;
      this.#save(id, this.#failed(progress, error));
    }
  }

  /** How far a webhook is after an attempt has failed. Its place is kept. */
  #failed({ cursor, delivered, attempts }: WebhookProgress, error: DeliveryFailed): WebhookProgress {
    const { firstRetryMs, longestRetryMs, mostAttempts } = this.#options;
    const now = this.#parts.clock();
    const failed = { cursor, delivered, attempts: attempts + 1, lastError: error.message };
    if (error.isFinal || failed.attempts >= mostAttempts) return { ...failed, parkedAt: now };
    const wait = Math.min(firstRetryMs * 2 ** attempts, longestRetryMs);
    return { ...failed, nextAttemptAt: now + Math.ceil(wait * (0.5 + this.#parts.random() / 2)) };
  }

  #save(id: Uuid, progress: WebhookProgress): void {
    this.#parts.webhooks.save(id, progress);
  }
}

/** Until it is woken, or the time is over. */
function sleep(worker: Worker, milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = milliseconds === Infinity ? undefined : setTimeout(resolve, milliseconds);
    worker.wake = () => {
      clearTimeout(timer);
      resolve();
    };
  });
}
