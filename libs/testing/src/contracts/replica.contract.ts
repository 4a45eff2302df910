import { fromSource, type Replica, ReplicaDiverged, type SourceEvent } from '@acta/application';
import { emptyDigest, leafHash, nextDigest } from '@acta/integrity';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CONTRACT_LOG } from './event-store.contract.js';

/** An adapter's replica while a test runs: empty at first, made with the options of `CONTRACT_LOG`. */
export interface OpenReplica {
  replica: Replica;
  /** Closes it and opens what it wrote. */
  reopen: () => Promise<Replica>;
  /** Closes and removes everything. */
  dispose: () => Promise<void>;
}

const full = (name: string): string => CONTRACT_LOG.prefix + name;
/** A place in the source: they are opaque, and nobody but the source counts in them. */
const place = (n: number): string => `commit ${String(n)}`;

let made = 0;

function idOf(n: number): string {
  return `01900000-0000-7000-8000-${String(n).padStart(12, '0')}`;
}

/** An event as a source has it, at place `made`, recorded at that many seconds. */
function sourced(
  name: string,
  revision: number,
  change: { body?: string; recordedAt?: number } = {},
): SourceEvent {
  made++;
  const id = idOf(made);
  const stream = full(name);
  const recordedAt = new Date(change.recordedAt ?? made * 1_000).toISOString();
  const metadata = { id, recordedAt, schemaVersion: 1 };
  const body = JSON.stringify({ data: { n: made }, metadata, stream, type: 'outcome-recorded' });
  return fromSource({
    stream,
    revision: BigInt(revision),
    source: place(made),
    id,
    type: 'outcome-recorded',
    body: change.body ?? body,
  });
}

