import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Entry } from '@acta/domain';
import { Listing, type ListingScope, type SubjectVersions, scopeOf } from '@acta/projections';
import { type Log, fromStore } from '../log.js';
import type { Journal } from '../ports/event-store.js';
import type { ListIndex } from '../ports/list-index.js';

/** Events applied between two turns of the event loop, so that reads go on while an index catches up. */
const PAGE = 200;
/** Listings that are kept, so that an act extends its subject's versions instead of making them anew. */
const KEPT_LISTINGS = 200;

/**
 * Keeps lists and search in step with the journal. Several processes may do so on one index: what another has applied
 * meanwhile is not applied again, and listings that have fallen behind the index are made anew.
 */
export class Indexer {
  readonly #journal: Journal;
  readonly #index: ListIndex;
  readonly #log: Log;
  readonly #listings = new Map<string, Listing>();
  /** The position that the kept listings stand at. */
  #applied = 0;
  #running: Promise<void> = Promise.resolve();

  constructor(journal: Journal, index: ListIndex, log: Log) {
    this.#journal = journal;
    this.#index = index;
    this.#log = log;
  }

  /** Resolves when the index holds the journal up to the position. */
  catchUp(position: number, progress?: (done: number, total: number) => void): Promise<void> {
    if (this.#index.cursor() >= position) return Promise.resolve();
    const run = (): Promise<void> => this.#run(position, progress);
    const running = this.#running.then(run, run);
    this.#running = running.catch(() => undefined);
    return running;
  }

  /** Makes the index anew from the journal. */
  rebuild(progress?: (done: number, total: number) => void): Promise<void> {
    this.#index.clear();
    return this.catchUp(this.#journal.head().position, progress);
  }

  async #run(position: number, progress?: (done: number, total: number) => void): Promise<void> {
    for (let cursor = this.#index.cursor(); cursor < position; cursor = this.#index.cursor()) {
      if (cursor !== this.#applied) this.#listings.clear();
      const page = this.#journal.after(cursor, Math.min(PAGE, position - cursor));
      const last = page.at(-1);
      if (last === undefined) return;
      // Until the index holds the page, the listings are ahead of it: should that fail, they are made anew.
      this.#applied = -1;
      const changes = page.flatMap((stored) => this.#changes(fromStore(stored, this.#log)));
      this.#index.apply(changes, last.position);
      this.#applied = last.position;
      progress?.(last.position, position);
      await nextTurn();
    }
  }

  #changes(entry: Entry): readonly SubjectVersions[] {
    const scope = scopeOf(entry.stream);
    return scope === undefined ? [] : this.#listing(scope, entry).append(entry);
  }

  /** The listing of a scope, up to but not including the entry. */
  #listing({ key, group, prefixes }: ListingScope, { stream, position }: Entry): Listing {
    const kept = this.#listings.get(key);
    if (kept !== undefined) {
      this.#listings.delete(key);
      this.#listings.set(key, kept);
      return kept;
    }
    const before = this.#journal
      .group({ group, streams: prefixes, upTo: position - 1 })
      .map((stored) => fromStore(stored, this.#log));
    const listing = new Listing(stream, before);
    this.#listings.set(key, listing);
    const oldest = this.#listings.keys().next();
    if (this.#listings.size > KEPT_LISTINGS && oldest.done !== true) this.#listings.delete(oldest.value);
    return listing;
  }
}
