import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { ANY, BACKWARDS, END, EventStoreDBClient } from '@eventstore/db-client';
import { type KeptEvent, meetingsIn } from './eventstore-log.js';

const REAL = process.env['EVENTSTORE_URL'];
const ACCOUNT = /^esdb(?:\+discover)?:\/\/([^:@/?]+):([^@/?]+)@/.exec(REAL ?? '');

/** For calls of the vendor's client: with them it appends by one call. Without security, no server reads them. */
const credentials = {
  username: decodeURIComponent(ACCOUNT?.[1] ?? ''),
  password: decodeURIComponent(ACCOUNT?.[2] ?? ''),
};

/** What the row runs on, for its lines. */
export const SERVER =
  REAL === undefined
    ? 'the fake in test/, in a process of its own on this machine'
    : 'a real server of EventStoreDB';

/** A server with a log that nobody else writes to. */
export interface BenchServer {
  connectionString: string;
  prefix: string;
  /** The log's name. */
  log: string;
  /** Place in the store's log before the first of its events; undefined: the beginning. */
  from?: string;
  /** @param others streams to delete beside those that it was made with, on a real server */
  stop(others?: readonly string[]): Promise<void>;
}

/** Appends that are under way at a time while a log is written. */
const IN_FLIGHT = 8;

/** Starts the fake, or writes to the real server, with so many events. */
export async function serverWith(count: number): Promise<BenchServer> {
  const log = `bench-${randomBytes(6).toString('hex')}`;
  const prefix = `acta.${log}.`;
  if (REAL !== undefined)
    return { connectionString: REAL, prefix, log, ...(await written(REAL, prefix, count)) };
  const fake = startChild('eventstore-fake.child.js', [prefix, String(count)]);
  return {
    connectionString: (await answerOf(fake)) as string,
    prefix,
    log,
    async stop() {
      const ended = new Promise((resolve) => fake.once('exit', resolve));
      fake.disconnect();
      await ended;
    },
  };
}

/** Writes the log to a real server; `stop` deletes it, as far as the account may. */
async function written(
  url: string,
  prefix: string,
  count: number,
): Promise<Pick<BenchServer, 'from' | 'stop'>> {
  const client = EventStoreDBClient.connectionString(url);
  let from: Pick<BenchServer, 'from'> = {};
  for await (const { commitPosition } of client.readAll({
    direction: BACKWARDS,
    fromPosition: END,
    maxCount: 1,
  }))
    if (commitPosition !== undefined) from = { from: String(commitPosition) };
  const lanes = async (work: (stream: string, events: readonly KeptEvent[]) => Promise<unknown>) => {
    const log = meetingsIn(prefix, count);
    const lane = async (): Promise<void> => {
      for (const { stream, events } of log) await work(stream, events);
    };
    await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
  };
  await lanes((stream, events) => appendRaw(client, stream, events));
  return {
    ...from,
    async stop(others = []) {
      const remove = (stream: string): Promise<unknown> =>
        client.deleteStream(stream, { credentials }).catch(() => undefined);
      await lanes(remove);
      for (const stream of others) await remove(stream);
      await client.dispose();
    },
  };
}

/** One append by the vendor's client alone. A server takes an event of the same id in the same stream once. */
export function appendRaw(
  client: EventStoreDBClient,
  stream: string,
  events: readonly KeptEvent[],
): Promise<unknown> {
  const proposed = events.map(({ id, type, data, metadata }) => ({
    id,
    type,
    contentType: 'application/json' as const,
    data: JSON.parse(Buffer.from(data).toString()) as Record<string, unknown>,
    metadata,
  }));
  return client.appendToStream(stream, proposed, { expectedRevision: ANY, credentials });
}

/** Starts a program of this folder that ends when this process does, or disconnects from it. */
export function startChild(
  program: string,
  args: readonly string[],
  flags: readonly string[] = [],
): ChildProcess {
  return fork(fileURLToPath(new URL(program, import.meta.url)), args, { execArgv: [...flags] });
}

/** What it tells first. @throws where it ends before */
export function answerOf(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', (code, signal) =>
      reject(
        new Error(`${String(child.spawnargs[1])} ended by ${signal ?? String(code)} before it answered`),
      ),
    );
  });
}
