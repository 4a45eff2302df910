import { dayOf } from '@acta/domain';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../ports/clock.js';
import type { StoredEvent } from '../ports/event-store.js';
import { FeedEvent } from './feed-event.js';
import { type FeedParts, PAGE, groupOfStored, mayChangeRoles } from './feed-page.js';

/** Who is told of new events. Never waited for. */
export interface TailListener {
  /** Roles may have changed. */
  renew(): void;
  /** The next event of the journal; `read` reads it, once for all, and gives undefined where it cannot be read. */
  take(stored: StoredEvent, place: { group: string | undefined; read: () => FeedEvent | undefined }): void;
}

/** The end of the journal, followed once for all who read live. It runs while somebody listens. */
export class FeedTail {
  readonly #parts: FeedParts & { clock: Clock };
  readonly #listeners = new Set<TailListener>();
  #running: AbortController | undefined;
  #day = '';

  /** @param onError told when the journal cannot be read any more; every listener has been dropped by then */
  constructor(
    parts: FeedParts & { clock: Clock },
    private readonly onError: (error: unknown) => void,
  ) {
    this.#parts = parts;
  }

  /**
   * From now on a listener is told of every event after a position, and maybe of some before it.
   * @param position where the listener found no more in this same turn of the event loop. Not the head: another thread
   *   may have written since
   * @returns what ends it
   */
  join(listener: TailListener, position: number): () => void {
    this.#listeners.add(listener);
    if (this.#running === undefined) {
      const running = new AbortController();
      this.#running = running;
      this.#follow(position, running.signal).catch((error: unknown) => {
        this.#listeners.clear();
        this.#running = undefined;
        this.onError(error);
      });
    }
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      this.#running?.abort();
      this.#running = undefined;
    };
  }

  async #follow(from: number, stopping: AbortSignal): Promise<void> {
    const { journal, clock } = this.#parts;
    let position = from;
    for (;;) {
      const page = journal.after(position, PAGE);
      const day = dayOf(clock());
      if (day !== this.#day || page.some((stored) => mayChangeRoles(stored, this.#parts)))
        for (const listener of this.#listeners) listener.renew();
      this.#day = day;
      for (const stored of page) this.#tell(stored);
      position = page.at(-1)?.position ?? position;
      await (page.length === 0 ? journal.changed(stopping) : nextTurn());
      if (stopping.aborted) return;
    }
  }

  #tell(stored: StoredEvent): void {
    let event: FeedEvent | undefined;
    let isRead = false;
    const read = (): FeedEvent | undefined => {
      if (!isRead) event = FeedEvent.of(stored, this.#parts);
      isRead = true;
      return event;
    };
    const place = { group: groupOfStored(stored, this.#parts), read };
    for (const listener of this.#listeners) listener.take(stored, place);
  }
}
