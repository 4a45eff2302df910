import type { Replica } from '@acta/application';
import { type EventStoreDb, type EventStoreDbOptions, openEventStoreDb } from '@acta/eventstoredb';
import { openSqliteReplica } from '@acta/sqlite';
import { CONTRACT_LOG } from '@acta/testing';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FakeEventStore, startFakeEventStore } from '../fake-eventstore/server.js';

/** A node's store, with the journal that it feeds. */
export interface Node {
  store: EventStoreDb;
  replica: Replica;
  /** What the node was told to halt by. */
  halts: Error[];
  close(): Promise<void>;
}

/** A folder for the journals of a test's nodes, removed with everything in it. */
export async function temporaryFolder(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'acta-eventstore-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** Opens a node on the journal of that name, for as long as its server can be reached in the connection string. */
export async function openNode(
  folder: string,
  connectionString: string,
  change: Partial<EventStoreDbOptions> & { name?: string } = {},
): Promise<Node> {
  const { name = 'journal', ...options } = change;
  const prefix = options.prefix ?? CONTRACT_LOG.prefix;
  const replica = await openSqliteReplica({
    file: join(folder, `${name}.db`),
    mode: 'write',
    prefix,
    groupOf: CONTRACT_LOG.groupOf,
    source: 'esdb',
  });
  const halts: Error[] = [];
  try {
    const store = await openEventStoreDb({
      connection: { connectionString },
      replica,
      prefix,
      confirmEveryMs: 100,
      onHalt: (error) => halts.push(error),
      ...options,
    });
    return {
      store,
      replica,
      halts,
      async close() {
        await store.close();
        await replica.close();
      },
    };
  } catch (error) {
    await replica.close();
    throw error;
  }
}

/** A fake, and a folder, for one test. */
export interface Bench {
  fake: FakeEventStore;
  folder: string;
  dispose(): Promise<void>;
}

export async function openBench(): Promise<Bench> {
  const fake = await startFakeEventStore();
  const folder = await temporaryFolder();
  return {
    fake,
    folder: folder.path,
    async dispose() {
      await fake.stop();
      await folder.remove();
    },
  };
}
