import { ReplicaBehind, WrongExpectedRevision } from '@acta/application';
import { EventStoreFailure } from '@acta/eventstoredb';
import { until } from '@acta/testing/until';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startFakeEventStore } from '../fake-eventstore/server.js';
import { eventsOf, said } from './events.js';
import { type Bench, SERVER, openBench, withSwitches } from './opened.js';

describe(`What is written to EventStoreDB (${SERVER})`, () => {
  let bench: Bench;
  let stream: string;

  beforeEach(async () => {
    bench = await openBench();
    stream = `${bench.prefix}meeting-AB-1`;
  });

  afterEach(() => bench.dispose());

  for (const instead of ['timeout', 'broken', 'silence'] as const)
    for (const written of [true, false])
      withSwitches(
        `is there once, where the answer was lost by ${instead} and it was ${written ? '' : 'not '}written`,
        async () => {
          const connection = { connectionString: bench.connectionString, deadlineMs: 1_000 };
          const { store, replica } = await bench.node({ connection });
          await store.append(stream, 'noStream', eventsOf(stream, 'first'));
          bench.fake.faults.appends = [{ written, instead }];
          const appended = await store.append(stream, 0n, eventsOf(stream, 'second', 'third'));
          expect(appended).toEqual({ position: 3, revision: 2n });
          expect(said(replica.journal.stream(stream, 3))).toEqual(['first', 'second', 'third']);
          expect(bench.fake.log.of(stream)).toHaveLength(3);
        },
      );

  withSwitches('is a conflict, where the answer was lost and another has written meanwhile', async () => {
    const { store, replica } = await bench.node();
    const other = await bench.node({ name: 'other' });
    await store.append(stream, 'noStream', eventsOf(stream, 'first'));
    bench.fake.faults.appends = [{ written: false, instead: 'timeout' }, 'well'];
    const results = await Promise.allSettled([
      store.append(stream, 0n, eventsOf(stream, 'mine')),
      until(() => bench.fake.faults.appends.length === 1).then(() =>
        other.store.append(stream, 0n, eventsOf(stream, 'theirs')),
      ),
    ]);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const [refused] = results.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []));
    expect(refused).toBeInstanceOf(WrongExpectedRevision);
    expect(refused).toMatchObject({ expected: 0n, actual: 1n });
    expect(replica.journal.stream(stream, replica.journal.head().position)).toHaveLength(2);
  });

  withSwitches('stays unknown where the server does not come back in time', async () => {
    const { store } = await bench.node({ patienceMs: 200 });
    bench.fake.faults.refuses = 'not-ready';
    await expect(store.append(stream, 'noStream', eventsOf(stream, 'first'))).rejects.toMatchObject({
      name: 'EventStoreFailure',
      kind: 'unreachable',
    });
    expect(bench.fake.log.of(stream)).toHaveLength(0);
  });

  withSwitches('is there once, where the server restarts in the middle', async () => {
    const { store } = await bench.node();
    bench.fake.faults.delays = [200];
    const appending = store.append(stream, 'noStream', eventsOf(stream, 'first'));
    await until(() => bench.fake.log.of(stream).length === 1);
    await bench.fake.stop();
    bench.fake.faults.delays = [];
    await bench.fake.start();
    expect(await appending).toEqual({ position: 1, revision: 0n });
    expect(bench.fake.log.of(stream)).toHaveLength(1);
  });

  withSwitches('goes to the node that leads', async () => {
    const { store } = await bench.node();
    const leader = await startFakeEventStore({ log: bench.fake.log });
    bench.fake.faults.leaderPort = leader.port;
    try {
      expect(await store.append(stream, 'noStream', eventsOf(stream, 'first'))).toMatchObject({
        position: 1,
      });
    } finally {
      await leader.stop();
    }
  });

  withSwitches('is written together with what waits behind it', async () => {
    const { store } = await bench.node();
    bench.fake.faults.delays = [50];
    let appends = 0;
    bench.fake.log.onAppended(() => appends++);
    const appended = await Promise.all(
      Array.from({ length: 40 }, (_, i) =>
        store.append(stream, i === 0 ? 'noStream' : BigInt(i - 1), eventsOf(stream, String(i))),
      ),
    );
    expect(appended.map(({ revision }) => Number(revision))).toEqual(Array.from({ length: 40 }, (_, i) => i));
    expect(appends).toBe(2);
  });

  it('falls with what it follows from, even where another has written in its place', async () => {
    const mine = await bench.node();
    const other = await bench.node({ name: 'other' });
    await mine.store.append(stream, 'noStream', eventsOf(stream, 'first'));
    await other.store.append(stream, 0n, eventsOf(stream, 'theirs'));
    const [second, third] = await Promise.allSettled([
      mine.store.append(stream, 0n, eventsOf(stream, 'second')),
      mine.store.append(stream, 1n, eventsOf(stream, 'third, after the second')),
    ]);
    for (const each of [second, third])
      expect(each).toMatchObject({
        status: 'rejected',
        reason: { name: 'WrongExpectedRevision', actual: 1n },
      });
    expect(said(mine.replica.journal.stream(stream, 9))).toEqual(['first', 'theirs']);
  });

  it('shows a conflict in the journal before it is told of', async () => {
    const mine = await bench.node();
    const other = await bench.node({ name: 'other' });
    for (let i = 0; i < 20; i++) {
      const expected = i === 0 ? 'noStream' : BigInt(i - 1);
      await other.store.append(stream, expected, eventsOf(stream, String(i)));
      await expect(mine.store.append(stream, expected, eventsOf(stream, 'late'))).rejects.toBeInstanceOf(
        WrongExpectedRevision,
      );
      expect(mine.replica.journal.stream(stream, 100)).toHaveLength(i + 1);
    }
  });

  withSwitches('tells of no conflict that the journal cannot show yet', async () => {
    const other = await bench.node({ name: 'other' });
    await other.store.append(stream, 'noStream', eventsOf(stream, 'theirs'));
    bench.fake.faults.stalled = true;
    const mine = await bench.node({ replicaWaitMs: 100 });
    const behind = await mine.store
      .append(stream, 'noStream', eventsOf(stream, 'mine'))
      .catch((error: unknown) => error);
    expect(behind).toBeInstanceOf(ReplicaBehind);
    expect(behind).toMatchObject({ stream, revision: 0n, written: false });
  });

  withSwitches('is told to be written where the journal does not follow in time', async () => {
    bench.fake.faults.stalled = true;
    const { store, replica } = await bench.node({ replicaWaitMs: 100 });
    const events = eventsOf(stream, 'first');
    const behind = await store.append(stream, 'noStream', events).catch((error: unknown) => error);
    expect(behind).toBeInstanceOf(ReplicaBehind);
    expect(behind).toMatchObject({ stream, revision: 0n, written: true });
    await until(() => !store.confirmedWithin(150));
    expect(store.status()).toMatchObject({ caughtUp: false, position: 0 });
    bench.fake.faults.stalled = false;
    bench.fake.dropSubscriptions();
    await bench.fake.stop();
    await bench.fake.start();
    await until(() => replica.journal.head().position === 1);
    expect(await store.append(stream, 'noStream', events)).toEqual({ position: 1, revision: 0n });
  });

  withSwitches('is refused by name where the account may not write', async () => {
    const { store } = await bench.node();
    bench.fake.faults.refuses = 'denied';
    const refused = await store
      .append(stream, 'noStream', eventsOf(stream, 'first'))
      .catch((e: unknown) => e);
    expect(refused).toBeInstanceOf(EventStoreFailure);
    expect(refused).toMatchObject({ kind: 'credentials' });
  });
});
