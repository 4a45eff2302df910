import { type Entry, type GroupCode, type Upcasters, streamOf } from '@acta/domain';
import { type EntriesByStream, type GroupRecord, type Point, foldGroup } from '@acta/projections';
import type { Sight } from '../access/viewer.js';
import { NotFound } from '../faults.js';
import { KeptNames, KeptStreams } from '../kept-streams.js';
import { type Log, fullName } from '../log.js';
import type { Clock } from '../ports/clock.js';
import type { Journal } from '../ports/event-store.js';
import { type When, resolvePoint } from './point.js';

/** An answer with the point that it stands on. */
export interface Answer<T> {
  point: Point;
  value: T;
}

interface Kept {
  streams: KeptStreams;
  names: KeptNames;
}

/** Reads the journal for folds. Every view starts here, for now and for then alike. */
export class Reader {
  readonly #journal: Journal;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #kept: Kept;
  readonly #sight: Sight | undefined;

  /**
   * @param upcasters those of the catalogue where absent
   * @param seen what is seen of the record, and what is kept of it for all who read it; all, and nothing yet, where absent
   */
  constructor(
    journal: Journal,
    clock: Clock,
    log: Log,
    upcasters?: Upcasters,
    seen?: { sight: Sight; kept: Kept },
  ) {
    this.#journal = journal;
    this.#clock = clock;
    this.#log = log;
    this.#kept = seen?.kept ?? {
      streams: new KeptStreams(journal, log, { upcasters }),
      names: new KeptNames(journal, log),
    };
    this.#sight = seen?.sight;
  }

  /** The same record, as far as somebody may see it. */
  seenWith(sight: Sight): Reader {
    return new Reader(this.#journal, this.#clock, this.#log, undefined, { sight, kept: this.#kept });
  }

  /** Whether something of a group is not seen. */
  isPartial(group: GroupCode): boolean {
    return this.#sight?.hidesIn(group) ?? false;
  }

  /** Whether a stream, or what is at a path in it, is not seen. */
  hides(stream: string, path = ''): boolean {
    return this.#sight?.hides(stream, path) ?? false;
  }

  /** @throws Invalid */
  point(when: When): Point {
    return resolvePoint(this.#journal, this.#clock, when);
  }

  /** One stream's entries up to a position, by its name without the log's prefix. */
  stream(stream: string, upTo: number): readonly Entry[] {
    const entries = this.#kept.streams.entries(stream, upTo);
    return this.#sight === undefined ? entries : this.#sight.of(stream, entries);
  }

  /**
   * The entries of a group's streams and of the calendar up to a position.
   * @param parts only these streams, and the group's own; one that ends in a hyphen stands for all that start with it
   * @throws NotFound
   */
  group(group: GroupCode, upTo: number, parts?: readonly string[]): EntriesByStream {
    return new Map(this.#streamByStream(group, upTo, parts));
  }

  /**
   * A group's record as it stood.
   * @param parts only these streams, and the group's own; one that ends in a hyphen stands for all that start with it
   * @throws NotFound, Invalid
   */
  record(group: GroupCode, when: When, parts?: readonly string[]): Answer<GroupRecord> {
    const point = this.point(when);
    return { point, value: foldGroup(this.#streamByStream(group, point.position, parts), point.at) };
  }

  /** Each stream is read as it is asked for: a fold that goes through them holds the events of one at a time. */
  *#streamByStream(
    group: GroupCode,
    upTo: number,
    parts?: readonly string[],
  ): Generator<[string, readonly Entry[]]> {
    const streams = parts === undefined ? {} : { streams: [streamOf.group(group), ...parts] };
    const names = this.#kept.names.of({ group, upTo, ...streams });
    if (names.length === 0) throw new NotFound(`no group ${group} in the record at position ${String(upTo)}`);
    for (const name of [...names, streamOf.calendar()])
      if (isPart(name, group, parts)) yield [name, this.stream(name, upTo)];
  }

  /** Codes of the groups that the record holds at a position, in order. */
  groups(upTo: number): GroupCode[] {
    const prefix = fullName(this.#log, 'group-');
    return this.#journal.streams(prefix, upTo).map((name) => name.slice(prefix.length));
  }
}

/** A meeting's name starts another's: 1 and 15. */
function isPart(name: string, group: GroupCode, parts: readonly string[] | undefined): boolean {
  if (parts === undefined || name === streamOf.calendar() || name === streamOf.group(group)) return true;
  return parts.some((part) => (part.endsWith('-') ? name.startsWith(part) : name === part));
}
