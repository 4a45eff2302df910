import type { Clock } from '@acta/application';
import { type EventStoreClient, SEARCH_WINDOW, type SourceRecord } from './source.js';
import { EventStoreFailure } from './failure.js';
import type { Fence } from './fence.js';
import { type Place, comparePlaces } from './place.js';
import type { Pump } from './pump.js';
import { sleep } from './sleep.js';

/** Tells, again and again, whether the journal holds all of ours that the store held a moment ago. */
export interface Confirmations {
  /** When the store was last asked for its end that the journal has reached since; by the timer. */
  confirmedAt(): number | undefined;
  /** The store's newest event when it was last asked. */
  head(): SourceRecord | undefined;
  stop(): Promise<void>;
}

export interface ConfirmationParts {
  client: EventStoreClient;
  pump: Pick<Pump, 'seen' | 'skipTo' | 'release' | 'connected'>;
  fence: Pick<Fence, 'look'>;
  prefix: string;
  /** Milliseconds that only grow. */
  timer: Clock;
  everyMs: number;
  onHead: (head: SourceRecord) => void;
}

/** Looks again for an end that the journal has not reached, in milliseconds. */
const LOOK_AGAIN = 20;
/** After which the store is asked for its end anew, in milliseconds. */
const ASK_AGAIN = 1_000;
/** Where nothing has been seen, not even what begins there. */
const START: Place = { commit: 0n, prepare: 0n };

export function startConfirmations(parts: ConfirmationParts): Confirmations {
  const { client, pump, fence, timer, everyMs } = parts;
  const stopping = new AbortController();
  const isStopping = () => stopping.signal.aborted;
  let confirmedAt: number | undefined;
  let head: SourceRecord | undefined;

  async function confirm(): Promise<void> {
    const asked = timer();
    const [newest] = await Promise.all([client.newest(), fence.look()]);
    head = newest;
    if (newest !== undefined) parts.onHead(newest);
    let before: Place | undefined;
    while (!isStopping() && pump.connected() && timer() - asked < ASK_AGAIN) {
      await pump.release();
      const seen = pump.seen() ?? START;
      const stands = before !== undefined && comparePlaces(before, seen) === 0;
      if (newest === undefined || (await reached(parts, seen, newest.place, stands))) {
        confirmedAt = asked;
        return;
      }
      before = seen;
      await sleep(LOOK_AGAIN, stopping.signal);
    }
  }

  async function run(): Promise<void> {
    while (!isStopping()) {
      try {
        await confirm();
      } catch (error) {
        // Not confirmed, then: that is what is asked for.
        if (!(error instanceof EventStoreFailure)) throw error;
      }
      await sleep(everyMs, stopping.signal);
    }
  }

  const running = run();
  return {
    confirmedAt: () => confirmedAt,
    head: () => head,
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

/**
 * Whether nothing of ours lies between what the journal has seen and a place. The subscription tells of foreign events
 * only now and then; those it has not told of yet are looked through here, once it `stands`.
 */
async function reached(
  { client, pump, prefix }: Pick<ConfirmationParts, 'client' | 'pump' | 'prefix'>,
  seen: Place,
  place: Place,
  stands: boolean,
): Promise<boolean> {
  if (seen !== START && comparePlaces(seen, place) >= 0) return true;
  if (!stands) return false;
  const between = await client.readAll(seen, 2 * SEARCH_WINDOW);
  const last = between.at(-1);
  if (last === undefined || comparePlaces(last.place, place) < 0) return false;
  const isMissing = (each: SourceRecord): boolean =>
    each.stream.startsWith(prefix) &&
    (comparePlaces(each.place, seen) > 0 || seen === START) &&
    comparePlaces(each.place, place) <= 0;
  if (between.some(isMissing)) return false;
  pump.skipTo(place);
  return true;
}
