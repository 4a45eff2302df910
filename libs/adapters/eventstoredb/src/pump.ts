import type { Clock, Replica, SourceEvent } from '@acta/application';
import { withRemedy } from './diverged.js';
import { EventStoreFailure } from './failure.js';
import { createGathering } from './gathering.js';
import { type Intake, type PreparedBatch, createIntake, prepared } from './intake.js';
import { sleep } from './sleep.js';
import type { EventStoreClient, SourceSubscription } from './source.js';
import { startingPlace } from './starting-place.js';
import { createWaiting } from './waiting.js';

/** Feeds the journal from the store, for as long as it is open. */
export interface Pump extends Pick<Intake, 'seen' | 'skipTo' | 'release'> {
  connected(): boolean;
  /** Why it is not connected, where it was tried. */
  lost(): EventStoreFailure | undefined;
  /** Why nothing more is taken, ever. */
  halted(): Error | undefined;
  /** Takes nothing more, for a reason found elsewhere. */
  halt(error: Error): void;
  /** Journal position of an event, once the journal holds it. @throws once the signal is aborted; what the pump halted by */
  held(stream: string, revision: bigint, signal: AbortSignal): Promise<number>;
  stop(): Promise<void>;
}

export interface PumpParts {
  client: EventStoreClient;
  replica: Replica;
  prefix: string;
  /** Milliseconds that only grow. */
  timer: Clock;
  /** Called with each event that the journal has taken, and when the server took it. */
  onTaken: (event: SourceEvent, created: number) => void;
  /** Called once, with why nothing more is taken. */
  onHalt: (error: Error) => void;
}

/** After a lost connection, in milliseconds: doubled each time, up to the longest. */
const FIRST_PAUSE = 50;
const LONGEST_PAUSE = 5_000;

/** Starts to feed the journal, from where it ends. */
export function startPump({ client, replica, prefix, timer, onTaken, onHalt }: PumpParts): Pump {
  const stopping = new AbortController();
  const waiting = createWaiting(replica);
  const intake = createIntake({
    replica: withRemedy(replica),
    timer,
    onTaken(taken) {
      for (const { event, created } of taken) onTaken(event, created);
      waiting.tell(taken.map(({ event }) => event));
    },
  });
  let subscription: SourceSubscription | undefined;
  let halted: Error | undefined;
  let connected = false;
  let lost: EventStoreFailure | undefined;
  let pause = FIRST_PAUSE;

  async function follow(): Promise<void> {
    const from = await startingPlace(client, replica);
    intake.restart(from);
    subscription = client.subscribeToAll(from, prefix);
    if (stopping.signal.aborted) subscription.stop();
    connected = true;
    await takeAll(subscription, prefix, (batch) => {
      pause = FIRST_PAUSE;
      return intake.take(batch);
    });
  }

  function halt(error: Error): void {
    if (halted !== undefined) return;
    halted = error;
    stopping.abort();
    subscription?.stop();
    waiting.end(error);
    onHalt(error);
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await follow();
      } catch (error) {
        if (error instanceof EventStoreFailure) lost = error;
        else halt(asError(error));
      } finally {
        connected = false;
        subscription?.stop();
      }
      await sleep(pause, stopping.signal);
      pause = Math.min(pause * 2, LONGEST_PAUSE);
    }
  }

  const running = run();

  return {
    seen: intake.seen,
    skipTo: intake.skipTo,
    release: () => intake.release().catch((error: unknown) => halt(asError(error))),
    connected: () => connected,
    lost: () => (connected ? undefined : lost),
    halted: () => halted,
    halt,
    held: (stream, revision, signal) =>
      halted === undefined ? waiting.held(stream, revision, signal) : Promise.reject(halted),
    async stop() {
      stopping.abort();
      subscription?.stop();
      await running;
      await intake.idle();
    },
  };
}

/** Puts into the journal what a subscription gives, until it ends. @throws what it ended by, or what taking threw */
async function takeAll(
  subscription: SourceSubscription,
  prefix: string,
  take: (batch: PreparedBatch) => Promise<void>,
): Promise<void> {
  const gathering = createGathering(take, () => subscription.stop());
  try {
    for await (const batch of subscription.batches) await gathering.add(prepared(prefix, batch));
  } finally {
    await gathering.done();
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
