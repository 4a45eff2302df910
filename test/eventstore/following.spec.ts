import { until } from '@acta/testing/until';
import { binaryEvent, jsonEvent } from '@eventstore/db-client';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventsOf, said } from './events.js';
import { type Bench, type Node, SERVER, credentials, openBench, withSwitches } from './opened.js';

const all = ({ replica }: Node) => replica.journal.after(0, 100_000);
const head = ({ replica }: Node): number => replica.journal.head().position;

describe(`A journal that follows EventStoreDB (${SERVER})`, () => {
  let bench: Bench;

  beforeEach(async () => {
    bench = await openBench();
  });

  afterEach(() => bench.dispose());

  const full = (name: string): string => bench.prefix + name;

  async function writeForeign(count: number, stream = `foreign-${bench.prefix}`): Promise<void> {
    const events = Array.from({ length: count }, (_, i) => jsonEvent({ type: 'thing', data: { i } }));
    await bench.others.appendToStream(stream, events, { credentials });
  }

  it('is the same on two nodes that write at once', async () => {
    const nodes = [await bench.node({ name: 'one' }), await bench.node({ name: 'two' })] as const;
    const hot = full('meeting-AB-1');
    let conflicts = 0;

    /** One after another: who comes too late decides anew, on what the journal holds by then. */
    async function writeHot({ store }: Node, text: string): Promise<void> {
      for (;;) {
        const last = store.journal.stream(hot, store.journal.head().position).at(-1)?.revision;
        const tried = await store
          .append(hot, last ?? 'noStream', eventsOf(hot, text))
          .catch((error: unknown) => error);
        if (!(tried instanceof Error)) return;
        expect(tried.name).toBe('WrongExpectedRevision');
        conflicts++;
      }
    }

    await Promise.all(
      nodes.map(async (node, n) => {
        const others = Array.from({ length: 60 }, (_, i) => {
          const own = full(`meeting-AB-${String(n + 2)}${String(i)}`);
          return node.store.append(own, 'noStream', eventsOf(own, 'a', 'b'));
        });
        for (let i = 0; i < 60; i++) await writeHot(node, `${String(n)}.${String(i)}`);
        await Promise.all(others);
      }),
    );
    await until(() => nodes.every((node) => head(node) === 360));
    expect(all(nodes[0])).toEqual(all(nodes[1]));
    const written = said(nodes[0].replica.journal.stream(hot, 360));
    expect(new Set(written).size).toBe(120);
    expect(written).toHaveLength(120);
    expect(conflicts).toBeGreaterThan(0);
  });

  it('passes over what others keep in the same store, and knows that it is at the end', async () => {
    const node = await bench.node();
    const stream = full('meeting-AB-1');
    await writeForeign(40);
    await node.store.append(stream, 'noStream', eventsOf(stream, 'first'));
    const link = binaryEvent({ type: '$>', data: Buffer.from(`0@${stream}`) });
    await bench.others.appendToStream(`links-${bench.prefix}`, link, { credentials });
    await bench.others.tombstoneStream(`foreign-${bench.prefix}`, { credentials });
    await bench.others.appendToStream(
      `$$${stream}`,
      jsonEvent({ type: '$metadata', data: { $maxAge: 1_000_000 } }),
      { credentials },
    );
    await writeForeign(300, `more-${bench.prefix}`);
    await node.store.append(stream, 0n, eventsOf(stream, 'second'));
    await writeForeign(5, `more-${bench.prefix}`);
    expect(said(all(node))).toEqual(['first', 'second']);
    await until(() => node.store.status().caughtUp);
    await until(() => node.store.confirmedWithin(1_000));
    expect(node.store.status()).toMatchObject({ connected: true, behindBytes: 0, position: 2 });
  });

  it('counts what it cannot read, with the same body on every node', async () => {
    const node = await bench.node();
    const stream = full('meeting-AB-1');
    const events = [
      binaryEvent({ type: 'blob', data: Buffer.from([0xff, 0, 1]) }),
      jsonEvent({ type: 'of-the-future', data: { z: 1, a: [1e21] }, metadata: { b: 1, a: 2 } }),
      binaryEvent({ type: '$>', data: Buffer.from('0@elsewhere') }),
    ];
    await bench.others.appendToStream(stream, events, { credentials });
    await until(() => head(node) === 3);
    expect(all(node).map(({ body }) => body)).toEqual([
      `{"data":"/wAB","stream":"${stream}","type":"blob"}`,
      `{"data":{"a":[1e+21],"z":1},"metadata":{"a":2,"b":1},"stream":"${stream}","type":"of-the-future"}`,
      `{"data":"MEBlbHNld2hlcmU=","stream":"${stream}","type":"$>"}`,
    ]);
    const late = await bench.node({ name: 'late' });
    await until(() => head(late) === 3);
    expect(all(late)).toEqual(all(node));
  });

  it('holds whole appends only', async () => {
    const node = await bench.node();
    const stream = full('meeting-AB-1');
    const seen = new Set<number>();
    const writing = new AbortController();
    const watching = (async () => {
      while (!writing.signal.aborted) {
        await node.replica.journal.changed(writing.signal);
        seen.add(head(node) % 7);
      }
    })();
    for (let i = 0; i < 60; i++)
      await node.store.append(
        stream,
        i === 0 ? 'noStream' : BigInt(i * 7 - 1),
        eventsOf(stream, ...Array.from({ length: 7 }, (_, part) => `${String(i)}.${String(part)}`)),
      );
    writing.abort();
    await watching;
    expect([...seen]).toEqual([0]);
  });

  it('takes the beginning of an append that has no end, after a while', async () => {
    const node = await bench.node();
    const stream = full('meeting-AB-1');
    const metadata = { id: 'x', part: [1, 2] };
    await bench.others.appendToStream(stream, jsonEvent({ type: 'half', data: {}, metadata }), {
      credentials,
    });
    await until(() => head(node) === 1);
    await until(() => node.store.status().caughtUp);
  });

  it('goes on from where it was when it is opened again', async () => {
    const node = await bench.node();
    const stream = full('meeting-AB-1');
    await node.store.append(stream, 'noStream', eventsOf(stream, 'first'));
    await node.close();
    const other = await bench.node({ name: 'other' });
    await other.store.append(stream, 0n, eventsOf(stream, 'second'));
    const again = await bench.node();
    await until(() => head(again) === 2);
    expect(all(again)).toEqual(all(other));
  });

  withSwitches('goes on after a subscription was dropped, and after the server was away', async () => {
    const node = await bench.node();
    const other = await bench.node({ name: 'other' });
    const stream = full('meeting-AB-1');
    for (let i = 0; i < 30; i++) {
      if (i % 3 === 0) bench.fake.dropSubscriptions();
      if (i === 15) {
        await bench.fake.stop();
        await until(() => !node.store.status().connected);
        expect(node.store.status().lost).toMatch(/cannot be reached|ended the subscription/);
        await bench.fake.start();
      }
      await node.store.append(stream, i === 0 ? 'noStream' : BigInt(i - 1), eventsOf(stream, String(i)));
    }
    await until(() => head(other) === 30);
    expect(all(other)).toEqual(all(node));
    expect(said(all(node))).toEqual(Array.from({ length: 30 }, (_, i) => String(i)));
  });

  withSwitches('is not confirmed while the server cannot be asked, and can be read', async () => {
    const node = await bench.node();
    const stream = full('meeting-AB-1');
    await node.store.append(stream, 'noStream', eventsOf(stream, 'first'));
    await until(() => node.store.confirmedWithin(500));
    await node.close();
    await bench.fake.stop();
    const alone = await bench.node();
    expect(said(all(alone))).toEqual(['first']);
    expect(alone.store.confirmedWithin(60_000)).toBe(false);
    await bench.fake.start();
    await until(() => alone.store.confirmedWithin(500));
  });

  withSwitches('tells that the server has another clock', async () => {
    const ahead = await bench.node({ clock: () => Date.now() - 60_000 });
    const stream = full('meeting-AB-1');
    await ahead.store.append(stream, 'noStream', eventsOf(stream, 'first'));
    await until(() => ahead.store.status().clockAheadMs > 50_000);
    const behind = await bench.node({ name: 'behind', clock: () => Date.now() + 60_000 });
    await behind.store.append(stream, 0n, eventsOf(stream, 'second'));
    await until(() => behind.store.status().clockAheadMs < -50_000);
  });

  it('catches up with a log of thousands among foreign events', async () => {
    const node = await bench.node();
    for (let i = 0; i < 20; i++) {
      const stream = full(`meeting-AB-${String(i)}`);
      const events = Array.from({ length: 100 }, (_, n) => eventsOf(stream, String(n))).flat();
      await node.store.append(stream, 'noStream', events);
      await writeForeign(100);
    }
    const late = await bench.node({ name: 'late' });
    await until(() => head(late) === 2_000 && late.store.status().caughtUp);
    expect(all(late)).toEqual(all(node));
  });
});
