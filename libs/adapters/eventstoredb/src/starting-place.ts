import type { Replica, Taken } from '@acta/application';
import type { EventStoreClient, SourceRecord } from './source.js';
import { diverged } from './diverged.js';
import { EventStoreFailure } from './failure.js';
import { toSourceEvent } from './form.js';
import { type Place, comparePlaces, placeOf } from './place.js';

/**
 * Where to read on from, exclusive; undefined for the beginning. The store is first asked for the newest event that the
 * journal took: its log must go on where the journal ends.
 * @throws ReplicaDiverged; EventStoreFailure
 */
export async function startingPlace(
  client: EventStoreClient,
  replica: Pick<Replica, 'newest' | 'cursor'>,
): Promise<Place | undefined> {
  const newest = replica.newest();
  if (newest !== undefined) await assertHolds(client, newest);
  const cursor = replica.cursor();
  if (cursor === undefined) return undefined;
  const head = await client.newest();
  // Past the end, the store would hold back what comes until it is there: it was cut back, behind what is ours.
  if (head !== undefined && comparePlaces(placeOf(cursor), head.place) <= 0) return placeOf(cursor);
  return newest === undefined ? undefined : placeOf(newest.source);
}

async function assertHolds(client: EventStoreClient, { event, source }: Taken): Promise<void> {
  const place = placeOf(source);
  const found = await recordAt(client, place);
  const same =
    found !== undefined &&
    comparePlaces(found.place, place) === 0 &&
    found.stream === event.stream &&
    found.revision === event.revision &&
    found.type === event.type &&
    toSourceEvent(found).body === event.body;
  if (same) return;
  const instead =
    found === undefined
      ? 'EventStoreDB has nothing there'
      : `EventStoreDB has revision ${String(found.revision)} of ${found.stream} next`;
  throw diverged(
    `the newest event of this journal, position ${String(event.position)}, revision ${String(event.revision)} of ${event.stream}, is not at its place ${source} in EventStoreDB: ${instead}. ` +
      'If this is the store of another log, correct its address or the name of the log',
  );
}

async function recordAt(client: EventStoreClient, place: Place): Promise<SourceRecord | undefined> {
  try {
    const [record] = await client.readAll(place, 1);
    return record;
  } catch (error) {
    if (error instanceof EventStoreFailure && error.kind === 'no-such-place') return undefined;
    throw error;
  }
}
