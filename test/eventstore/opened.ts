import type { Replica } from '@acta/application';
import { type EventStoreDb, type EventStoreDbOptions, openEventStoreDb } from '@acta/eventstoredb';
import { openSqliteReplica } from '@acta/sqlite';
import { CONTRACT_LOG } from '@acta/testing';
import { EventStoreDBClient } from '@eventstore/db-client';
import { it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FakeEventStore, startFakeEventStore } from '../fake-eventstore/server.js';

const REAL = process.env['EVENTSTORE_URL'];

const ACCOUNT = /^esdb(?:\+discover)?:\/\/([^:@/?]+):([^@/?]+)@/.exec(REAL ?? '');

/** For calls of the vendor's client, which makes a call alone where they come with it; without security, none reads them. */
export const credentials = {
  username: decodeURIComponent(ACCOUNT?.[1] ?? ''),
  password: decodeURIComponent(ACCOUNT?.[2] ?? ''),
};

/** Test of what only the fake can be told to do. */
export function withSwitches(title: string, run: () => Promise<void>): void {
  if (REAL === undefined) it(title, run);
  else it.skip(`${title} (skipped: a real server cannot be told to fail)`, run);
}

/** What the suites say they run on. */
export const SERVER = REAL === undefined ? 'the fake' : 'a real server';

/** A node's store, with the journal that it feeds. */
export interface Node {
  store: EventStoreDb;
  replica: Replica;
  /** What the node was told to halt by. */
  halts: Error[];
  isClosed(): boolean;
  close(): Promise<void>;
}

type NodeOptions = Partial<EventStoreDbOptions> & {
  /** Of its journal; the same name is the same journal. */
  name?: string;
};

/** A server, and a log on it that nobody else writes to, for one test. */
export interface Bench {
  prefix: string;
  connectionString: string;
  /** @throws on a real server */
  fake: FakeEventStore;
  /** The vendor's client, for what other programs do to the same store. */
  others: EventStoreDBClient;
  /** Opens a node; closed with the bench where it is not before. */
  node(options?: NodeOptions): Promise<Node>;
  dispose(): Promise<void>;
}

export async function openBench(): Promise<Bench> {
  const fake = REAL === undefined ? await startFakeEventStore() : undefined;
  const folder = await mkdtemp(join(tmpdir(), 'acta-eventstore-'));
  const connectionString = REAL ?? fake?.connectionString ?? '';
  const prefix = `acta.test-${randomBytes(6).toString('hex')}.`;
  const others = EventStoreDBClient.connectionString(connectionString);
  const opened = new Set<Node>();
  return {
    prefix,
    connectionString,
    get fake() {
      if (fake === undefined) throw new Error('not on a real server');
      return fake;
    },
    others,
    async node({ name = 'journal', ...options } = {}) {
      const node = await openNode(join(folder, `${name}.db`), {
        connection: { connectionString },
        prefix,
        ...options,
      });
      opened.add(node);
      return node;
    },
    async dispose() {
      const written = REAL === undefined ? [] : streamsOf(opened, prefix);
      for (const node of opened) await node.close();
      // Whatever the account may not delete is left: nobody else has the prefix.
      for (const stream of written) await others.deleteStream(stream, { credentials }).catch(() => undefined);
      await others.dispose();
      await fake?.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function streamsOf(nodes: Iterable<Node>, prefix: string): Set<string> {
  return new Set(
    [...nodes].flatMap(({ isClosed, replica: { journal } }) =>
      isClosed() ? [] : journal.streams(prefix, journal.head().position),
    ),
  );
}

async function openNode(file: string, options: Omit<EventStoreDbOptions, 'replica'>): Promise<Node> {
  const { groupOf } = CONTRACT_LOG;
  const { prefix } = options;
  const replica = await openSqliteReplica({ file, mode: 'write', prefix, groupOf, source: 'esdb' });
  const halts: Error[] = [];
  try {
    const store = await openEventStoreDb({
      replica,
      confirmEveryMs: 100,
      onHalt: (error) => halts.push(error),
      ...options,
    });
    let closing: Promise<void> | undefined;
    const close = async (): Promise<void> => {
      await store.close();
      await replica.close();
    };
    return {
      store,
      replica,
      halts,
      isClosed: () => closing !== undefined,
      close: () => (closing ??= close()),
    };
  } catch (error) {
    await replica.close();
    throw error;
  }
}
