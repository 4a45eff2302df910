import { type Replica, ReplicaDiverged } from '@acta/application';

/** That the journal and the store differ, with what to do about it. */
export function diverged(found: string, cause?: unknown): ReplicaDiverged {
  return new ReplicaDiverged(
    `${found}. Events of this log are missing in EventStoreDB, or were written there by other hands than Acta's: stop every node, ` +
      'and delete no journal; restore EventStoreDB from a backup that holds what the journal of the most advanced node holds, or ' +
      'begin a new store from that journal (docs/operations.md, "When a node halts")',
    cause === undefined ? undefined : { cause },
  );
}

/** The same replica, which says what to do where the store does not go on from it. */
export function withRemedy(replica: Replica): Replica {
  return {
    ...replica,
    async take(events, cursor) {
      try {
        await replica.take(events, cursor);
      } catch (error) {
        throw error instanceof ReplicaDiverged ? diverged(error.message, error) : error;
      }
    },
  };
}
