import type { Replica } from '@acta/application';
import { connect } from './client.js';
import { createFence } from './fence.js';
import { type ConnectionOptions, connectionOf } from './options.js';
import { placeOf } from './place.js';
import { startingPlace } from './starting-place.js';
import { assertKnownVersion } from './version.js';

/** What a store says of itself, and how far a journal has followed it. */
export interface StoreFound {
  version: string;
  /** Where the log was moved to: it takes nothing more here. */
  movedTo?: string;
  /** Bytes of the store's log after what the journal has seen, other logs' included; absent without a journal. */
  behindBytes?: number;
}

/** How long whoever examines a store waits for one answer, in milliseconds; it takes up to five. */
const DEADLINE_MS = 2_000;
/** The same, of looking for the nodes of a cluster. */
const DISCOVERY = { maxDiscoverAttempts: 2, discoveryIntervalMs: 100, gossipTimeoutSeconds: 1 };

/**
 * Asks a store once, and lets go of it. Changes nothing.
 * @param log its prefix, and the journal here that follows it, where there is one
 * @throws EventStoreFailure; ReplicaDiverged where the store does not go on where the journal ends
 */
export async function examineEventStoreDb(
  connection: ConnectionOptions,
  { prefix, replica }: { prefix: string; replica?: Pick<Replica, 'newest' | 'cursor'> | undefined },
): Promise<StoreFound> {
  const client = connect(connectionOf({ deadlineMs: DEADLINE_MS, ...DISCOVERY, ...connection }));
  try {
    const version = await client.version();
    assertKnownVersion(version);
    const head = await client.newest();
    const fence = createFence(client, prefix, () => performance.now());
    await fence.look();
    const movedTo = fence.movedTo();
    const found = { version, ...(movedTo === undefined ? {} : { movedTo }) };
    if (replica === undefined) return found;
    await startingPlace(client, replica);
    const cursor = replica.cursor();
    const behind = (head?.place.commit ?? 0n) - (cursor === undefined ? 0n : placeOf(cursor).commit);
    return { ...found, behindBytes: Math.max(0, Number(behind)) };
  } finally {
    await client.close();
  }
}
