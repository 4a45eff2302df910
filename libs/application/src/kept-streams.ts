import type { Entry, Upcasters } from '@acta/domain';
import { type Log, fromStore, fullName } from './log.js';
import type { GroupSelection, Journal, StoredEvent } from './ports/event-store.js';

/** What is kept of a stream: every entry up to a position, and how much it is in all. */
interface Kept {
  entries: readonly Entry[];
  upTo: number;
  size: number;
}

const NONE: readonly Entry[] = [];

/** What a stream takes beside its events' bodies, about, in characters: that there is none is kept, too. */
const STREAM_SIZE = 500;

/** How much of the events' bodies may be kept, in characters, before the least recently read streams are dropped. */
const KEPT_SIZE = 8 * 1024 * 1024;

/**
 * Streams as folds read them. Those read most recently are kept, and only what was appended since is read again: a stream
 * never changes but at its end. The same list is given until then, so that what was folded from it can be kept with it.
 */
export class KeptStreams {
  readonly #journal: Pick<Journal, 'head' | 'stream'>;
  readonly #log: Log;
  readonly #upcasters: Upcasters | undefined;
  readonly #most: number;
  readonly #streams = new Map<string, Kept>();
  #size = 0;

  /**
   * @param upcasters those of the catalogue where absent
   * @param most a number for real use where absent
   */
  constructor(
    journal: Pick<Journal, 'head' | 'stream'>,
    log: Log,
    { upcasters, most = KEPT_SIZE }: { upcasters?: Upcasters | undefined; most?: number } = {},
  ) {
    this.#journal = journal;
    this.#log = log;
    this.#upcasters = upcasters;
    this.#most = most;
  }

  /** One stream's entries up to a position, by its name without the log's prefix; none where there is no such stream. */
  entries(stream: string, upTo: number): readonly Entry[] {
    const { entries } = this.#read(stream, upTo);
    const newest = entries.at(-1);
    if (newest === undefined || newest.position <= upTo) return entries;
    return entries.filter(({ position }) => position <= upTo);
  }

  #read(stream: string, upTo: number): Kept {
    const kept = this.#streams.get(stream);
    if (kept !== undefined) this.#streams.delete(stream);
    const read = kept !== undefined && upTo <= kept.upTo ? kept : this.#extended(stream, kept, upTo);
    this.#size += read.size - (kept?.size ?? 0);
    this.#streams.set(stream, read);
    for (const [oldest, { size }] of this.#streams) {
      if (this.#size <= this.#most) break;
      this.#streams.delete(oldest);
      this.#size -= size;
    }
    return read;
  }

  #extended(stream: string, kept: Kept | undefined, upTo: number): Kept {
    // What is beyond the head may come yet.
    const known = Math.min(upTo, this.#journal.head().position);
    const { entries, size } = kept ?? { entries: NONE, size: STREAM_SIZE };
    const added = this.#journal.stream(fullName(this.#log, stream), known, entries.length);
    if (added.length === 0) return { entries, upTo: known, size };
    return {
      entries: [...entries, ...added.map((stored) => fromStore(stored, this.#log, this.#upcasters))],
      upTo: known,
      size: added.reduce((sum, { body }: StoredEvent) => sum + body.length, size),
    };
  }
}

/** How many selections' names are kept. */
const KEPT_NAMES = 200;

/** Names of streams as the journal selects them, kept until something is appended. */
export class KeptNames {
  readonly #journal: Pick<Journal, 'head' | 'streamsOf'>;
  readonly #log: Log;
  readonly #names = new Map<string, readonly string[]>();
  #position = 0;

  constructor(journal: Pick<Journal, 'head' | 'streamsOf'>, log: Log) {
    this.#journal = journal;
    this.#log = log;
  }

  /** Names of the streams that a selection takes, without the log's prefix, in order. */
  of(selection: GroupSelection): readonly string[] {
    const { group, streams = ['*'], upTo } = selection;
    const position = Math.min(upTo, this.#journal.head().position);
    if (position !== this.#position || this.#names.size >= KEPT_NAMES) this.#names.clear();
    this.#position = position;
    const key = [group, ...streams].join(' ');
    let names = this.#names.get(key);
    if (names === undefined) {
      names = this.#journal.streamsOf(selection).map((full) => full.slice(this.#log.prefix.length));
      this.#names.set(key, names);
    }
    return names;
  }
}
