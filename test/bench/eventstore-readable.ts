import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type EventStore, type Journal, Recorder, systemIds } from '@acta/application';
import { type Command, groupOf } from '@acta/domain';
import { openEventStoreDb } from '@acta/eventstoredb';
import { openSqliteReplica } from '@acta/sqlite';
import { EventStoreDBClient } from '@eventstore/db-client';
import { CALLER, ESTABLISHING, planning, submissions } from './appends.js';
import { type KeptEvent, PER_STREAM, meetingsIn } from './eventstore-log.js';
import { type BenchServer, SERVER, appendRaw, serverWith } from './eventstore-server.js';
import { interleave, median, quantile } from './measure.js';
import { type Line, type RowContext, milliseconds } from './row.js';
import { using } from './store.js';
import { noErasure, noVault } from './valid.js';

const PER_SECOND = 200;
const MEETINGS = 20;
/** How long each round lasts. */
const SECONDS = 2;

type Act = () => Promise<unknown>;

/** Commands at an even pace, each timed until its node can read what it did, against appends by the client alone. */
export async function readableLine(context: RowContext): Promise<Line> {
  const count = (context.quick ? 1 : SECONDS) * PER_SECOND;
  const ours: number[] = [];
  const raw: number[] = [];
  const round = async (all: number[], act: Act): Promise<number> => {
    const times = await steadily(count, act);
    all.push(...times);
    return quantile(times, 0.99);
  };
  const total = count * (context.repeats + 1);
  await onNode(context, total, (command, append) =>
    interleave(context.repeats, { ours: () => round(ours, command), raw: () => round(raw, append) }, (text) =>
      context.progress(`append to readable: ${text}`),
    ),
  );
  // Without the first round, which warms up.
  return lineOf(ours.slice(count), raw.slice(count));
}

function lineOf(ours: readonly number[], raw: readonly number[]): Line {
  const p99 = quantile(ours, 0.99);
  const figuresOf = (times: readonly number[]) =>
    `p50 ${milliseconds(median(times))}, p99 ${milliseconds(quantile(times, 0.99))}`;
  return {
    what: `EventStoreDB: from a command to its being readable on the same node, ${String(PER_SECOND)} commands a second to ${String(MEETINGS)} meetings; on ${SERVER}`,
    baseline: 'the vendor’s client appends as often, one event each, until acknowledged',
    figures: `${figuresOf(ours)} against ${figuresOf(raw)}`,
    measured: `p99 ${milliseconds(p99)}`,
    goal: { text: '< 50 ms', reached: p99 < 50 },
    bound:
      'Judging, the append, its way back by the subscription, and a synced commit of the journal: four changes of process or thread, each of which waits for the scheduler on a busy machine.',
  };
}

/** A node on a server of its own: each call of the two gives a command, or an append by the client alone. */
async function onNode(
  { folder }: RowContext,
  total: number,
  work: (command: Act, append: Act) => Promise<unknown>,
): Promise<void> {
  const server = await serverWith(0);
  const { connectionString, prefix } = server;
  const beside = Array.from({ length: MEETINGS }, (_, i) => `raw-${prefix}${String(i + 1)}`);
  const written = [...beside];
  const file = join(folder, 'node.db');
  const client = EventStoreDBClient.connectionString(connectionString);
  try {
    const replica = await openSqliteReplica({ file, mode: 'write', prefix, groupOf, source: 'esdb' });
    await using(replica, async ({ journal }) => {
      const opened = await openEventStoreDb({ connection: { connectionString }, replica, prefix });
      await using(opened, async (store) => {
        const command = await commandsOn(store, journal, server, total);
        await work(command, appendsTo(client, beside));
      });
      written.push(...journal.streams(prefix, journal.head().position));
    });
  } finally {
    await client.dispose();
    await server.stop(written);
  }
}

/** So many contributions, to the meetings in turn. */
async function commandsOn(
  store: EventStore,
  journal: Journal,
  { log, prefix }: BenchServer,
  total: number,
): Promise<Act> {
  const recorder = new Recorder({
    store,
    journal,
    vault: noVault,
    erase: noErasure,
    clock: Date.now,
    ids: systemIds,
    log: { name: log, prefix },
  });

  async function record(command: Command): Promise<void> {
    const request = { command, caller: CALLER, commandId: systemIds.uuid(), backfill: false };
    const { position } = await recorder.record(request);
    if (journal.head().position < position) throw new Error('acknowledged, and not in the journal');
  }

  await record(ESTABLISHING);
  for (let ordinal = 1; ordinal <= MEETINGS; ordinal++) await record(planning(ordinal));
  const meetings = Array.from({ length: MEETINGS }, (_, i) => submissions(i + 1, total / MEETINGS));
  let made = 0;
  return () => {
    const command = meetings[made % MEETINGS]?.[Math.floor(made / MEETINGS)];
    made++;
    return record(command as Command);
  };
}

/** Appends of one event each, to the streams in turn. */
function appendsTo(client: EventStoreDBClient, streams: readonly string[]): Act {
  const events = [...meetingsIn('', PER_STREAM)].flatMap((append) => append.events);
  let made = 0;
  return () => {
    const stream = streams[made % streams.length] ?? '';
    const event = events[made++ % events.length] as KeptEvent;
    return appendRaw(client, stream, [{ ...event, id: systemIds.uuid() }]);
  };
}

/** Starts so many at an even pace, whether or not those before have ended. Milliseconds from when each was due. */
async function steadily(count: number, act: Act): Promise<number[]> {
  const start = performance.now();
  const times: Promise<number>[] = [];
  for (let i = 0; i < count; i++) {
    const due = start + (i * 1000) / PER_SECOND;
    for (let early = due - performance.now(); early > 0; early = due - performance.now()) await sleep(early);
    times.push(act().then(() => performance.now() - due));
  }
  return Promise.all(times);
}
