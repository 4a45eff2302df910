import type { GroupCode } from '@acta/domain';
import type { FeedPublisher } from '../ports/feed-topic.js';
import { type CommonPart, cloudEventRecord } from './cloud-event.js';
import type { FeedParts } from './feed-page.js';
import { circleReader } from './feed-reader.js';
import { feedPages } from './feed-stretch.js';

/** What is published again. */
export interface ReplayStretch {
  /** Position that it begins after. */
  after: number;
  /** Its last position. */
  upTo: number;
  /** Absent: all groups, and what belongs to none. */
  group?: GroupCode;
}

/** How far a replay is. */
export interface ReplayProgress {
  /** Events published. */
  published: number;
  /** Newest position up to which nothing is left out. */
  position: number;
}

/**
 * Publishes a stretch of what everybody may see again, in order, marked `replay`. `previousposition` is that of the event
 * before it in the replay, or where the replay begins.
 * @param onProgress told of what is durable
 * @throws what `publish` throws; what was told before is published
 */
export async function replayFeed(
  publisher: FeedPublisher,
  { after, upTo, group }: ReplayStretch,
  parts: FeedParts,
  { onProgress, signal }: { onProgress: (progress: ReplayProgress) => void; signal: AbortSignal },
): Promise<void> {
  const reader = circleReader('everybody');
  const filter = group === undefined ? {} : { group };
  let previous = after;
  let published = 0;
  for await (const { found, scanned } of feedPages({ filter, reader, after, upTo }, parts, signal)) {
    const records = found.map(({ position, common }) => {
      const record = cloudEventRecord(JSON.parse(common) as CommonPart, { previous, replay: true });
      previous = position;
      return record;
    });
    if (records.length > 0) await publisher.publish(records);
    published += records.length;
    onProgress({ published, position: Math.min(scanned, upTo) });
  }
  if (!signal.aborted) onProgress({ published, position: upTo });
}
