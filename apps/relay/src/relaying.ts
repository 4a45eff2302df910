import {
  FeedTopicRefused,
  OtherLog,
  type ParkedKey,
  type RelayProgress,
  progressIn,
  relay,
} from '@acta/application';
import { type Acta, keepTrying } from '@acta/runtime';
import type { TopicWatch } from './topic-watch.js';

/** How often it is told how far the feed is, while it moves. */
const TELL_MS = 30_000;

/**
 * Publishes one circle's feed until it is stopped, whatever happens to the broker meanwhile. What stands in the way is told
 * once, and tried again.
 * @throws OtherLog, and what is no broker's fault
 */
export async function relayCircle(acta: Acta, watch: TopicWatch, stopping: AbortSignal): Promise<void> {
  const { circle, topic } = watch;
  const { log } = acta.watch;
  const about = { topic: topic.name };
  const standBy = (): void => {
    watch.standing = 'standing-by';
    // Another publishes now, and knows how far it is.
    watch.position = undefined;
  };
  const lead = (works: () => void): Promise<void> =>
    topic.lead(
      async (leader, signal) => {
        works();
        const { position, parked } = progressIn(leader.kept, acta);
        Object.assign(watch, { standing: 'leading', position, parked: parked.length });
        const onProgress = followed(acta, watch);
        log.info('leading', about);
        await relay(watch.watched(leader), { ...acta, circle, onProgress }, signal);
        log.info('leading no more', about);
      },
      stopping,
      standBy,
    );
  await keepTrying(lead, {
    signal: stopping,
    isRefused: (error) => error instanceof FeedTopicRefused,
    onFailure({ error, message, isRefused, isNew }) {
      watch.standing = 'not-connected';
      watch.failed(error instanceof OtherLog ? 'other-log' : isRefused ? 'refused' : 'broker');
      if (error instanceof OtherLog) throw error;
      if (isNew) log.warn(isRefused ? message : `${message}; trying again`, about);
    },
  });
}

/** Tells what was parked at once, and from time to time how far the feed is behind. */
function followed({ journal, watch: { log } }: Acta, watch: TopicWatch): (progress: RelayProgress) => void {
  const about = { topic: watch.topic.name };
  let toldAt = 0;
  let parked = new Set<string>();
  const tellParked = ({ key, position, reason }: ParkedKey): void => {
    if (parked.has(key)) return;
    const what = `position ${String(position)} and what follows it of ${key}`;
    log.warn(`${what} is parked: ${reason} (acta feed redrive)`, { ...about, position });
  };
  return (progress) => {
    // A transaction may end after another was elected, who knows better by then.
    if (watch.standing === 'leading')
      Object.assign(watch, { position: progress.position, parked: progress.parked.length });
    progress.parked.forEach(tellParked);
    parked = new Set(progress.parked.map(({ key }) => key));
    if (Date.now() - toldAt < TELL_MS) return;
    toldAt = Date.now();
    const behind = journal.head().position - progress.position;
    log.info(
      `published up to position ${String(progress.position)}, ${String(behind)} behind the journal, ${String(parked.size)} keys parked`,
      { ...about, position: progress.position },
    );
  };
}
