import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Journal, Recorder, systemIds } from '@acta/application';
import type { Command } from '@acta/domain';
import type { SqliteStore } from '@acta/sqlite';
import { openBaseline } from './baseline.js';
import { type BenchEvent, LOG, groupCode, meetingOf, outcomesInTurn } from './events.js';
import { interleave, median, rate, ratio } from './measure.js';
import { type Line, type Row, type RowContext, atLeast, perSecond } from './row.js';
import { openStore, using } from './store.js';
import { noErasure, noVault } from './valid.js';

const IN_FLIGHT = 64;
const RAW = 'raw better-sqlite3, the same rows and indexes, FULL, one transaction each';

/** Takes the next `count` events. */
export function take(events: Iterator<BenchEvent>, count: number): BenchEvent[] {
  return Array.from({ length: count }, () => events.next().value as BenchEvent);
}

/** Appends with at most `inFlight` unanswered: each goes out as soon as there is room. */
export async function appendAll(
  store: Pick<SqliteStore, 'append'>,
  events: Iterable<BenchEvent>,
  inFlight: number,
): Promise<void> {
  const queue = events[Symbol.iterator]();
  const lane = async (): Promise<void> => {
    for (let next = queue.next(); next.done !== true; next = queue.next()) {
      const { finished, event, revision } = next.value;
      await store.append(finished.stream, revision === 0 ? 'noStream' : BigInt(revision - 1), [event]);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
}

interface Sides {
  store: SqliteStore;
  journal: Journal;
  raw: (events: readonly BenchEvent[]) => Promise<number>;
}

/** Opens our store and the baseline beside it. */
async function withSides<T>({ folder }: RowContext, work: (sides: Sides) => Promise<T>): Promise<T> {
  const file = join(folder, 'acta.db');
  return using(await openStore(file), (store) =>
    using(openBaseline(folder, file), (baseline) => {
      const raw = (events: readonly BenchEvent[]) =>
        rate(events.length, () => {
          for (const event of events) baseline.append(event);
        });
      return work({ store, journal: store.journal, raw });
    }),
  );
}

async function against(
  context: RowContext,
  streams: number,
  inFlight: number,
): Promise<{ ours: number[]; raw: number[] }> {
  const count = context.quick ? 64 : inFlight === 1 ? 2_000 : 6_000;
  const rawCount = context.quick ? 64 : 2_000;
  return withSides(context, ({ store, raw }) => {
    const ours = outcomesInTurn(streams, 'OURS');
    const theirs = outcomesInTurn(streams, 'RAW');
    return interleave(
      context.repeats,
      {
        ours: () => {
          const events = take(ours, count);
          return rate(count, () => appendAll(store, events, inFlight));
        },
        raw: () => raw(take(theirs, rawCount)),
      },
      context.progress,
    );
  });
}

function lineOf(
  what: string,
  goal: number,
  { ours, raw }: { ours: number[]; raw: number[] },
  bound: string,
): Line {
  return {
    what,
    baseline: RAW,
    figures: `${perSecond(median(ours))} against ${perSecond(median(raw))}`,
    ...atLeast(goal, ratio(ours, raw)),
    bound,
  };
}

export const appendsOne: Row = {
  describe: 'appends one at a time, durable, against raw better-sqlite3',
  seconds: 90,
  run: async (context) => [
    lineOf(
      'appends, one at a time',
      0.75,
      await against(context, IN_FLIGHT, 1),
      'One fsync each on both sides; ours adds the way to the writer’s thread and back, which keeps the event loop free. While other work holds a core, each of the two ways waits for the scheduler, and the ratio falls.',
    ),
  ],
};

export const appendsMany: Row = {
  describe: 'appends, 64 in flight, over 64 streams, over one, and commands of one meeting',
  seconds: 180,
  async run(context) {
    const many = await against(sub(context, 'many'), IN_FLIGHT, IN_FLIGHT);
    const one = await against(sub(context, 'one'), 1, IN_FLIGHT);
    const commands = await hotMeeting(sub(context, 'commands'));
    return [
      lineOf(
        'appends, 64 in flight over 64 streams',
        4,
        many,
        'Appends that wait share a commit: what is left is passing them between threads and SQLite’s inserts.',
      ),
      lineOf(
        'appends, 64 in flight over one stream (the store, revisions given without waiting)',
        4,
        one,
        'The same: a stream of its own costs nothing.',
      ),
      lineOf(
        'commands, 64 in flight in one meeting (the Recorder: judged, sealed, hashed, appended)',
        4,
        commands,
        'The main thread: two canonical JSON texts, judging, a hash, promises; about 27 µs a command, while the writer’s thread commits those before.',
      ),
    ];
  },
};

function sub(context: RowContext, name: string): RowContext {
  const folder = join(context.folder, name);
  mkdirSync(folder);
  return { ...context, folder, progress: (text) => context.progress(`${name}: ${text}`) };
}

/** Contributions to one meeting, as commands to the application's Recorder; a new meeting each time. */
async function hotMeeting(context: RowContext): Promise<{ ours: number[]; raw: number[] }> {
  const count = context.quick ? 64 : 4_000;
  const rawCount = context.quick ? 64 : 2_000;
  return withSides(context, async ({ store, journal, raw }) => {
    const recorder = new Recorder({
      store,
      journal,
      vault: noVault,
      erase: noErasure,
      clock: Date.now,
      ids: systemIds,
      log: LOG,
    });
    const record = (command: Command) =>
      recorder.record({ command, caller: CALLER, commandId: systemIds.uuid(), backfill: false });
    await record(ESTABLISHING);
    const theirs = outcomesInTurn(1, 'RAW');
    let ordinal = 0;
    return interleave(
      context.repeats,
      {
        ours: async () => {
          await record(planning(++ordinal));
          const commands = submissions(ordinal, count)[Symbol.iterator]();
          const lane = async (): Promise<void> => {
            for (let next = commands.next(); next.done !== true; next = commands.next())
              await record(next.value);
          };
          return rate(count, () => Promise.all(Array.from({ length: IN_FLIGHT }, lane)));
        },
        raw: () => raw(take(theirs, rawCount)),
      },
      context.progress,
    );
  });
}

/** Who gives the commands. */
export const CALLER = {
  subject: '01985a10-0000-7000-8000-00000000beef',
  assurance: 'asserted',
  actingAs: { role: 'secretariat' },
} as const;

export const ESTABLISHING: Command = {
  type: 'establish-group',
  data: { group: groupCode(0), acronym: 'B', name: { language: 'en', text: 'Bench' } },
};

/** Plans a meeting of the group. */
export function planning(ordinal: number): Command {
  const held = { from: '2026-01-05', place: 'Geneva' };
  return { type: 'plan-meeting', data: { group: groupCode(0), ordinal, held } };
}

/** Contributions to a meeting that is planned. */
export function submissions(ordinal: number, count: number): Command[] {
  const samples = meetingOf(32, 1).filter(({ event }) => event.type === 'contribution-submitted');
  const stream = `meeting-${groupCode(0)}-${String(ordinal)}`;
  return Array.from({ length: count }, (_, i) => {
    const like = samples[i % samples.length]?.finished.data as Record<string, unknown>;
    return {
      type: 'submit-contribution',
      stream,
      data: { ...like, number: `B-${String(ordinal)}/${String(i + 1)}` },
    };
  });
}
