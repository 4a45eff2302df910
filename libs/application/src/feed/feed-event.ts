import {
  type Classification,
  type GroupCode,
  type Recorded,
  groupOf,
  isCorrection,
  isUnreadable,
  parseStream,
} from '@acta/domain';
import { pathOf, refAt, refOfStream } from '@acta/projections';
import {
  type Restriction,
  type Restrictions,
  restrictablePath,
  restrictableThing,
} from '../access/classifications.js';
import { Sight, type Viewer } from '../access/viewer.js';
import { type Log, fromStore, fullName } from '../log.js';
import type { Journal, StoredEvent } from '../ports/event-store.js';
import { type CommonPart, cloudEventOf } from './cloud-event.js';
import type { FeedReader } from './feed-reader.js';

export interface FeedEventParts {
  journal: Pick<Journal, 'stream'>;
  log: Log;
  classifications: Restrictions;
}

/** A restriction in a group: an event of one group may name a statement of another. */
type Raised = Restriction & { group: GroupCode };

/** How the types of events end that change who may read a thing. */
const CLASSIFIED = '-classified';

/**
 * An event of the journal on its way to many readers: read once, and converted once for all who see it alike. It holds
 * for the classifications of now and is not kept.
 */
export class FeedEvent {
  readonly id: string;
  readonly position: number;
  readonly type: string;
  readonly #event: Recorded;
  readonly #parts: FeedEventParts;
  readonly #group: GroupCode | undefined;
  readonly #texts = new Map<string, string | undefined>();
  #about: Recorded | undefined;
  #raised: readonly Raised[] | undefined;

  private constructor(event: Recorded, parts: FeedEventParts) {
    this.id = event.metadata.id;
    this.position = event.position;
    this.type = event.type;
    this.#event = event;
    this.#parts = parts;
    this.#group = groupOf(event.stream);
  }

  /** Undefined for an event that cannot be read: there is nothing to tell of it. */
  static of(stored: StoredEvent, parts: FeedEventParts): FeedEvent | undefined {
    const entry = fromStore(stored, parts.log);
    return isUnreadable(entry) ? undefined : new FeedEvent(entry, parts);
  }

  /** What it is about; of a correction, what the corrected act is about. */
  get subject(): string {
    const about = this.#corrected();
    const aggregate = parseStream(about.stream)?.aggregate;
    if (aggregate === undefined || isCorrection(about)) return refOfStream(about.stream);
    return refAt(about.stream, pathOf(aggregate, about));
  }

  /** Its common part as a viewer sees it; undefined where they may not see it. */
  partFor(viewer: Viewer): CommonPart | undefined {
    const seen = this.#seenBy(viewer);
    const { log } = this.#parts;
    return seen === undefined ? undefined : cloudEventOf(seen, { log, subject: this.subject });
  }

  /** The JSON of its common part as a reader sees it, made once for all who see it alike; undefined as in `partFor`. */
  textFor(reader: FeedReader): string | undefined {
    const key = this.#classOf(reader);
    if (!this.#texts.has(key)) {
      const part = this.partFor(reader.viewer);
      this.#texts.set(key, part === undefined ? undefined : JSON.stringify(part));
    }
    return this.#texts.get(key);
  }

  /** Readers of one class get the same bytes. */
  #classOf(reader: FeedReader): string {
    this.#raised ??= this.#restrictions();
    if (this.#raised.length === 0) return '';
    const { subject } = reader;
    const owns = subject !== undefined && this.#raised.some(({ owner }) => owner === subject);
    const groups = new Set(this.#raised.map(({ group }) => group));
    return [...[...groups].map((group) => reader.levelIn(group)), ...(owns ? [subject] : [])].join(' ');
  }

  /** Every restriction that what is seen of the event may depend on. */
  #restrictions(): Raised[] {
    const raised: Raised[] = [];
    const noting: Viewer = {
      mayRead(group, restriction) {
        raised.push({ ...restriction, group });
        return true;
      },
    };
    this.#seenBy(noting);
    const group = this.#group;
    if (group === undefined || !this.type.endsWith(CLASSIFIED)) return raised;
    return [...raised, ...this.#aroundIt().map((each) => ({ ...each, group }))];
  }

  /**
   * The event without references to what is hidden. Undefined where it is about something hidden now; a change of who
   * may read it is told to whoever could before it or after it, so that they know what became of it.
   */
  #seenBy(viewer: Viewer): Recorded | undefined {
    const event = this.#event;
    const sight = new Sight(viewer, this.#parts.classifications);
    const about = this.#corrected();
    const thing = restrictableThing(about);
    if (thing === undefined || !sight.hides(thing.stream, thing.path)) {
      const [seen] = sight.of(event.stream, [event]);
      return seen === undefined || isUnreadable(seen) ? undefined : seen;
    }
    const group = this.#group;
    if (group === undefined || !this.type.endsWith(CLASSIFIED)) return undefined;
    const around = this.#aroundIt();
    return around.length < 2 || around.some((each) => viewer.mayRead(group, each)) ? event : undefined;
  }

  /** Of a change of who may read a thing: the restrictions before and after it, without where it was public. */
  #aroundIt(): Restriction[] {
    const { stream, position, data } = this.#event;
    const path = restrictablePath(this.#event);
    let before: Classification = 'public';
    let owner: string | undefined;
    for (const entry of this.#before(stream, position)) {
      if (restrictablePath(entry) !== path) continue;
      owner ??= entry.metadata.actor;
      before = (entry.data as { classification?: Classification }).classification ?? before;
    }
    const { classification: after } = data as { classification: Classification };
    return [before, after].flatMap((classification) =>
      classification === 'public' ? [] : [{ classification, ...(owner === undefined ? {} : { owner }) }],
    );
  }

  /** The act that is corrected, through corrections of corrections; of anything else, the event itself. */
  #corrected(): Recorded {
    if (this.#about !== undefined) return this.#about;
    let about = this.#event;
    if (isCorrection(about)) {
      const before = new Map(
        this.#before(about.stream, about.position).map((entry) => [entry.metadata.id, entry]),
      );
      while (isCorrection(about)) {
        const target = before.get(about.data.act);
        // A correction names an earlier event; anything else could not end.
        if (target === undefined || target.position >= about.position) break;
        about = target;
      }
    }
    return (this.#about = about);
  }

  #before(stream: string, position: number): Recorded[] {
    const { journal, log } = this.#parts;
    return journal.stream(fullName(log, stream), position - 1).flatMap((stored) => {
      const entry = fromStore(stored, log);
      return isUnreadable(entry) ? [] : [entry];
    });
  }
}
