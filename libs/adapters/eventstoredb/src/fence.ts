import { type Clock, LogMoved } from '@acta/application';
import { randomUUID } from 'node:crypto';
import { connect } from './client.js';
import { Conflict } from './failure.js';
import { type ConnectionOptions, DEADLINE_MS, connectionOf } from './options.js';
import type { EventStoreClient, ProposedEvent } from './source.js';
import { type WriterParts, write } from './writer.js';

/**
 * Whether the log goes on in this store, or was moved to another: what the newest event of a stream beside the log says.
 * Every node reads it, and sends an append only for so long after.
 */
export interface Fence {
  /** Asks the store. @throws EventStoreFailure */
  look(): Promise<void>;
  /** Where the log was moved to, as the store said last. */
  movedTo(): string | undefined;
  /** That an append may be sent; the store is asked where that was not done lately. @throws LogMoved, EventStoreFailure */
  assertOpen(): Promise<void>;
}

/** How long an answer holds, counted from when it was asked for, in milliseconds. */
const HOLDS_MS = 2_000;
const MARGIN_MS = 1_000;

/** How long after a log was fenced an append of some node may still reach the store, in milliseconds. */
export const FENCED_AFTER_MS = HOLDS_MS + DEADLINE_MS + MARGIN_MS;

const MOVED = 'log-moved';
const REOPENED = 'log-reopened';

/** Of a log's mark. It does not start with the log's prefix, so that it is none of its events. */
function markStream(prefix: string): string {
  return `moved-${prefix.replace(/\.$/, '')}`;
}

/** @param timer milliseconds that only grow */
export function createFence(
  client: Pick<EventStoreClient, 'readStream'>,
  prefix: string,
  timer: Clock,
): Fence {
  let asked = -Infinity;
  let destination: string | undefined;

  async function look(): Promise<void> {
    const now = timer();
    ({ destination } = await readMark(client, prefix));
    asked = now;
  }

  return {
    look,
    movedTo: () => destination,
    async assertOpen() {
      if (timer() - asked > HOLDS_MS) await look();
      if (destination !== undefined) throw new LogMoved(destination);
    },
  };
}

/**
 * Lets a log be written again here after it was moved away.
 * @param prefix the log's
 * @throws EventStoreFailure
 */
export async function reopenEventStoreDb(connection: ConnectionOptions, prefix: string): Promise<void> {
  const client = connect(connectionOf(connection));
  try {
    await writeMark({ client, timer: () => performance.now(), patienceMs: DEADLINE_MS }, prefix, undefined);
  } finally {
    await client.close();
  }
}

/**
 * Marks a log as moved, or, without a destination, as one that goes on here; also where it is marked so already.
 * @throws LogMoved where it is marked with another destination; EventStoreFailure
 */
export async function writeMark(
  parts: Omit<WriterParts, 'assertOpen'>,
  prefix: string,
  destination: string | undefined,
): Promise<void> {
  const found = await readMark(parts.client, prefix);
  if (found.destination === destination) return;
  if (found.destination !== undefined && destination !== undefined) throw new LogMoved(found.destination);
  const writer = { ...parts, assertOpen: () => Promise.resolve() };
  try {
    await write(writer, markStream(prefix), found.revision, [markOf(destination)]);
  } catch (error) {
    if (!(error instanceof Conflict)) throw error;
    await writeMark(parts, prefix, destination);
  }
}

function markOf(destination: string | undefined): ProposedEvent {
  return {
    id: randomUUID(),
    type: destination === undefined ? REOPENED : MOVED,
    data: destination === undefined ? {} : { destination },
    metadata: new Uint8Array(),
  };
}

async function readMark(
  client: Pick<EventStoreClient, 'readStream'>,
  prefix: string,
): Promise<{ revision: bigint | 'noStream'; destination: string | undefined }> {
  const [last] = (await client.readStream(markStream(prefix), 'last', 1)) ?? [];
  if (last === undefined) return { revision: 'noStream', destination: undefined };
  const { revision, type, data } = last;
  return { revision, destination: type === MOVED ? destinationIn(data) : undefined };
}

function destinationIn(data: unknown): string {
  const isNamed = typeof data === 'object' && data !== null && 'destination' in data;
  return isNamed && typeof data.destination === 'string' ? data.destination : 'another store';
}
