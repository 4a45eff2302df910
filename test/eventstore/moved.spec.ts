import { LogMoved } from '@acta/application';
import { reopenEventStoreDb } from '@acta/eventstoredb';
import { until } from '@acta/testing/until';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventsOf } from './events.js';
import { type Bench, SERVER, credentials, openBench, withSwitches } from './opened.js';

describe(`A log that was moved away from EventStoreDB (${SERVER})`, () => {
  let bench: Bench;
  let stream: string;

  beforeEach(async () => {
    bench = await openBench();
    stream = `${bench.prefix}meeting-AB-1`;
  });

  afterEach(async () => {
    const mark = `moved-${bench.prefix.slice(0, -1)}`;
    await bench.others.deleteStream(mark, { credentials }).catch(() => undefined);
    await bench.dispose();
  });

  it('takes nothing more from any node, which all go on reading, until it is opened again', async () => {
    const [node, other] = [await bench.node(), await bench.node({ name: 'other' })];
    await node.store.append(stream, 'noStream', eventsOf(stream, 'first'));
    await until(() => other.replica.journal.head().position === 1);
    await node.store.fence('sqlite:/there');
    await expect(node.store.append(stream, 0n, eventsOf(stream, 'second'))).rejects.toBeInstanceOf(LogMoved);
    await until(() => other.store.status().movedTo === 'sqlite:/there');
    await expect(other.store.append(stream, 0n, eventsOf(stream, 'second'))).rejects.toThrow(
      /moved to sqlite:\/there, and goes on there/,
    );
    const late = await bench.node({ name: 'late' });
    expect(late.store.status().movedTo).toBe('sqlite:/there');
    await until(() => late.store.confirmedWithin(500) && other.store.confirmedWithin(500));
    expect([late, other].map(({ replica }) => replica.journal.head().position)).toEqual([1, 1]);

    await reopenEventStoreDb({ connectionString: bench.connectionString }, bench.prefix);
    await until(() => other.store.status().movedTo === undefined);
    expect(await other.store.append(stream, 0n, eventsOf(stream, 'second'))).toMatchObject({ position: 2 });
  });

  it('goes to one place alone', async () => {
    const { store } = await bench.node();
    await store.fence('sqlite:/there');
    await store.fence('sqlite:/there');
    await expect(store.fence('sqlite:/elsewhere')).rejects.toEqual(new LogMoved('sqlite:/there'));
  });

  it('is asked for before an append where that is long ago', async () => {
    const node = await bench.node({ confirmEveryMs: 60_000 });
    const other = await bench.node({ name: 'other' });
    await other.store.fence('sqlite:/there');
    // What the node knows holds for two seconds.
    await new Promise((resolve) => setTimeout(resolve, 2_100));
    expect(node.store.status().movedTo).toBeUndefined();
    const appended = node.store.append(stream, 'noStream', eventsOf(stream, 'first'));
    await expect(appended).rejects.toBeInstanceOf(LogMoved);
    expect((await other.store.read(stream)).found).toBe(false);
  });

  withSwitches('gets no second attempt of an append whose first was lost', async () => {
    const node = await bench.node();
    const other = await bench.node({ name: 'other' });
    bench.fake.faults.delays = [3_000, 0];
    bench.fake.faults.appends = [{ written: false, instead: 'broken' }];
    const appended = node.store
      .append(stream, 'noStream', eventsOf(stream, 'first'))
      .catch((error: unknown) => error);
    await until(() => bench.fake.faults.appends.length === 0);
    await other.store.fence('sqlite:/there');
    await until(() => node.store.status().movedTo !== undefined);
    expect(await appended).toBeInstanceOf(LogMoved);
    expect(bench.fake.log.of(stream)).toEqual([]);
  });
});
