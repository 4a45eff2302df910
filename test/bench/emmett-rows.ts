import { join } from 'node:path';
import { type StoredEvent, fromStore, fullName } from '@acta/application';
import { type Act, type MeetingEvents, type MeetingState, deciders, streamOf } from '@acta/domain';
import { foldStream } from '@acta/projections';
import { appendAll, take } from './appends.js';
import { type Emmett, type EmmettRead, emmettEvent, openEmmett } from './emmett-store.js';
import { type BenchEvent, LOG, groupCode, meetingOf, outcomesInTurn } from './events.js';
import { interleave, median, rate, ratio, timed } from './measure.js';
import { type Line, type Row, atLeast, milliseconds, perSecond, times } from './row.js';
import { openStore, using } from './store.js';

const STREAMS = 64;
const AS_IT_COMES = 'emmett-sqlite 0.38.5 as it comes (opens the file for every call)';
const KEPT = 'emmett-sqlite 0.38.5, its functions on one connection kept open';

export const emmettAppends: Row = {
  describe: 'the same appends against Emmett',
  seconds: 180,
  async run({ folder, quick, repeats, progress }) {
    const counts = quick ? { one: 20, slow: 10, many: 64 } : { one: 1_000, slow: 60, many: 4_000 };
    return using(await openStore(join(folder, 'acta.db')), async (store) =>
      using(await openEmmett(join(folder, 'emmett.db')), async (emmett) => {
        const ours = outcomesInTurn(STREAMS, 'OURS');
        const kept = outcomesInTurn(STREAMS, 'KEPT');
        const plain = outcomesInTurn(STREAMS, 'PLAIN');
        const measured = await interleave(
          repeats,
          {
            one: () => appendOurs(store, take(ours, counts.one), 1),
            many: () => appendOurs(store, take(ours, counts.many), STREAMS),
            kept: () => inTurn(take(kept, counts.one), (each) => appendKept(emmett, each)),
            plain: () => inTurn(take(plain, counts.slow), (each) => appendPlain(emmett, each)),
            // Its transactions count their nesting: those in flight on one connection join the first one's.
            joined: () => {
              const events = take(kept, counts.one);
              return rate(events.length, () => inFlight(events, (each) => appendKept(emmett, each)));
            },
          },
          progress,
        );
        progress(JSON.stringify(await emmett.durability()));
        return appendLines(measured, await emmett.durability());
      }),
    );
  },
};

function appendLines(
  measured: Record<'one' | 'many' | 'kept' | 'plain' | 'joined', number[]>,
  durability: { asItComes: string; kept: string },
): Line[] {
  const { one, many, kept, plain, joined } = measured;
  const figures = (a: number[], b: number[]) => `${perSecond(median(a))} against ${perSecond(median(b))}`;
  return [
    {
      what: 'appends, one at a time',
      baseline: `${AS_IT_COMES}; ${durability.asItComes}`,
      figures: figures(one, plain),
      ...atLeast(10, ratio(one, plain)),
      bound:
        'We wait for one fsync, which is nearly all of it; it also opens a file and syncs a checkpoint on closing: that is two to three syncs to our one, not ten.',
    },
    {
      what: 'appends, one at a time',
      baseline: `${KEPT}; ${durability.kept}`,
      figures: figures(one, kept),
      ...atLeast(10, ratio(one, kept)),
      bound:
        'Both wait for one fsync an append, which no store that syncs can be ten times quicker than; beside it, its statements each cross to a thread pool, as our append crosses to the writer. Ten times takes shared commits: the next line.',
    },
    {
      what: 'appends, 64 in flight over 64 streams',
      baseline: `${KEPT}, one after another: its store fails when called at once`,
      figures: figures(many, kept),
      ...atLeast(10, ratio(many, kept)),
      bound: 'We share commits; it cannot.',
    },
    {
      what: 'appends, 64 in flight over 64 streams',
      baseline: `${KEPT}, all at once: acknowledged before their commit, so not durable`,
      figures: figures(many, joined),
      measured: times(ratio(many, joined)),
      bound: 'For comparison only: what it acknowledges can be lost.',
    },
  ];
}

const appendOurs = (store: Parameters<typeof appendAll>[0], events: readonly BenchEvent[], lanes: number) =>
  rate(events.length, () => appendAll(store, events, lanes));

async function inTurn(
  events: readonly BenchEvent[],
  append: (event: BenchEvent) => Promise<void>,
): Promise<number> {
  return rate(events.length, async () => {
    for (const event of events) await append(event);
  });
}

async function inFlight(
  events: readonly BenchEvent[],
  append: (event: BenchEvent) => Promise<void>,
): Promise<void> {
  const queue = events[Symbol.iterator]();
  const lane = async (): Promise<void> => {
    for (let next = queue.next(); next.done !== true; next = queue.next()) await append(next.value);
  };
  await Promise.all(Array.from({ length: STREAMS }, lane));
}

