import { groupOf } from '@acta/domain';
import { fullName } from '../log.js';
import type { Journal, StoredEvent } from '../ports/event-store.js';
import { FeedEvent, type FeedEventParts } from './feed-event.js';
import type { FeedReader } from './feed-reader.js';
import { type FeedFilter, hasSubject, mayHave } from './filter.js';

/** An event that a feed has, as its reader sees it. */
export interface Found {
  /** The event's own. */
  id: string;
  position: number;
  type: string;
  /** JSON of the common part of its CloudEvent. */
  common: string;
}

export interface FeedParts extends FeedEventParts {
  journal: Pick<Journal, 'stream' | 'after' | 'head' | 'changed'>;
}

export interface FeedPage {
  found: Found[];
  /** Newest position that was looked at: nothing of the feed up to it is left out. */
  scanned: number;
}

/** How many events of the journal are looked at between two turns of the event loop. */
export const PAGE = 256;

/** The group of a stored event, by its stream. */
export function groupOfStored({ stream }: StoredEvent, { log }: FeedEventParts): string | undefined {
  return groupOf(stream.slice(log.prefix.length));
}

/** Whether an event is of a group's own stream: who holds an office may have changed. */
export function mayChangeRoles({ stream }: StoredEvent, { log }: FeedEventParts): boolean {
  return stream.startsWith(fullName(log, 'group-'));
}

export interface PageAsk {
  filter: FeedFilter;
  reader: FeedReader;
  /** The most to find. */
  limit?: number;
  /** How many events of the journal to look at. */
  look?: number;
}

/** What a feed has among the next events of the journal. */
export function feedPage(
  after: number,
  { filter, reader, limit = PAGE, look = PAGE }: PageAsk,
  parts: FeedParts,
): FeedPage {
  const found: Found[] = [];
  let scanned = after;
  for (const stored of parts.journal.after(after, look)) {
    if (found.length === limit) break;
    scanned = stored.position;
    if (!mayHave(filter, { type: stored.type, group: groupOfStored(stored, parts) })) continue;
    const event = FeedEvent.of(stored, parts);
    if (event === undefined) continue;
    const seen = foundBy(event, filter, reader);
    if (seen !== undefined) found.push(seen);
  }
  return { found, scanned };
}

/** The event as a feed has it; undefined where it has not. `mayHave` was asked before. */
export function foundBy(event: FeedEvent, filter: FeedFilter, reader: FeedReader): Found | undefined {
  if (!hasSubject(filter, event.subject)) return undefined;
  const common = event.textFor(reader);
  return common === undefined
    ? undefined
    : { id: event.id, position: event.position, type: event.type, common };
}
