import { ReplicaDiverged } from '@acta/application';
import { until } from '@acta/testing/until';
import { jsonEvent } from '@eventstore/db-client';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startFakeEventStore } from '../fake-eventstore/server.js';
import { eventsOf } from './events.js';
import { type Bench, SERVER, credentials, openBench, withSwitches } from './opened.js';

describe(`A journal that EventStoreDB does not go on from (${SERVER})`, () => {
  let bench: Bench;
  let stream: string;

  beforeEach(async () => {
    bench = await openBench();
    stream = `${bench.prefix}meeting-AB-1`;
  });

  afterEach(() => bench.dispose());

  /** A node whose journal holds three events, closed. */
  async function journalOfThree(): Promise<void> {
    const node = await bench.node();
    await node.store.append(stream, 'noStream', eventsOf(stream, 'first', 'second', 'third'));
    await node.close();
  }

  withSwitches('is refused where its newest event is gone', async () => {
    await journalOfThree();
    bench.fake.log.remove(stream, 2n);
    const refused = await bench.node().catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ReplicaDiverged);
    expect((refused as Error).message).toMatch(
      /position 3, revision 2 of .*meeting-AB-1, is not at its place .*nothing there.*restore/,
    );
  });

  withSwitches('is refused where its newest event was altered', async () => {
    await journalOfThree();
    bench.fake.log.alter(stream, 2n, '{"text":"another third"}');
    await expect(bench.node()).rejects.toBeInstanceOf(ReplicaDiverged);
  });

  withSwitches('is refused where the store was cut back behind it', async () => {
    await journalOfThree();
    bench.fake.log.truncateAfter(bench.fake.log.events[1]?.position ?? 0n);
    await expect(bench.node()).rejects.toBeInstanceOf(ReplicaDiverged);
  });

  withSwitches('is refused by the store of another log', async () => {
    await journalOfThree();
    const another = await startFakeEventStore();
    try {
      const connection = { connectionString: another.connectionString };
      await expect(bench.node({ connection })).rejects.toThrow(/the store of another log/);
    } finally {
      await another.stop();
    }
  });

  withSwitches('halts when the store comes back without its newest event', async () => {
    const node = await bench.node();
    await node.store.append(stream, 'noStream', eventsOf(stream, 'first', 'second'));
    await bench.fake.stop();
    bench.fake.log.remove(stream, 1n);
    await bench.fake.start();
    await until(() => node.halts.length === 1);
    expect(node.halts[0]).toBeInstanceOf(ReplicaDiverged);
    expect(node.store.confirmedWithin(60_000)).toBe(false);
    expect(node.store.status().halted).toBe(node.halts[0]);
    await expect(node.store.append(stream, 1n, eventsOf(stream, 'third'))).rejects.toBe(node.halts[0]);
  });

  withSwitches('halts where an append shows that the store has lost what the journal holds', async () => {
    const node = await bench.node();
    await node.store.append(stream, 'noStream', eventsOf(stream, 'first', 'second'));
    bench.fake.log.remove(stream, 1n);
    await expect(node.store.append(stream, 1n, eventsOf(stream, 'third'))).rejects.toBeInstanceOf(
      ReplicaDiverged,
    );
    expect(node.halts.map(({ message }) => message)).toEqual([
      expect.stringMatching(
        /ends at revision 0 in EventStoreDB, and this journal holds revision 1 of it\. Events/,
      ),
    ]);
  });

  withSwitches('halts where an event in the middle is missing', async () => {
    await journalOfThree();
    bench.fake.log.remove(stream, 1n);
    const late = await bench.node({ name: 'late' });
    await until(() => late.halts.length === 1);
    expect(late.halts[0]).toBeInstanceOf(ReplicaDiverged);
    expect(late.halts[0]?.message).toMatch(/Events of this log are missing/);
    expect(late.replica.journal.head().position).toBe(0);
  });

  withSwitches('misses nothing where only foreign events behind its own were cut away', async () => {
    await journalOfThree();
    const end = bench.fake.log.events.at(-1)?.position ?? 0n;
    const things = Array.from({ length: 600 }, () => jsonEvent({ type: 'thing', data: {} }));
    await bench.others.appendToStream('foreign', things, { credentials });
    const node = await bench.node();
    await until(() => node.store.status().caughtUp);
    await node.replica.take([], node.store.status().seen ?? '');
    await node.close();
    bench.fake.log.truncateAfter(end);
    const again = await bench.node();
    expect(await again.store.append(stream, 2n, eventsOf(stream, 'fourth'))).toMatchObject({ position: 4 });
  });

  it('halts where a stream of its own was deleted', async () => {
    const node = await bench.node();
    await node.store.append(stream, 'noStream', eventsOf(stream, 'first'));
    await bench.others.tombstoneStream(stream, { credentials });
    await until(() => node.halts.length === 1);
    expect(node.halts[0]).toBeInstanceOf(ReplicaDiverged);
    await expect(node.store.append(stream, 0n, eventsOf(stream, 'second'))).rejects.toBe(node.halts[0]);
  });
});
