import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Entry, isUnreadable } from '@acta/domain';
import { Listing, type ListingScope, scopeOf } from '@acta/projections';
import type { Sight } from '../access/viewer.js';
import { type Log, fromStore } from '../log.js';
import type { Journal } from '../ports/event-store.js';
import type { ListChange, ListIndex } from '../ports/list-index.js';

/** Events applied between two turns of the event loop, so that reads go on while an index catches up. */
const PAGE = 200;
/** Listings that are kept, so that an act extends its subject's versions instead of making them anew. */
const KEPT_LISTINGS = 200;

/**
 * Keeps lists and search in step with the journal. Several processes may do so on one index: what another has applied
 * meanwhile is not applied again, and listings that have fallen behind the index are made anew.
 *
 * An index is made for one circle of readers, from what they may see; when something is classified, what stands with it
 * is listed anew, for past states too.
 */
export class Indexer {
  readonly #journal: Journal;
  readonly #index: ListIndex;
  readonly #log: Log;
  readonly #sight: Sight | undefined;
  readonly #listings = new Map<string, Listing>();
  /** The position that the kept listings stand at. */
  #applied = 0;
  #running: Promise<void> = Promise.resolve();

  /** @param sight what the circle of readers sees; all of the record where absent */
  constructor(journal: Journal, index: ListIndex, log: Log, sight?: Sight) {
    this.#journal = journal;
    this.#index = index;
    this.#log = log;
    this.#sight = sight;
  }

  /** Resolves when the index holds the journal up to the position, and shows nothing that is closed to its readers by now. */
  catchUp(upTo: number, progress?: (done: number, total: number) => void): Promise<void> {
    const position = this.#sight === undefined ? upTo : this.#journal.head().position;
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

  #changes(entry: Entry): readonly ListChange[] {
    const scope = scopeOf(entry.stream);
    if (scope === undefined) return [];
    if (this.#sight === undefined || isUnreadable(entry)) return this.#listing(scope, entry).append(entry);
    if (entry.type.endsWith('-classified')) return this.#anew(scope, entry);
    const shown = this.#sight.shown(entry);
    return shown === undefined ? [] : this.#listing(scope, entry).append(shown);
  }

  /** Lists a scope from its beginning: what its readers may see of it has changed. */
  #anew(scope: ListingScope, { stream, position }: Entry): ListChange[] {
    this.#listings.delete(scope.key);
    const listing = new Listing(stream);
    const changes = this.#entries(scope, position).flatMap((entry) => listing.append(entry));
    this.#keep(scope.key, listing);
    return [{ position, ref: scope.ref, changes }];
  }

  /** The listing of a scope, up to but not including the entry. */
  #listing(scope: ListingScope, { stream, position }: Entry): Listing {
    const { key } = scope;
    const kept = this.#listings.get(key);
    if (kept !== undefined) {
      this.#listings.delete(key);
      this.#listings.set(key, kept);
      return kept;
    }
    const listing = new Listing(stream, this.#entries(scope, position - 1));
    this.#keep(key, listing);
    return listing;
  }

  #keep(key: string, listing: Listing): void {
    this.#listings.set(key, listing);
    const oldest = this.#listings.keys().next();
    if (this.#listings.size > KEPT_LISTINGS && oldest.done !== true) this.#listings.delete(oldest.value);
  }

  /** The entries of a scope up to a position, as far as its readers see them. */
  #entries({ group, prefixes }: ListingScope, upTo: number): Entry[] {
    const entries = this.#journal
      .group({ group, streams: prefixes, upTo })
      .map((stored) => fromStore(stored, this.#log));
    const sight = this.#sight;
    if (sight === undefined) return entries;
    const streams = Map.groupBy(entries, ({ stream }) => stream);
    return [...streams]
      .flatMap(([stream, each]) => sight.of(stream, each))
      .sort((a, b) => a.position - b.position);
  }
}
