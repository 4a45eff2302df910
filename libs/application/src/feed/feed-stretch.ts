import type { Journal } from '../ports/event-store.js';
import { invalid } from '../faults.js';
import { dateOf } from '../queries/point.js';
import { type FeedPage, type FeedParts, type PageAsk, feedPage } from './feed-page.js';

/** A stretch of the feed. */
export interface FeedStretch extends Pick<PageAsk, 'filter' | 'reader'> {
  /** Position that it begins after. */
  after: number;
  /** Its last position; absent: where the journal ends, or where `isFollowing`, nowhere. */
  upTo?: number;
  /** Whether what comes is waited for. */
  isFollowing?: boolean;
}

/** What a feed has in a stretch of the journal, a page after another, until its end or the signal. */
export async function* feedPages(
  { filter, reader, after, upTo = Infinity, isFollowing = false }: FeedStretch,
  parts: FeedParts,
  signal: AbortSignal,
): AsyncGenerator<FeedPage> {
  for (let position = after; position < upTo && !signal.aborted;) {
    reader.renew();
    const { found, scanned } = feedPage(position, { filter, reader }, parts);
    if (found.length > 0) yield { found: found.filter((each) => each.position <= upTo), scanned };
    if (scanned === position) {
      if (!isFollowing) return;
      await parts.journal.changed(signal);
    }
    position = scanned;
  }
}

const POSITION = /^\d{1,15}$/;

/**
 * Position that a stretch begins after which takes in all from here on.
 * @param from a position, or a moment of recording: a date is its start, UTC
 * @throws Invalid
 */
export function positionBefore(journal: Pick<Journal, 'head' | 'positionAt'>, from: string): number {
  if (!POSITION.test(from)) return journal.positionAt(dateOf('/from', from).start - 1);
  const after = Math.max(0, Number(from) - 1);
  const head = journal.head().position;
  if (after > head)
    throw invalid(
      'beyond-head',
      `position ${from} is beyond what comes next, which is ${String(head + 1)}`,
      '/from',
    );
  return after;
}