const appendKept = (emmett: Emmett, { finished, revision }: BenchEvent) =>
  emmett.kept.append(finished.stream, finished, revision);

async function appendPlain(emmett: Emmett, { finished, revision }: BenchEvent): Promise<void> {
  const expectedStreamVersion = revision === 0 ? ('STREAM_DOES_NOT_EXIST' as const) : BigInt(revision);
  await emmett.asItComes.appendToStream(finished.stream, [emmettEvent(finished)], { expectedStreamVersion });
}

const LENGTH = 100;

export const emmettFold: Row = {
  describe: 'loading and folding a stream of 100 events against Emmett',
  seconds: 90,
  async run({ folder, quick, repeats, progress }) {
    const streams = quick ? 2 : 40;
    const loads = quick ? 4 : 400;
    return using(await openStore(join(folder, 'acta.db')), async (store) =>
      using(await openEmmett(join(folder, 'emmett.db')), async (emmett) => {
        for (let ordinal = 1; ordinal <= streams; ordinal++) {
          const events = meetingOf(LENGTH, ordinal);
          const name = events[0]?.finished.stream ?? '';
          await store.append(
            name,
            'noStream',
            events.map(({ event }) => event),
          );
          await emmett.kept.fill(
            name,
            events.map(({ finished }) => finished),
          );
        }
        const nameOf = (i: number) => fullName(LOG, streamOf.meeting(groupCode(0), (i % streams) + 1));
        const { journal } = store;
        const ours = (i: number) => foldOurs(journal.stream(nameOf(i), Infinity));
        const kept = async (i: number) => foldTheirs(await emmett.kept.read(nameOf(i)));
        const plain = async (i: number) =>
          (await emmett.asItComes.aggregateStream(nameOf(i), EMMETT_FOLD)).state;
        assertSame(ours(0), await kept(0), await plain(0));
        const each = (count: number, load: (i: number) => unknown) => async () =>
          (await timed(async () => {
            for (let i = 0; i < count; i++) await load(i);
          })) / count;
        const measured = await interleave(
          repeats,
          { ours: each(loads, ours), kept: each(loads, kept), plain: each(Math.ceil(loads / 4), plain) },
          progress,
        );
        return foldLines(measured);
      }),
    );
  },
};

const FLOOR =
  'Of ours, some 3.6 µs an event on a quiet core, three quarters are SQLite handing over the text (0.7 µs) and JSON.parse of it (1.9 µs): a fold that cost nothing would still miss. Parsed events kept in memory would pass it, and measure nothing.';

function foldLines({ ours, kept, plain }: Record<'ours' | 'kept' | 'plain', number[]>): Line[] {
  const line = (baseline: string, theirs: number[], bound: string): Line => ({
    what: 'loading and folding a stream of 100 events',
    baseline,
    figures: `${milliseconds(median(ours))} against ${milliseconds(median(theirs))}`,
    ...atLeast(5, ratio(theirs, ours)),
    bound,
  });
  return [
    line(AS_IT_COMES, plain, `For it, opening a file besides. ${FLOOR}`),
    line(KEPT, kept, `Both parse the same 100 JSON texts. ${FLOOR}`),
  ];
}

function foldOurs(stored: readonly StoredEvent[]): MeetingState {
  return foldStream(
    'meeting',
    stored.map((each) => fromStore(each, LOG)),
  );
}

/** The same evolve, on an act made of what Emmett gives. */
const EMMETT_FOLD = {
  initialState: () => deciders.meeting.initial(),
  evolve(state: MeetingState, { type, data, metadata }: EmmettRead): MeetingState {
    const recordedAt = Date.parse(metadata.recordedAt);
    const act = {
      id: metadata.id,
      type,
      data,
      position: Number(metadata.globalPosition),
      revision: Number(metadata.streamPosition) - 1,
      key: recordedAt,
      recordedAt,
      metadata,
    };
    deciders.meeting.evolve(state, act as Act<MeetingEvents>);
    return state;
  },
};

function foldTheirs(events: readonly EmmettRead[]): MeetingState {
  return events.reduce((state, event) => EMMETT_FOLD.evolve(state, event), EMMETT_FOLD.initialState());
}

/** Folding less than the other would be quicker. */
function assertSame(...states: readonly MeetingState[]): void {
  const seen = new Set(
    states.map(
      ({ status, contributions, outcomes }) =>
        `${status} ${String(contributions.size)} ${String(outcomes.size)}`,
    ),
  );
  if (seen.size !== 1) throw new Error(`the folds differ: ${[...seen].join(', ')}`);
}
