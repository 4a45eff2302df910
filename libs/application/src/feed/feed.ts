import type { Access } from '../access/access.js';
import type { Principal } from '../access/principal.js';
import { invalid } from '../faults.js';
import type { Clock } from '../ports/clock.js';
import type { FeedParts } from './feed-page.js';
import { FeedReader } from './feed-reader.js';
import { type EndReason, FeedStream } from './feed-stream.js';
import { FeedTail } from './feed-tail.js';
import type { FeedFilter } from './filter.js';

/** What somebody wants to read. */
export interface FeedAsk {
  principal: Principal;
  /** Whose streams are counted together: a subject, or the address of somebody who did not say who they are. */
  countedAs: string;
  filter: FeedFilter;
  /** Position to read after; absent: from now on. */
  after?: number;
  /** Events up to this position are delivered again on purpose, and marked `replay`. */
  replayUpTo?: number;
  /** When what proved who reads expires, milliseconds since the epoch. */
  expires?: number;
  onEnd: (reason: EndReason) => void;
}

export interface FeedOptions {
  /** Open streams in all, and of one reader. */
  most: number;
  mostEach: number;
  heartbeatMs: number;
}

/** As many streams are open as are allowed. `scope`: in all, or of this one reader. */
export class TooManyStreams extends Error {
  override readonly name = 'TooManyStreams';
  constructor(
    readonly scope: 'all' | 'own',
    most: number,
  ) {
    super(
      scope === 'own'
        ? `you have ${String(most)} streams open, which is the most; close one, or read several groups in one`
        : `${String(most)} streams are open here, which is the most; try again later`,
    );
  }
}

/** The streams that are open. All follow one tail of the journal; none outlives `close`. */
export class Feed {
  readonly #parts: FeedParts & { clock: Clock; access: Pick<Access, 'viewer'> };
  readonly #options: FeedOptions;
  readonly #tail: FeedTail;
  readonly #streams = new Map<FeedStream, string>();
  #heart: NodeJS.Timeout | undefined;
  #isClosed = false;

  /** @param onError told when the journal could not be read; the streams have ended */
  constructor(
    parts: FeedParts & { clock: Clock; access: Pick<Access, 'viewer'> },
    options: FeedOptions,
    onError: (error: unknown) => void,
  ) {
    this.#parts = parts;
    this.#options = options;
    this.#tail = new FeedTail(parts, (error) => {
      this.#endAll('failed');
      onError(error);
    });
  }

  /** Streams that are open now. */
  get size(): number {
    return this.#streams.size;
  }

  /**
   * Opens a stream. It counts until it has ended, whether it is read or not.
   * @returns the stream, and the position that it reads after
   * @throws Invalid for a position beyond the head; TooManyStreams
   */
  open(ask: FeedAsk): { stream: FeedStream; after: number } {
    const { countedAs, filter, principal, replayUpTo = 0, expires } = ask;
    const head = this.#parts.journal.head().position;
    const { after = head } = ask;
    // After a restore of an older copy, a reader may have seen more than there is: it must not go on as if nothing were.
    if (after > head)
      throw invalid(
        'beyond-head',
        `position ${String(after)} is beyond the newest, which is ${String(head)}`,
        '/after',
      );
    this.#admit(countedAs);
    const stream: FeedStream = new FeedStream(
      {
        filter,
        reader: new FeedReader(principal, this.#parts.access),
        after,
        replayUpTo,
        ...(expires === undefined ? {} : { expires }),
      },
      {
        ...this.#parts,
        tail: this.#tail,
        onEnd: (reason) => {
          this.#forget(stream);
          ask.onEnd(reason);
        },
      },
    );
    this.#streams.set(stream, countedAs);
    this.#heart ??= setInterval(() => {
      for (const open of this.#streams.keys()) open.beat();
    }, this.#options.heartbeatMs).unref();
    return { stream, after };
  }

  /** Ends every stream and opens no more. */
  close(): void {
    this.#isClosed = true;
    this.#endAll('stopping');
  }

  #endAll(reason: EndReason): void {
    for (const stream of [...this.#streams.keys()]) stream.end(reason);
  }

  #admit(countedAs: string): void {
    const { most, mostEach } = this.#options;
    if (this.#isClosed || this.#streams.size >= most) throw new TooManyStreams('all', most);
    let own = 0;
    for (const other of this.#streams.values()) if (other === countedAs) own++;
    if (own >= mostEach) throw new TooManyStreams('own', mostEach);
  }

  #forget(stream: FeedStream): void {
    this.#streams.delete(stream);
    if (this.#streams.size > 0) return;
    clearInterval(this.#heart);
    this.#heart = undefined;
  }
}
