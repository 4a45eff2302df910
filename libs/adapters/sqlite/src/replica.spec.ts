import { type SourceEvent, fromSource } from '@acta/application';
import { CONTRACT_LOG, replicaContract } from '@acta/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyJournal } from './backup.js';
import { checkJournal } from './check.js';
import { openSqliteReplica, type SqliteReplica, type SqliteReplicaOptions } from './replica.js';
import { openSqliteStore } from './store.js';

const LOG = { ...CONTRACT_LOG, source: 'esdb' };
let folder: string;
let file: string;
let opened: { close(): Promise<void> }[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'acta-replica-'));
  file = join(folder, 'journal.db');
  opened = [];
});

afterEach(async () => {
  for (const one of opened) await one.close();
  await rm(folder, { recursive: true });
});

async function open(options: Partial<SqliteReplicaOptions> = {}): Promise<SqliteReplica> {
  const replica = await openSqliteReplica({ file, mode: 'write', ...LOG, ...options });
  opened.push(replica);
  return replica;
}

async function openStore(mode: 'read' | 'write' = 'write') {
  const store = await openSqliteStore({ file, mode, ...CONTRACT_LOG });
  opened.push(store);
  return store;
}

function sourced(revision: number, body?: string): SourceEvent {
  const stream = 'acta.contract.group-AB';
  const id = `01900000-0000-7000-8000-${String(revision).padStart(12, '0')}`;
  const metadata = { id, recordedAt: new Date(revision + 1).toISOString(), schemaVersion: 1 };
  return fromSource({
    stream,
    revision: BigInt(revision),
    source: `C:${String(revision)}`,
    id,
    type: 'tried',
    body: body ?? JSON.stringify({ data: {}, metadata, stream, type: 'tried' }),
  });
}

replicaContract('The replica in SQLite', async () => {
  const own = await mkdtemp(join(tmpdir(), 'acta-replica-contract-'));
  const openOwn = () => openSqliteReplica({ file: join(own, 'journal.db'), mode: 'write', ...LOG });
  let replica = await openOwn();
  return {
    replica,
    async reopen() {
      await replica.close();
      return (replica = await openOwn());
    },
    async dispose() {
      await replica.close();
      await rm(own, { recursive: true });
    },
  };
});

const refusal = (code: string) => expect.objectContaining({ name: 'StoreRefused', code });

describe('a replica’s file', () => {
  it('is durable, and taken by one process at a time', async () => {
    const replica = await open();
    await replica.take([sourced(0)], 'C:0');
    expect(await replica.durability()).toEqual({ journalMode: 'wal', synchronous: 2 });
    await expect(open()).rejects.toEqual(refusal('locked'));
  });

  it('can be read beside the one that takes, and not taken into', async () => {
    const replica = await open();
    await replica.take([sourced(0)], 'C:0');
    const reading = await open({ mode: 'read' });
    const changed = reading.journal.changed(new AbortController().signal);
    await replica.take([sourced(1)], 'C:1');
    await changed;
    expect(reading.newest()).toMatchObject({ event: { position: 2 }, source: 'C:1' });
    await expect(reading.take([sourced(2)], 'C:2')).rejects.toEqual(refusal('read-only'));
  });

  it('is refused by the embedded store for writing, and read by it', async () => {
    const replica = await open();
    await replica.take([sourced(0)], 'C:0');
    await replica.close();
    await expect(openStore()).rejects.toEqual(refusal('replica'));
    await expect(openStore()).rejects.toThrow(
      /replica of the log acta\.contract\. in esdb.*configure esdb as the store/s,
    );
    expect((await openStore('read')).journal.head().position).toBe(1);
  });

  it('follows one log alone', async () => {
    await (await open()).close();
    for (const other of [{ prefix: 'acta.other.' }, { source: 'other' }])
      for (const mode of ['write', 'read'] as const)
        await expect(open({ ...other, mode })).rejects.toEqual(refusal('not-this-replica'));
    await expect(open({ prefix: 'acta.other.' })).rejects.toThrow(/not of acta\.other\. in esdb: configure/);
    await open();
  });

  it('is not made of a file that holds a log of its own, which stays as it was', async () => {
    const store = await openStore();
    const { id, type, recordedAt, body } = sourced(0);
    await store.append('acta.contract.group-AB', 'noStream', [{ id, type, recordedAt, body }]);
    await store.close();
    await expect(open()).rejects.toThrow(/holds a log of its own.*give another data folder/s);
    await expect(open({ mode: 'read' })).rejects.toEqual(refusal('not-this-replica'));
    expect((await openStore()).journal.head().position).toBe(1);
  });

  it('may be made of a journal that holds nothing yet', async () => {
    await (await openStore()).close();
    await (await open()).take([sourced(0)], 'C:0');
  });

  it('goes on from a copy, and is sound where an event of it cannot be read', async () => {
    const replica = await open();
    await replica.take([sourced(0), sourced(1, 'no JSON'), sourced(2)], 'C:5');
    await replica.close();
    expect(await checkJournal({ file })).toMatchObject({ events: 3, faults: [] });
    const to = join(folder, 'copy.db');
    await copyJournal({ from: file, to });
    const copy = await open({ file: to });
    expect(copy.cursor()).toBe('C:5');
    await copy.take([sourced(3)], 'C:6');
  });
});
