import { isEventType, schemaVersions } from '@acta/domain';
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import type { Classifications } from '../access/classifications.js';
import { type Circle, type Viewer, viewerOf } from '../access/viewer.js';
import type { Journal, StoredEvent } from '../ports/event-store.js';
import type { FeedLeader, FeedRecord } from '../ports/feed-topic.js';
import { cloudEventRecord } from './cloud-event.js';
import { FeedEvent, type FeedEventParts } from './feed-event.js';
import { type FeedParts, groupOfStored } from './feed-page.js';

/** The events of a key that wait, since the first of them cannot be published. */
export interface ParkedKey {
  key: string;
  /** Of the first that waits. */
  position: number;
  /** Of the event before it in the feed. */
  previous: number;
  /** Why it cannot be published. */
  reason: string;
}

/** How far a relay is: kept in each transaction, so that what is published and this never differ. */
export interface RelayProgress {
  /** Newest position that was looked at. */
  position: number;
  /** The log's digest there: positions of another log mean other events. */
  digest: string;
  /** Of the newest event of the feed, published or parked. */
  previous: number;
  parked: readonly ParkedKey[];
  /** Id of the latest request to redrive that was carried out. */
  redriven?: string;
}

export interface RelayParts extends FeedParts {
  journal: Pick<Journal, 'stream' | 'after' | 'head' | 'changed' | 'digest'>;
  classifications: Classifications;
  /** Whose feed it is: each circle has a topic of its own. */
  circle: Circle;
  /** Told of what was done, after it is durable. */
  onProgress: (progress: RelayProgress) => void;
}

/** The topic was published from another log, or from this one before a backup of it was restored. */
export class OtherLog extends Error {
  override readonly name = 'OtherLog';
}

/** How often the end of the journal is looked at, in milliseconds. */
const LOOK_MS = 10;
/** How many events are looked at, and how many characters of whole events published, one at least, in one transaction. */
const MOST_EVENTS = 1_000;
const MOST_CHARACTERS = 1_000_000;
/** How many events of the journal are held at once. */
const HELD = 100;
/** How far the journal is looked through without anything to publish before that is kept. */
const UNKEPT = 10_000;

/** The progress in a kept text; of none, that of a beginning. */
export function progressIn(
  kept: string | undefined,
  { journal }: Pick<RelayParts, 'journal'>,
): RelayProgress {
  return kept === undefined
    ? { position: 0, digest: journal.digest(0), previous: 0, parked: [] }
    : (JSON.parse(kept) as RelayProgress);
}

/**
 * Publishes the journal's events as a circle of readers may see them, from where the newest transaction ended, in order,
 * until it leads no more. An event that cannot be published is parked, with those of its key that follow it. Where many
 * wait, the next transaction is prepared while the broker has the one before.
 * @throws OtherLog; what `publish` throws
 */
export async function relay(leader: FeedLeader, parts: RelayParts, signal: AbortSignal): Promise<void> {
  let progress = progressIn(leader.kept, parts);
  let keptPosition = progress.position;
  const work = { leader, viewer: viewerOf(parts.circle), parts };
  await reached(progress.position, parts, signal);
  if (!signal.aborted) assertSameLog(progress, parts);
  let publishing = Promise.resolve();
  try {
    while (!signal.aborted) {
      const asked = await leader.redriveAsked();
      if (asked !== undefined && asked !== progress.redriven) {
        await publishing;
        progress = await redrive(progress, asked, { ...work, signal });
        continue;
      }
      const step = await nextStep(progress, work);
      await publishing;
      const { position } = step.progress;
      if (position === progress.position) {
        await pause(LOOK_MS);
        continue;
      }
      const isNews = step.records.length > 0 || step.progress.parked !== progress.parked;
      progress = step.progress;
      if (isNews || position - keptPosition >= UNKEPT) {
        publishing = leader
          .publish(step.records, JSON.stringify(progress))
          .then(() => parts.onProgress(step.progress));
        // Whoever waits for it is thrown what it throws.
        publishing.catch(() => undefined);
        keptPosition = position;
      } else parts.onProgress(progress);
      // What comes meanwhile goes together.
      if (!step.isFull) await publishing;
    }
  } finally {
    await publishing;
  }
}

/** Until the journal, which may be a replica that is behind, holds what was published. */
async function reached(position: number, { journal }: RelayParts, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && journal.head().position < position) await journal.changed(signal);
}

function assertSameLog({ position, digest }: RelayProgress, { journal }: RelayParts): void {
  if (journal.digest(position) !== digest)
    throw new OtherLog(
      `the topic holds another log than this journal up to position ${String(position)}: name another topic, or restore the journal that was published`,
    );
}

interface Step {
  records: FeedRecord[];
  /** Once they are published. */
  progress: RelayProgress;
  /** Whether as much was looked at as goes into one transaction: more may wait. */
  isFull: boolean;
}

interface StepParts {
  leader: Pick<FeedLeader, 'refusalOf'>;
  viewer: Viewer;
  parts: RelayParts;
}

