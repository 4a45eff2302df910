import { type ConnectionOptions, EventStoreFailure } from '@acta/eventstoredb';
import { until } from '@acta/testing/until';
import { afterEach, beforeEach, describe, expect } from '@jest/globals';
import { type FakeEventStore, startFakeEventStore } from '../fake-eventstore/server.js';
import { eventsOf } from './events.js';
import { type Bench, SERVER, openBench, withSwitches } from './opened.js';

describe(`Connecting to EventStoreDB (${SERVER})`, () => {
  let bench: Bench;
  const started: FakeEventStore[] = [];

  beforeEach(async () => {
    bench = await openBench();
  });

  afterEach(async () => {
    await bench.dispose();
    for (const fake of started.splice(0)) await fake.stop();
  });

  async function start(options?: Parameters<typeof startFakeEventStore>[0]): Promise<FakeEventStore> {
    const fake = await startFakeEventStore(options);
    started.push(fake);
    return fake;
  }

  async function refusalOf(connection: ConnectionOptions): Promise<EventStoreFailure> {
    const refused = await bench.node({ connection }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(EventStoreFailure);
    return refused as EventStoreFailure;
  }

  withSwitches('is refused where nobody answers', async () => {
    const { connectionString } = bench;
    await bench.fake.stop();
    const { kind, message } = await refusalOf({ connectionString });
    expect(kind).toBe('unreachable');
    expect(message).toMatch(/cannot be reached .*start it, or correct its address/);
  });

  for (const refuses of ['unauthenticated', 'denied'] as const)
    withSwitches(`is refused where the account is ${refuses}`, async () => {
      bench.fake.faults.refuses = refuses;
      const { kind, message } = await refusalOf({ connectionString: bench.connectionString });
      expect(kind).toBe('credentials');
      expect(message).toMatch(/refused the account/);
    });

  withSwitches('is refused where TLS is met by none, without a word of the password', async () => {
    const failure = await refusalOf({
      connectionString: `esdb://acta:s3cret@127.0.0.1:${String(bench.fake.port)}`,
    });
    expect(failure.kind).toBe('tls');
    expect(failure.message).toMatch(/TLS with EventStoreDB failed/);
    expect(failure.message).not.toContain('s3cret');
  });

  for (const version of ['19.1.0', '20.10.4', '31.0.0', 'unknown', undefined])
    withSwitches(`is refused by version ${String(version)}`, async () => {
      const { connectionString } = await start({ version });
      const { kind, message } = await refusalOf({ connectionString });
      expect(kind).toBe('version');
      expect(message).toMatch(/versions 21\.10 to 25\.x of EventStoreDB are known to work/);
    });

  for (const connectionString of [
    'http://127.0.0.1:2113',
    'esdb://acta:s3cret@',
    'esdb://127.0.0.1:2113',
    'esdb://acta:s3cret@127.0.0.1:2113?tlsCAFile=/nowhere.pem',
    'esdb://acta:s%ZZcret@127.0.0.1:2113',
  ])
    withSwitches(`is refused with ${connectionString.replace(/s3cret|s%ZZcret/, '…')}`, async () => {
      const { kind, message } = await refusalOf({ connectionString });
      expect(kind).toBe('settings');
      expect(message).not.toMatch(/s3cret|s%ZZcret/);
    });

  withSwitches('finds the leader of three by gossip, and the next one when it falls', async () => {
    const { log } = bench.fake;
    const nodes = [bench.fake, await start({ log }), await start({ log })];
    const ports = nodes.map(({ port }) => port);
    const [first, second, third] = ports;
    const lead = (...order: (number | undefined)[]): void => {
      const known = order.filter((port) => port !== undefined);
      for (const node of nodes) node.setCluster(known);
    };
    lead(second, first, third);
    const hosts = ports.map((port) => `127.0.0.1:${String(port)}`).join(',');
    const node = await bench.node({
      connection: { connectionString: `esdb://${hosts}?tls=false`, discoveryIntervalMs: 20 },
    });
    const stream = `${bench.prefix}meeting-AB-1`;
    await node.store.append(stream, 'noStream', eventsOf(stream, 'first'));
    lead(third, first);
    await nodes[1]?.stop();
    expect(await node.store.append(stream, 0n, eventsOf(stream, 'second'))).toMatchObject({ position: 2 });
    await until(() => node.store.confirmedWithin(500));
  });
});
