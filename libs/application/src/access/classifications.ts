import {
  type Classification,
  type ClausesLinked,
  type GroupCode,
  type Recorded,
  type SubjectId,
  groupOf,
  isUnreadable,
  parseStream,
} from '@acta/domain';
import { pathOf, placeOf } from '@acta/projections';
import { type Log, fromStore, fullName } from '../log.js';
import type { Journal } from '../ports/event-store.js';

/** That something is not for everybody. */
export interface Restriction {
  classification: Exclude<Classification, 'public'>;
  /** Who submitted it. */
  owner?: SubjectId;
}

/** What is restricted in a stream, by path within it; the empty path stands for the whole stream. */
export type RestrictedPaths = ReadonlyMap<string, Restriction>;

const NONE: RestrictedPaths = new Map();

/** What is restricted in the log. */
export interface Restrictions {
  /** What is restricted in a stream. */
  in(stream: string): RestrictedPaths;
  /** The streams of a group in which something is restricted. */
  streamsOf(group: GroupCode): ReadonlySet<string>;
  /** Whether nothing is restricted in the whole log. */
  isEmpty(): boolean;
}

/**
 * What is restricted now: of each contribution and liaison statement, what was recorded last, whatever dates and voids
 * say and whatever past state is read. Kept in memory, a line a restricted thing, and brought up to date when asked.
 */
export class Classifications implements Restrictions {
  readonly #journal: Pick<Journal, 'head' | 'classifying' | 'stream'>;
  readonly #log: Log;
  readonly #streams = new Map<string, Map<string, Restriction>>();
  readonly #groups = new Map<GroupCode, Set<string>>();
  readonly #known: Restrictions = {
    in: (stream) => this.#streams.get(stream) ?? NONE,
    streamsOf: (group) => this.#groups.get(group) ?? new Set(),
    isEmpty: () => [...this.#groups.values()].every((streams) => streams.size === 0),
  };
  #position = 0;

  constructor(journal: Pick<Journal, 'head' | 'classifying' | 'stream'>, log: Log) {
    this.#journal = journal;
    this.#log = log;
  }

  in(stream: string): RestrictedPaths {
    return this.now().in(stream);
  }

  streamsOf(group: GroupCode): ReadonlySet<string> {
    return this.now().streamsOf(group);
  }

  isEmpty(): boolean {
    return this.now().isEmpty();
  }

  /** The same, looked up now and not again with each question: for whoever asks much at once. What comes later may show. */
  now(): Restrictions {
    this.#catchUp();
    return this.#known;
  }

  #catchUp(): void {
    const { position } = this.#journal.head();
    if (position === this.#position) return;
    for (const stored of this.#journal.classifying(this.#position)) {
      const event = fromStore(stored, this.#log);
      if (!isUnreadable(event)) this.#take(event);
    }
    this.#position = position;
  }

  #take(event: Recorded): void {
    const { stream, data, metadata } = event;
    const { classification } = data as { classification?: Classification };
    const group = groupOf(stream);
    const path = restrictablePath(event);
    if (classification === undefined || group === undefined || path === undefined) return;
    const paths = this.#streams.get(stream) ?? new Map<string, Restriction>();
    const entering = !event.type.endsWith('-classified');
    const owner = entering ? metadata.actor : (paths.get(path)?.owner ?? this.#ownerOf(stream, path));
    if (classification === 'public') paths.delete(path);
    else paths.set(path, { classification, ...(owner === undefined ? {} : { owner }) });
    this.#streams.set(stream, paths);
    const streams = this.#groups.get(group) ?? new Set();
    if (paths.size === 0) streams.delete(stream);
    else streams.add(stream);
    this.#groups.set(group, streams);
  }

  /** Who recorded the first event of a thing that was public when it entered. */
  #ownerOf(stream: string, path: string): SubjectId | undefined {
    const { position } = this.#journal.head();
    for (const stored of this.#journal.stream(fullName(this.#log, stream), position)) {
      const event = fromStore(stored, this.#log);
      if (!isUnreadable(event) && restrictablePath(event) === path) return event.metadata.actor;
    }
    return undefined;
  }
}

/**
 * The path, within its stream, of the thing that an event is about and that may be restricted: a contribution, or a
 * liaison statement, which is its stream. Undefined for what is about anything else, and for corrections.
 */
export function restrictablePath({
  stream,
  type,
  data,
}: Pick<Recorded, 'stream' | 'type' | 'data'>): string | undefined {
  switch (parseStream(stream)?.aggregate) {
    case 'liaison':
      return '';
    case 'meeting':
      return type.startsWith('contribution-') ? pathOf('meeting', { type, data }) : undefined;
    case 'group':
    case 'report':
    case 'calendar':
    case 'person':
    case undefined:
      return undefined;
  }
}

/**
 * The thing by which it is judged who sees an event: the one that it is about, or that it links to clauses. Undefined for
 * what is about nothing that may be restricted, and for corrections.
 */
export function restrictableThing(
  event: Pick<Recorded, 'stream' | 'type' | 'data'>,
): { stream: string; path: string } | undefined {
  const { stream, type, data } = event;
  const group = groupOf(stream);
  // The journal's reader has matched `type` and `data` against the catalogue.
  if (type === 'clauses-linked' && group !== undefined)
    return placeOf(`${group}/${(data as ClausesLinked).ref}`);
  const path = restrictablePath(event);
  return path === undefined ? undefined : { stream, path };
}
