import { join } from 'node:path';
import { type Ids, Recorder, systemIds, validateCommand } from '@acta/application';
import { type FinishedEvent, commandsOf } from '@acta/domain';
import { LOG, journalEvents } from './events.js';
import type { Row } from './row.js';
import { openStore, using } from './store.js';

const commandFor: ReadonlyMap<string, string> = new Map(
  Object.values(commandsOf).flatMap((table) =>
    Object.entries(table).map(([command, event]): [string, string] => [event, command]),
  ),
);

/** A vault for events that name no person. */
export const noVault = {
  keyFor: () => Promise.reject(new Error('the events of the benchmark name no person')),
};
export const noErasure = (): Promise<never> =>
  Promise.reject(new Error('the events of the benchmark erase no person'));

/**
 * Records one group's events again, as commands: each is validated by its schema and judged by the domain's rules.
 * @throws the fault of the first that is refused, or would change nothing
 */
export async function proveValid(folder: string, perGroup: number): Promise<void> {
  await using(await openStore(join(folder, 'valid.db')), async (store) => {
    let now = 0;
    const ids: Ids = systemIds;
    const recorder = new Recorder({
      store,
      journal: store.journal,
      vault: noVault,
      erase: noErasure,
      clock: () => now,
      ids,
      log: LOG,
    });
    for (const { finished, event } of journalEvents({ groups: 1, perGroup, burst: 1 })) {
      now = event.recordedAt;
      const { outcome } = await recorder.record(requestOf(finished));
      if (outcome !== 'written') throw new Error(`${event.type} of ${finished.stream} changes nothing`);
    }
  });
}

function requestOf({ stream, type, data, metadata }: FinishedEvent): Parameters<Recorder['record']>[0] {
  const { effectiveAt, datedBy, reason, actor, assurance, actingAs, commandId } = metadata;
  const command = validateCommand({
    type: commandFor.get(type),
    stream: stream.slice(LOG.prefix.length),
    data,
    ...(effectiveAt === undefined ? {} : { effectiveAt }),
    ...(datedBy === undefined ? {} : { datedBy }),
    ...(reason === undefined ? {} : { reason }),
  });
  return { command, caller: { subject: actor, assurance, actingAs }, commandId, backfill: false };
}

/** Not a measurement: the others would prove little on events that the domain refuses. */
export const validity: Row = {
  describe: 'no figures: checks that the events of the benchmark are admitted by the domain’s rules',
  seconds: 90,
  async run({ folder, quick }) {
    await proveValid(folder, quick ? 300 : 2_000);
    return [];
  },
};
