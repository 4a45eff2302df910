import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { V8_FLAGS } from '@acta/cli';
import { readableLine } from './eventstore-readable.js';
import { type BenchServer, SERVER, answerOf, serverWith, startChild } from './eventstore-server.js';
import { interleave, median, ratio } from './measure.js';
import { type Line, type Row, type RowContext, atLeast, perSecond } from './row.js';
import { mb } from './served.js';

/** What a process that followed the store tells: MB are of its resident memory. */
export interface CaughtUp {
  milliseconds: number;
  usual: number;
  most: number;
}

export const eventstore: Row = {
  describe: 'on EventStoreDB (the fake, or EVENTSTORE_URL): catching up, append to readable, memory',
  seconds: 600,
  run: async (context) => [
    await catchUpLine(context, context.quick ? 2_000 : 50_000),
    await readableLine(context),
    await memoryLine(context, context.quick ? 5_000 : 1_000_000),
  ],
};

async function catchUpLine(context: RowContext, count: number): Promise<Line> {
  context.progress(`a log of ${count.toLocaleString('en')} events`);
  return onServer(count, async (server) => {
    const { ours, raw } = await interleave(
      context.repeats,
      {
        ours: async () => {
          const { milliseconds: took } = await follow(context, server, count);
          return (count / took) * 1000;
        },
        raw: async () => (count / (await readAll(server, count))) * 1000,
      },
      (text) => context.progress(`catching up: ${text}`),
    );
    return {
      what: `EventStoreDB: a fresh journal catches up with ${count.toLocaleString('en')} events, durable; on ${SERVER}`,
      baseline: 'the vendor’s client reads the same events of $all, and throws them away',
      figures: `${perSecond(median(ours))} against ${perSecond(median(raw))}`,
      ...atLeast(0.5, ratio(ours, raw)),
      bound:
        'The client’s parsing on both sides; ours makes the hashed form, and the writer’s thread hashes, inserts and syncs. With the server that makes three busy threads on two cores, so that what others take of them falls on ours first.',
    };
  });
}

/** A fresh journal follows the store, in a process of its own. */
async function follow(
  { folder }: RowContext,
  { connectionString, prefix }: BenchServer,
  count: number,
): Promise<CaughtUp> {
  const file = join(folder, 'followed.db');
  const child = startChild(
    'eventstore-follow.child.js',
    [connectionString, prefix, file, String(count)],
    V8_FLAGS,
  );
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const answer = (await answerOf(child)) as CaughtUp;
  await ended;
  for (const part of ['', '-wal', '-shm']) rmSync(file + part, { force: true });
  return answer;
}

/** Milliseconds that the vendor's client takes in a process of its own. */
async function readAll({ connectionString, prefix, from }: BenchServer, count: number): Promise<number> {
  const args = [connectionString, prefix, String(count), ...(from === undefined ? [] : [from])];
  const child = startChild('eventstore-read.child.js', args, V8_FLAGS);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const took = (await answerOf(child)) as number;
  await ended;
  return took;
}

async function memoryLine(context: RowContext, count: number): Promise<Line> {
  context.progress(`a log of ${count.toLocaleString('en')} events`);
  return onServer(count, async (server) => {
    context.progress(`memory: catching up with ${count.toLocaleString('en')} events`);
    const { milliseconds: took, usual, most } = await follow(context, server, count);
    return {
      what: `EventStoreDB: memory of a process that does nothing but catch up with ${count.toLocaleString('en')} events; on ${SERVER}`,
      baseline: '—',
      figures: `resident: ${mb(usual)} half of the time, ${mb(most)} at most; ${perSecond((count / took) * 1000)}`,
      measured: mb(most),
      goal: { text: '< 300 MB', reached: most < 300 },
      bound:
        'At most some 2,500 events are held at a time; the rest is Node.js’s own code, SQLite’s pages, and a heap that V8 collects as early as that of the API (`apps/cli/src/serve.ts`).',
    };
  });
}

async function onServer<T>(count: number, work: (server: BenchServer) => Promise<T>): Promise<T> {
  const server = await serverWith(count);
  try {
    return await work(server);
  } finally {
    await server.stop();
  }
}
