import type { PreparedBatch } from './intake.js';

/** Takes what arrives, in order and one batch after another: what comes while one is written is written with the next. */
export interface Gathering {
  /** Resolves when there is room for more. @throws what taking threw */
  add(batch: PreparedBatch): Promise<void>;
  /** Resolves when all is taken. @throws what taking threw; nothing was taken since */
  done(): Promise<void>;
}

/** Events that wait for their turn, before no more are read. */
const MOST = 1_024;

/** @param onFailed called at once when `take` throws */
export function createGathering(
  take: (batch: PreparedBatch) => Promise<void>,
  onFailed: () => void,
): Gathering {
  let gathered: PreparedBatch | undefined;
  let current = Promise.resolve();
  let taking: Promise<void> | undefined;
  let failed: { error: unknown } | undefined;

  const waiting = (): number => gathered?.incoming.length ?? 0;

  async function takeAll(): Promise<void> {
    try {
      while (gathered !== undefined) {
        current = take(gathered);
        gathered = undefined;
        await current;
      }
    } catch (error) {
      failed = { error };
      onFailed();
    }
    taking = undefined;
  }

  function assertWell(): void {
    if (failed !== undefined) throw failed.error;
  }

  return {
    async add(batch) {
      assertWell();
      gathered = gathered === undefined ? batch : joined(gathered, batch);
      taking ??= takeAll();
      if (waiting() >= MOST) await current;
    },
    async done() {
      await taking;
      assertWell();
    },
  };
}

function joined(before: PreparedBatch, { incoming, upTo }: PreparedBatch): PreparedBatch {
  return { incoming: before.incoming.concat(incoming), upTo };
}
