import type { Replica } from '@acta/application';
import { connect } from './client.js';
import { type ConnectionOptions, connectionOf } from './options.js';
import { placeOf } from './place.js';
import { startingPlace } from './starting-place.js';
import { assertKnownVersion } from './version.js';

/** What a store says of itself, and how far a journal has followed it. */
export interface StoreFound {
  version: string;
  /** Bytes of the store's log after what the journal has seen, other logs' included; absent without a journal. */
  behindBytes?: number;
}

/**
 * Asks a store once, and lets go of it. Changes nothing.
 * @param replica the journal that follows it, where there is one
 * @throws EventStoreFailure; ReplicaDiverged where the store does not go on where the journal ends
 */
export async function examineEventStoreDb(
  connection: ConnectionOptions,
  replica?: Pick<Replica, 'newest' | 'cursor'>,
): Promise<StoreFound> {
  const client = connect(connectionOf(connection));
  try {
    const version = await client.version();
    assertKnownVersion(version);
    const head = await client.newest();
    if (replica === undefined) return { version };
    await startingPlace(client, replica);
    const cursor = replica.cursor();
    const behind = (head?.place.commit ?? 0n) - (cursor === undefined ? 0n : placeOf(cursor).commit);
    return { version, behindBytes: Math.max(0, Number(behind)) };
  } finally {
    await client.close();
  }
}
