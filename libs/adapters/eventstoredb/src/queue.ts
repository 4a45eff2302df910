import { AppendRefused, type ExpectedRevision, MAX_APPEND_BYTES } from '@acta/application';
import type { ProposedEvent } from './source.js';
import { Conflict } from './failure.js';
import { firstRevision } from './writer.js';

/** An append that waits for its turn. */
export interface QueuedAppend {
  expected: ExpectedRevision;
  events: readonly ProposedEvent[];
  /** Of its events' bodies. */
  bytes: number;
}

interface Waiting extends QueuedAppend {
  written: () => void;
  failed: (error: unknown) => void;
}

export interface QueueParts {
  /** Writes one append for certain. @throws Conflict, or any other error */
  write(stream: string, expected: ExpectedRevision, events: readonly ProposedEvent[]): Promise<unknown>;
  /** Resolves when a failure may be told: when who asks again can see what stood in the way. Gives what to tell. */
  settle(stream: string, error: unknown): Promise<(append: QueuedAppend) => unknown>;
}

/** Most events that waiting appends are joined to. */
const MOST_EVENTS = 500;

/**
 * Appends to one stream in order, one at a time. Those that wait meanwhile and follow from each other are written as one.
 * What follows from an append that failed fails with it, even where its expectation would hold by chance: it was decided
 * on events that never came to be.
 */
export function createQueues({ write, settle }: QueueParts) {
  const queues = new Map<string, Waiting[]>();

  async function work(stream: string, queue: Waiting[]): Promise<void> {
    let joining = true;
    for (let first = queue.at(0); first !== undefined; first = queue.at(0)) {
      const chain: Waiting[] = joining ? chainFrom(first, queue) : [first];
      try {
        await write(
          stream,
          first.expected,
          chain.flatMap(({ events }) => events),
        );
        for (const each of queue.splice(0, chain.length)) each.written();
        joining = true;
      } catch (error) {
        // Some of them may stand there already, or be refused for what they are: each is asked for by itself.
        joining = !(chain.length > 1 && (error instanceof Conflict || error instanceof AppendRefused));
        if (joining) await fail(stream, queue, error);
      }
    }
    queues.delete(stream);
  }

  async function fail(stream: string, queue: Waiting[], error: unknown): Promise<void> {
    const reason = await settle(stream, error);
    const gone = new Set<bigint>();
    const kept = queue.filter((each, i) => {
      if (i > 0 && (each.expected === 'noStream' || !gone.has(each.expected))) return true;
      gone.add(lastOf(each));
      each.failed(reason(each));
      return false;
    });
    queue.splice(0, queue.length, ...kept);
  }

  return {
    /** Resolves when the append is written. @throws what `settle` gives */
    add: (stream: string, append: QueuedAppend): Promise<void> =>
      new Promise((written, failed) => {
        const queue = queues.get(stream);
        const waiting = { ...append, written, failed };
        if (queue !== undefined) {
          queue.push(waiting);
          return;
        }
        const started = [waiting];
        queues.set(stream, started);
        void work(stream, started);
      }),
  };
}

/** The first append, and those behind it that each follow from the one before. */
function chainFrom(first: Waiting, queue: readonly Waiting[]): Waiting[] {
  const chain: Waiting[] = [];
  let next = first.expected;
  let events = 0;
  let bytes = 0;
  for (const each of queue) {
    events += each.events.length;
    bytes += each.bytes;
    if (each.expected !== next) break;
    if (chain.length > 0 && (events > MOST_EVENTS || bytes > MAX_APPEND_BYTES)) break;
    chain.push(each);
    next = lastOf(each);
  }
  return chain;
}

function lastOf({ expected, events }: QueuedAppend): bigint {
  return firstRevision(expected) + BigInt(events.length) - 1n;
}
