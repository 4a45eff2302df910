import { AppendRefused, type Clock, type ExpectedRevision, type ReplicaDiverged } from '@acta/application';
import type { EventStoreClient, ProposedEvent } from './source.js';
import { diverged } from './diverged.js';
import { Conflict, EventStoreFailure } from './failure.js';
import { sleep } from './sleep.js';

export interface WriterParts {
  client: Pick<EventStoreClient, 'append' | 'readStream'>;
  /** Called before each attempt. @throws where nothing may be appended */
  assertOpen: () => Promise<void>;
  /** Milliseconds that only grow. */
  timer: Clock;
  /** How long an unknown outcome is looked into, in milliseconds. */
  patienceMs: number;
}

/** Between two attempts, in milliseconds: doubled each time, up to the longest. */
const FIRST_PAUSE = 20;
const LONGEST_PAUSE = 1_000;

/** The revision that an append's first event gets. */
export function firstRevision(expected: ExpectedRevision): bigint {
  return expected === 'noStream' ? 0n : expected + 1n;
}

/**
 * Writes events for certain, or not at all. Where the outcome is unknown, the stream is asked: the ids there mean that it
 * is written; others, that it never will be; none yet, that the same append may be given again, which writes it once.
 * @returns the revision of the last event
 * @throws Conflict nothing was written; AppendRefused; what `assertOpen` throws; ReplicaDiverged where the stream was cut or deleted;
 *   EventStoreFailure where the outcome stays unknown
 */
export async function write(
  { client, assertOpen, timer, patienceMs }: WriterParts,
  stream: string,
  expected: ExpectedRevision,
  events: readonly ProposedEvent[],
): Promise<bigint> {
  const first = firstRevision(expected);
  const last = first + BigInt(events.length) - 1n;
  const began = timer();
  for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
    try {
      await assertOpen();
      const revision = await client.append(stream, expected, events);
      if (revision !== last) throw cutBack(stream, last, revision);
      return last;
    } catch (error) {
      const failure = asUnknown(stream, error);
      const outcome = failure.kind === 'not-leader' ? 'open' : await look(client, stream, first, events);
      if (outcome === 'written') return last;
      if (outcome === 'taken') throw new Conflict(await lastRevision(client, stream));
      if (timer() - began > patienceMs) throw failure;
    }
    await sleep(pause);
  }
}

/** An error after which an append may have been written. @throws any other, as its caller is to see it */
function asUnknown(stream: string, error: unknown): EventStoreFailure {
  if (!(error instanceof EventStoreFailure)) throw error;
  switch (error.kind) {
    case 'unreachable':
    case 'unanswered':
    case 'not-leader':
      return error;
    case 'too-big':
      throw new AppendRefused(`${stream}: ${error.message}`, { cause: error });
    case 'deleted':
      throw diverged(`${stream} was deleted in EventStoreDB`, error);
    case 'credentials':
    case 'tls':
    case 'settings':
    case 'version':
    case 'no-such-place':
      throw error;
  }
}

/** What stands where an append would be. A stale answer errs on the side of `open`, and the append is safe to repeat. */
async function look(
  client: Pick<EventStoreClient, 'readStream'>,
  stream: string,
  first: bigint,
  events: readonly ProposedEvent[],
): Promise<'written' | 'taken' | 'open'> {
  try {
    const found = await client.readStream(stream, first, events.length);
    if (found === undefined || found.length === 0) return 'open';
    return events.every(({ id }, i) => found[i]?.id === id) ? 'written' : 'taken';
  } catch (error) {
    if (error instanceof EventStoreFailure) return 'open';
    throw error;
  }
}

async function lastRevision(
  client: Pick<EventStoreClient, 'readStream'>,
  stream: string,
): Promise<ExpectedRevision> {
  const found = await client.readStream(stream, 'last', 1);
  return found?.[0]?.revision ?? 'noStream';
}

function cutBack(stream: string, expected: bigint, actual: bigint): ReplicaDiverged {
  return diverged(
    `${stream} goes on at revision ${String(actual)} in EventStoreDB where ${String(expected)} follows: it was deleted or cut back`,
  );
}
