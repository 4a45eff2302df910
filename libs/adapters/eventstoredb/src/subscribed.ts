import { EventStoreFailure } from './failure.js';
import type { Place } from './place.js';
import type { Batch, SourceRecord, SourceSubscription } from './source.js';

/** A subscription of the client's: a stream of events, with the checkpoints between them. */
interface Reading {
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'end' | 'readable', listener: () => void): unknown;
  /** An event, a checkpoint, or null where nothing has arrived. */
  read(): unknown;
  destroy(): unknown;
  unsubscribe(): Promise<void>;
}

/** Most events in one batch. */
const MOST = 512;

/**
 * What has arrived, a batch at a time. The stream of the client reports that it broke by an `error` event alone, without
 * an end, and reports nothing when it was cancelled here.
 */
export function batchesOf(
  reading: Reading,
  failureOf: (error: unknown) => Error,
  recordOf: (resolved: object) => SourceRecord | undefined,
): SourceSubscription {
  let ended: Error | 'stopped' | undefined;
  let wake = (): void => undefined;
  const end = (how: Error | 'stopped'): void => {
    ended ??= how;
    wake();
  };
  reading.on('error', (error) => end(failureOf(error)));
  reading.on('end', () => end(new EventStoreFailure('unreachable', 'EventStoreDB ended the subscription')));
  reading.on('readable', () => wake());

  function next(): Batch | undefined {
    const records: SourceRecord[] = [];
    let upTo: Place | undefined;
    while (records.length < MOST) {
      const item = reading.read() as object | { checkpoint: Place } | null;
      if (item === null) break;
      if ('checkpoint' in item) {
        upTo = item.checkpoint;
        continue;
      }
      const record = recordOf(item);
      if (record === undefined) continue;
      records.push(record);
      upTo = record.place;
    }
    return upTo === undefined ? undefined : { records, upTo };
  }

  async function* batches(): AsyncGenerator<Batch> {
    try {
      for (;;) {
        if (ended === 'stopped') return;
        const batch = next();
        if (batch !== undefined) {
          yield batch;
          continue;
        }
        if (ended instanceof Error) throw ended;
        await new Promise<void>((resolve) => (wake = resolve));
      }
    } finally {
      stop();
    }
  }

  function stop(): void {
    end('stopped');
    // Rejects where the call could not be made; that was reported by then.
    reading.unsubscribe().catch(() => undefined);
    reading.destroy();
  }

  return { batches: batches(), stop };
}