/** What every Replica promises. */
export function replicaContract(name: string, open: () => Promise<OpenReplica>): void {
  describe(`${name} keeps the contract of Replica`, () => {
    let opened: OpenReplica;
    let replica: Replica;

    beforeEach(async () => {
      made = 0;
      opened = await open();
      replica = opened.replica;
    });

    afterEach(() => opened.dispose());

    /** Takes a batch whose cursor is its last event's place. */
    async function take(...events: SourceEvent[]): Promise<void> {
      await replica.take(events, events.at(-1)?.source ?? '');
    }

    const held = () => replica.journal.after(0, 1_000);

    it('holds nothing at first', () => {
      expect(replica.newest()).toBeUndefined();
      expect(replica.cursor()).toBeUndefined();
      expect(replica.journal.head()).toEqual({ position: 0, recordedAt: 0 });
    });

    it('counts positions from 1 in the order of the source', async () => {
      const batch = [sourced('group-AB', 0), sourced('meeting-AB-1', 0), sourced('group-AB', 1)];
      await take(...batch);
      const more = [sourced('meeting-AB-1', 1), sourced('meeting-AB-1', 2)];
      await take(...more);
      expect(held()).toEqual(
        [...batch, ...more].map(({ stream, revision, type, recordedAt, body }, i) => ({
          position: i + 1,
          stream,
          revision,
          type,
          recordedAt,
          body,
        })),
      );
    });

    it('has the digest that any store has of the same bodies, however they were divided', async () => {
      const batch = [sourced('group-AB', 0), sourced('meeting-AB-1', 0), sourced('group-AB', 1)];
      await take(...batch.slice(0, 1));
      await take(...batch.slice(1));
      const digest = batch.reduce((before, { body }) => nextDigest(before, leafHash(body)), emptyDigest());
      expect(replica.journal.digest(3)).toBe(digest.toString('hex'));
      expect(replica.journal.digest(0)).toBe(emptyDigest().toString('hex'));
      await expect(take(sourced('group-CD', 0), sourced('group-AB', 9))).rejects.toThrow();
      await take(sourced('group-EF', 0));
      const next = nextDigest(digest, leafHash(held()[3]?.body ?? ''));
      expect(replica.journal.digest(4)).toBe(next.toString('hex'));
    });

    it('can be read through its indexes once a batch is taken', async () => {
      await take(sourced('group-AB', 0), sourced('group-CD', 0), sourced('meeting-AB-1', 0));
      const { journal } = replica;
      expect(journal.head()).toEqual({ position: 3, recordedAt: 3_000 });
      expect(journal.positionAt(2_500)).toBe(2);
      expect(journal.streamsOf({ group: 'AB', upTo: 3 })).toEqual([full('group-AB'), full('meeting-AB-1')]);
      expect(journal.stream(full('group-CD'), 3)).toHaveLength(1);
    });

    it('tells the newest event with its own place in the source, and where to go on', async () => {
      await replica.take([sourced('group-AB', 0), sourced('group-AB', 1)], place(7));
      expect(replica.newest()).toEqual({ event: held()[1], source: place(2) });
      expect(replica.cursor()).toBe(place(7));
    });

    it('goes past what is not ours', async () => {
      await replica.take([], place(5));
      expect(replica.newest()).toBeUndefined();
      expect(replica.cursor()).toBe(place(5));
      await take(sourced('group-AB', 0));
      const newest = replica.newest();
      await replica.take([], place(9));
      expect(replica.newest()).toEqual(newest);
      expect(replica.cursor()).toBe(place(9));
    });

    it('goes on where it was when it is opened again', async () => {
      await replica.take([sourced('group-AB', 0), sourced('meeting-AB-1', 0)], place(4));
      const before = { events: held(), newest: replica.newest(), cursor: replica.cursor() };
      replica = await opened.reopen();
      expect({ events: held(), newest: replica.newest(), cursor: replica.cursor() }).toEqual(before);
      await take(sourced('meeting-AB-1', 1));
      expect(replica.journal.head().position).toBe(3);
    });

    it.each([
      ['leaves one out', () => sourced('group-AB', 3)],
      ['comes again', () => sourced('group-AB', 1)],
      ['does not start at 0', () => sourced('meeting-AB-1', 1)],
    ])('takes nothing of a batch in which a revision %s, and goes on after it', async (_, wrong) => {
      await take(sourced('group-AB', 0), sourced('group-AB', 1));
      const before = { newest: replica.newest(), cursor: replica.cursor() };
      const refused = take(sourced('group-CD', 0), wrong(), sourced('group-EF', 0));
      await expect(refused).rejects.toBeInstanceOf(ReplicaDiverged);
      expect(replica.journal.head().position).toBe(2);
      expect({ newest: replica.newest(), cursor: replica.cursor() }).toEqual(before);
      await take(sourced('group-CD', 0), sourced('group-AB', 2));
      expect(held().map(({ position, revision }) => [position, Number(revision)])).toEqual([
        [1, 0],
        [2, 1],
        [3, 0],
        [4, 2],
      ]);
    });

    it('takes the very event that it has for one that does not follow', async () => {
      const once = sourced('group-AB', 0);
      await take(once);
      await expect(take(once)).rejects.toThrow(/acta\.contract\.group-AB.*revision 0.*compare the digests/s);
      expect(replica.journal.head().position).toBe(1);
    });

    it('never lets the journal go back in time', async () => {
      await take(
        sourced('group-AB', 0, { recordedAt: 5_000 }),
        sourced('group-AB', 1, { recordedAt: 4_000 }),
        sourced('group-AB', 2, { recordedAt: 6_000 }),
      );
      expect(held().map(({ recordedAt }) => recordedAt)).toEqual([5_000, 5_000, 6_000]);
    });

    it('gives what cannot be read a position, and its predecessor’s moment', async () => {
      const bodies = ['no JSON', '[]', '{"metadata":{"recordedAt":"once"}}', '{"metadata":{"recordedAt":5}}'];
      await take(sourced('group-AB', 0), ...bodies.map((body, i) => sourced('group-AB', i + 1, { body })));
      expect(
        held()
          .slice(1)
          .map(({ body, recordedAt }) => [body, recordedAt]),
      ).toEqual(bodies.map((body) => [body, 1_000]));
    });

    it('gives an event whose id was there before a position', async () => {
      const first = sourced('group-AB', 0);
      await take(first, { ...sourced('group-AB', 1), id: first.id });
      expect(replica.journal.head().position).toBe(2);
    });

    it('takes batches in the order in which they were given, without waiting', async () => {
      await Promise.all(Array.from({ length: 20 }, (_, i) => take(sourced('group-AB', i))));
      expect(replica.journal.head().position).toBe(20);
    });

    it('wakes whoever waits for a change, once it can be read', async () => {
      const seen = replica.journal
        .changed(new AbortController().signal)
        .then(() => replica.journal.head().position);
      await take(sourced('group-AB', 0), sourced('group-AB', 1));
      expect(await seen).toBe(2);
    });
  });
}