/** What is next. */
async function nextStep(from: RelayProgress, work: StepParts): Promise<Step> {
  const records: FeedRecord[] = [];
  let { position, previous, parked } = from;
  let characters = 0;
  let looked = 0;
  for await (const read of eventsAfter(position, work.parts)) {
    const { stored } = read;
    const found = outcomeOf(read, previous, work);
    if (found !== undefined) {
      const isParked = parked.some(({ key }) => key === found.key);
      if (!isParked && found.refusal !== undefined)
        parked = [...parked, { key: found.key, position: stored.position, previous, reason: found.refusal }];
      if (!isParked && found.record !== undefined) {
        const { length } = found.record.value;
        if (records.length > 0 && characters + length > MOST_CHARACTERS) {
          looked = MOST_EVENTS;
          break;
        }
        characters += length;
        records.push(found.record);
      }
      if (found.isOfFeed) previous = stored.position;
    }
    position = stored.position;
    looked++;
  }
  return {
    records,
    progress: { ...from, position, digest: work.parts.journal.digest(position), previous, parked },
    isFull: looked === MOST_EVENTS,
  };
}

/** An event, and what is known by which it is judged. */
interface ReadEvent {
  stored: StoredEvent;
  parts: FeedEventParts;
}

/**
 * The next events of the journal, as many as go into one transaction. What is restricted is looked up after those that are
 * held were read, once for all of them; then the event loop has a turn, so that what the broker answers is taken.
 */
async function* eventsAfter(position: number, parts: RelayParts): AsyncGenerator<ReadEvent> {
  let last = position;
  for (let given = 0; given < MOST_EVENTS; given += HELD) {
    if (given > 0) await nextTurn();
    const held = parts.journal.after(last, HELD);
    const known = { ...parts, classifications: parts.classifications.now() };
    for (const stored of held) yield { stored, parts: known };
    last = held.at(-1)?.position ?? last;
    if (held.length < HELD) return;
  }
}

interface Outcome {
  key: string;
  /** Absent: it cannot be published. */
  record?: FeedRecord;
  refusal?: string;
  /** Whether it is known that the feed has it. */
  isOfFeed: boolean;
}

/** What becomes of an event; undefined where the feed has it not. */
function outcomeOf(
  { stored, parts }: ReadEvent,
  previous: number,
  { leader, viewer }: Pick<StepParts, 'leader' | 'viewer'>,
): Outcome | undefined {
  const event = FeedEvent.of(stored, parts);
  if (event === undefined) {
    // What is damaged stays so, and folds skip it; what a newer build wrote is lost to nobody.
    if (!isOfNewerBuild(stored)) return undefined;
    const key = groupOfStored(stored, parts) ?? `urn:acta:${parts.log.name}`;
    const refusal = `its type, ${stored.type}, has a schema that this build does not know; upgrade the relay, then redrive`;
    return { key, refusal, isOfFeed: false };
  }
  const common = event.partFor(viewer);
  if (common === undefined) return undefined;
  const record = cloudEventRecord(common, { previous, replay: false });
  const refusal = leader.refusalOf(record);
  return refusal === undefined
    ? { key: record.key, record, isOfFeed: true }
    : { key: record.key, refusal, isOfFeed: true };
}

function isOfNewerBuild({ type, body }: StoredEvent): boolean {
  if (!isEventType(type)) return true;
  const [, version] = /"schemaVersion":(\d+)/.exec(body) ?? [];
  return version !== undefined && Number(version) > schemaVersions[type];
}

/** Tries again to publish what is parked, a key after another, up to where the feed is. */
async function redrive(
  from: RelayProgress,
  asked: string,
  work: StepParts & { leader: FeedLeader; signal: AbortSignal },
): Promise<RelayProgress> {
  let progress = from;
  const keep = async (records: readonly FeedRecord[], change: Partial<RelayProgress>): Promise<void> => {
    progress = { ...progress, ...change };
    await work.leader.publish(records, JSON.stringify(progress));
    work.parts.onProgress(progress);
  };
  for (const { key } of from.parked) {
    for (;;) {
      const entry = progress.parked.find((each) => each.key === key);
      if (entry === undefined || work.signal.aborted) break;
      const others = progress.parked.filter((each) => each.key !== key);
      const { records, rest, isStuck } = await waitingOf(entry, progress.position, work);
      await keep(records, { parked: rest === undefined ? others : [...others, rest] });
      if (isStuck) break;
    }
  }
  if (!work.signal.aborted) await keep([], { redriven: asked });
  return progress;
}

/** The next records of a parked key, and what is parked once they are published; undefined: nothing any more. */
async function waitingOf(
  entry: ParkedKey,
  upTo: number,
  work: StepParts,
): Promise<{ records: FeedRecord[]; rest: ParkedKey | undefined; isStuck: boolean }> {
  const records: FeedRecord[] = [];
  let { previous } = entry;
  let next = entry.position;
  let characters = 0;
  for await (const read of eventsAfter(entry.position - 1, work.parts)) {
    const { stored } = read;
    if (stored.position > upTo) break;
    const found = outcomeOf(read, previous, work);
    if (found?.key === entry.key) {
      if (found.refusal !== undefined)
        return {
          records,
          rest: { key: entry.key, position: stored.position, previous, reason: found.refusal },
          isStuck: true,
        };
      if (found.record !== undefined) {
        characters += found.record.value.length;
        if (records.length > 0 && characters > MOST_CHARACTERS) break;
        records.push(found.record);
      }
    }
    if (found?.isOfFeed === true) previous = stored.position;
    next = stored.position + 1;
  }
  const rest = next > upTo ? undefined : { ...entry, position: next, previous };
  return { records, rest, isStuck: false };
}
