import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../ports/clock.js';
import { cloudEventText } from './cloud-event.js';
import { type FeedParts, type Found, feedPage, foundBy } from './feed-page.js';
import type { FeedReader } from './feed-reader.js';
import type { FeedTail, TailListener } from './feed-tail.js';
import { type FeedFilter, mayHave } from './filter.js';

/** An event as it is delivered. */
export interface Delivery {
  position: number;
  /** The event's type, without version. */
  type: string;
  /** The CloudEvent in JSON, on one line. */
  text: string;
}

/**
 * Why a stream ended. `left`: its reader went; `slow`: it did not keep up; `expired`: what proved who reads has expired;
 * `stopping`: the server stops; `failed`: the journal could not be read.
 */
export type EndReason = 'left' | 'slow' | 'expired' | 'stopping' | 'failed';

export interface StreamOptions {
  filter: FeedFilter;
  reader: FeedReader;
  /** Position to read after. */
  after: number;
  /** Events up to here are delivered again on purpose, and marked so. */
  replayUpTo: number;
  /** When what proved who reads expires, milliseconds since the epoch. */
  expires?: number;
}

export interface StreamParts extends FeedParts {
  clock: Clock;
  tail: FeedTail;
  /** Called once, when it ends. */
  onEnd: (reason: EndReason) => void;
}

/** What may wait for one reader: beyond it, the reader is slow. */
export const MOST_WAITING = { events: 1_000, characters: 1_000_000 } as const;
/** Heartbeats without anything taken, after which a reader is slow. */
const MOST_BEATS_MISSED = 4;
/** The longest that a timer of Node can wait. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * One reading of the feed: what is in the journal first, then what comes, in order, without a gap and nothing twice.
 * Ends by itself; a reader that has ended goes on after the last position that it got.
 */
export class FeedStream implements AsyncIterable<Delivery | 'heartbeat'> {
  readonly #options: StreamOptions;
  readonly #parts: StreamParts;
  readonly #waiting: Found[] = [];
  #waitingCharacters = 0;
  /** Newest position that was looked at. */
  #scanned: number;
  /** Position of the last event that was delivered. */
  #previous: number;
  #ended: EndReason | undefined;
  #wake: (() => void) | undefined;
  #beat = false;
  #beatsMissed = 0;
  #leave: (() => void) | undefined;
  #expiry: NodeJS.Timeout | undefined;

  constructor(options: StreamOptions, parts: StreamParts) {
    this.#options = options;
    this.#parts = parts;
    this.#scanned = options.after;
    this.#previous = options.after;
    this.#watchExpiry();
  }

  /** Ends it: what waits is not delivered any more. */
  end(reason: EndReason): void {
    if (this.#ended !== undefined) return;
    this.#ended = reason;
    this.#leave?.();
    clearTimeout(this.#expiry);
    this.#wake?.();
    this.#parts.onEnd(reason);
  }

  /** The time has come for a sign of life. */
  beat(): void {
    if (this.#wake === undefined && ++this.#beatsMissed >= MOST_BEATS_MISSED) {
      this.end('slow');
      return;
    }
    this.#beat = true;
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Delivery | 'heartbeat'> {
    try {
      while (!this.#isOver()) {
        for (let each = this.#next(); each !== undefined; each = this.#next()) yield this.#deliver(each);
        if (this.#isOver()) return;
        if (this.#beat) {
          this.#beat = false;
          yield 'heartbeat';
        } else if (this.#leave === undefined) {
          await nextTurn();
          this.#catchUp();
        } else {
          await new Promise<void>((resolve) => (this.#wake = resolve));
          this.#wake = undefined;
        }
        this.#beatsMissed = 0;
      }
    } finally {
      this.end('left');
    }
  }

  /** Takes the next of what is in the journal; at its end, the tail is joined in the same turn of the event loop. */
  #catchUp(): void {
    if (this.#isOver()) return;
    const { filter, reader } = this.#options;
    reader.renew();
    const { found, scanned } = feedPage(this.#scanned, { filter, reader }, this.#parts);
    if (scanned === this.#scanned) this.#leave = this.#parts.tail.join(this.#listener(), scanned);
    this.#scanned = scanned;
    this.#waiting.push(...found);
    for (const { common } of found) this.#waitingCharacters += common.length;
  }

  #listener(): TailListener {
    const { filter, reader } = this.#options;
    return {
      renew: () => reader.renew(),
      take: (stored, { group, read }) => {
        if (stored.position <= this.#scanned) return;
        this.#scanned = stored.position;
        if (!mayHave(filter, { type: stored.type, group })) return;
        const event = read();
        const seen = event === undefined ? undefined : foundBy(event, filter, reader);
        if (seen !== undefined) this.#enqueue(seen);
      },
    };
  }

  #watchExpiry(): void {
    const { expires } = this.#options;
    if (expires === undefined || this.#ended !== undefined) return;
    const left = Math.min(Math.max(expires - this.#parts.clock(), 1), LONGEST_TIMER_MS);
    this.#expiry = setTimeout(() => {
      if (!this.#isOver()) this.#watchExpiry();
    }, left).unref();
  }

  #enqueue(found: Found): void {
    this.#waiting.push(found);
    this.#waitingCharacters += found.common.length;
    if (
      this.#waiting.length > MOST_WAITING.events ||
      (this.#waitingCharacters > MOST_WAITING.characters && this.#waiting.length > 1)
    )
      this.end('slow');
    else this.#wake?.();
  }

  #next(): Found | undefined {
    if (this.#isOver()) return undefined;
    const next = this.#waiting.shift();
    this.#waitingCharacters -= next?.common.length ?? 0;
    return next;
  }

  #deliver({ position, type, common }: Found): Delivery {
    const text = cloudEventText(common, {
      previous: this.#previous,
      replay: position <= this.#options.replayUpTo,
    });
    this.#previous = position;
    this.#beatsMissed = 0;
    return { position, type, text };
  }

  #isOver(): boolean {
    const { expires } = this.#options;
    if (expires !== undefined && expires <= this.#parts.clock()) this.end('expired');
    return this.#ended !== undefined;
  }
}
