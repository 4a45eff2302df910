import {
  type Classification,
  type Entry,
  type GroupCode,
  type Recorded,
  type Uuid,
  groupOf,
  isCorrection,
  isUnreadable,
} from '@acta/domain';
import {
  type Restriction,
  type Restrictions,
  restrictablePath,
  restrictableThing,
} from './classifications.js';

/** Whoever reads, as far as reading goes. */
export interface Viewer {
  /** Whether they may read what is restricted so in a group, as of today. */
  mayRead(group: GroupCode, restriction: Restriction): boolean;
}

/** Who reads everything: deciders, exports, and the command line of whoever holds the data folder. */
export const everything: Viewer = { mayRead: () => true };

/** Circles of readers, each of which sees what the one before it sees, and more: lists are made for each. */
export const circles = ['everybody', 'members', 'states', 'all'] as const;
export type Circle = (typeof circles)[number];

const SEES: Readonly<Record<Circle, readonly Classification[]>> = {
  everybody: ['public'],
  members: ['public', 'members'],
  states: ['public', 'members', 'states'],
  all: ['public', 'members', 'states', 'draft'],
};

/** Whether a whole circle may read what is classified so. */
export function reads(circle: Circle, classification: Classification): boolean {
  return SEES[circle].includes(classification);
}

/** What a whole circle may read. */
export function viewerOf(circle: Circle): Viewer {
  return circle === 'all'
    ? everything
    : { mayRead: (_group, { classification }) => reads(circle, classification) };
}

/** That something restricted was given to a viewer who may read it. */
export interface RestrictedRead extends Restriction {
  group: GroupCode;
  stream: string;
  /** Its path within the stream; empty for the whole stream. */
  path: string;
}

/**
 * What a viewer may see of the record. Whatever is computed for them is computed from these events alone, so nothing
 * that they may not read can show: not in a count, not in an order, not in a message.
 */
export class Sight {
  readonly #viewer: Viewer;
  readonly #restrictions: Restrictions;
  readonly #given: ((read: RestrictedRead) => void) | undefined;

  /** @param given told of each restricted thing among the entries that are given, once a stream that is read */
  constructor(viewer: Viewer, restrictions: Restrictions, given?: (read: RestrictedRead) => void) {
    this.#viewer = viewer;
    this.#restrictions = restrictions;
    this.#given = given;
  }

  /** A stream's entries without those that the viewer may not see, and without references to what is hidden. */
  of(stream: string, entries: readonly Entry[]): readonly Entry[] {
    const group = groupOf(stream);
    if (group === undefined || this.#viewer === everything) return entries;
    // Not only of its group: what happens in one may name a statement of another.
    if (this.#restrictions.isEmpty()) return entries;
    const hidden = this.hiddenIn(stream);
    if (hidden.has('')) return [];
    const hiddenActs = new Set<Uuid>();
    const seen: Entry[] = [];
    for (const entry of entries) {
      if (isUnreadable(entry)) {
        // Nobody can tell what it was about.
        if (hidden.size === 0) seen.push(entry);
        continue;
      }
      const isHidden = isCorrection(entry) ? hiddenActs.has(entry.data.act) : this.#hidesThingOf(entry);
      if (isHidden) hiddenActs.add(entry.metadata.id);
      else seen.push(this.#withoutReferences(entry, hidden));
    }
    this.#tell(group, stream, seen);
    return seen;
  }

  /** Tells of what is restricted among entries that the viewer sees. */
  #tell(group: GroupCode, stream: string, seen: readonly Entry[]): void {
    const restricted = this.#restrictions.in(stream);
    if (this.#given === undefined || restricted.size === 0) return;
    const paths = new Set(seen.map((entry) => (isUnreadable(entry) ? undefined : restrictablePath(entry))));
    for (const [path, restriction] of restricted)
      if (paths.has(path)) this.#given({ group, stream, path, ...restriction });
  }

  /** An event as the viewer sees it, without references to what is hidden; undefined where they do not see it. */
  shown(event: Recorded): Recorded | undefined {
    if (this.#hidesThingOf(event)) return undefined;
    return this.#withoutReferences(event, this.hiddenIn(event.stream));
  }

  #hidesThingOf(event: Recorded): boolean {
    const thing = restrictableThing(event);
    return thing !== undefined && this.hides(thing.stream, thing.path);
  }

  /** Whether a thing is hidden from the viewer. */
  hides(stream: string, path: string): boolean {
    const group = groupOf(stream);
    const restriction = this.#restrictions.in(stream).get(path);
    return group !== undefined && restriction !== undefined && !this.#viewer.mayRead(group, restriction);
  }

  /** Whether anything of a group is hidden from the viewer. */
  hidesIn(group: GroupCode): boolean {
    for (const stream of this.#restrictions.streamsOf(group)) if (this.hiddenIn(stream).size > 0) return true;
    return false;
  }

  /** Paths of a stream that are hidden from the viewer. */
  hiddenIn(stream: string): ReadonlySet<string> {
    const group = groupOf(stream);
    const hidden = new Set<string>();
    if (group === undefined) return hidden;
    for (const [path, restriction] of this.#restrictions.in(stream))
      if (!this.#viewer.mayRead(group, restriction)) hidden.add(path);
    return hidden;
  }

  /** What is left stands in the order in which it was: an order must not tell that something else was there. */
  #withoutReferences(event: Recorded, hidden: ReadonlySet<string>): Recorded {
    const { data } = event;
    if (typeof data !== 'object' || data === null || !REFERENCES.some((field) => field in data)) return event;
    const hiddenStatement = (id: unknown): boolean =>
      typeof id === 'string' && this.hiddenIn(`liaison-${id}`).has('');
    const kept = Object.entries(data).flatMap(([field, value]: [string, unknown]) => {
      if (field !== 'links')
        return REFERENCES.includes(field) && hiddenStatement(value) ? [] : [[field, value]];
      if (typeof value !== 'object' || value === null) return [[field, value]];
      const left = withoutHidden(value, hidden, hiddenStatement);
      return Object.keys(left).length === 0 && Object.keys(value).length > 0 ? [] : [[field, left]];
    });
    return { ...event, data: Object.fromEntries(kept) as object };
  }
}

/** Fields of events that name what may be hidden. */
const REFERENCES: readonly string[] = ['links', 'inReplyTo', 'reply'];

/** The links to what is seen; a kind of links of which none is left is left out. */
function withoutHidden(
  links: object,
  hidden: ReadonlySet<string>,
  hiddenStatement: (id: unknown) => boolean,
): object {
  const isHidden: Record<string, (id: unknown) => boolean> = {
    contributions: (number) => hidden.has(`contributions/${String(number)}`),
    liaisonStatements: hiddenStatement,
  };
  const kept = Object.entries(links).flatMap(([kind, ids]: [string, unknown]) => {
    if (!Array.isArray(ids)) return [[kind, ids]];
    const left = ids.filter((id) => isHidden[kind]?.(id) !== true);
    return left.length === 0 && ids.length > 0 ? [] : [[kind, left]];
  });
  return Object.fromEntries(kept) as object;
}
