import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Asked, CONNECTIONS, load } from './load.js';
import { interleave, median, rate, ratio } from './measure.js';
import { type Line, type Row, type RowContext, atLeast, perSecond, times } from './row.js';
import { type Served, placeIn, said, serveActa, serveEcho, stopped } from './served.js';

export const GROUP = 'CWG-BENCH';
const MEETINGS = 100;
/** A meeting of its own for reading, with as many outcomes as one of the real record has at most, twice over. */
const READ = MEETINGS + 1;
const READ_OUTCOMES = 10;
/** The meeting that everybody writes to at once. */
const HOT = MEETINGS + 2;

export const api: Row = {
  describe: 'the API over HTTP: recording outcomes and reading a summary, against a bare Fastify route',
  seconds: 240,
  async run(context) {
    const bench = await startBench(context);
    const requests = context.quick ? 200 : 4_000;
    try {
      const spread = await writing(bench, context, requests, (i) => 1 + (i % MEETINGS));
      const hot = await writing(bench, context, requests, () => HOT);
      return [
        {
          what: `recording an outcome over HTTP, ${String(CONNECTIONS)} connections over ${String(MEETINGS)} meetings (token, policy, rules, durable)`,
          baseline: 'a bare Fastify route that parses and echoes the same JSON',
          figures: `${perSecond(median(spread.acta))} against ${perSecond(median(spread.echo))}`,
          ...atLeast(0.25, ratio(spread.acta, spread.echo)),
          bound:
            'One thread: the token, Nest’s pipeline, judging, hashing, canonical JSON. The disk is not it: commits are shared.',
        },
        {
          what: `the same on one hot meeting, ${String(HOT_SHARE)} × of that being the goal`,
          baseline: 'the line above, each against its echo',
          figures: `${perSecond(median(hot.acta))} against ${perSecond(median(spread.acta))}`,
          ...atLeast(HOT_SHARE, ratio(hot.acta, hot.echo) / ratio(spread.acta, spread.echo)),
          bound:
            'Commands of one stream are judged in order on a state that is kept; nothing waits for a commit but its answer.',
        },
        ...(await reading(bench, context, requests)),
      ];
    } finally {
      await Promise.all([stopped(bench.acta), stopped(bench.echo)]);
    }
  },
};

const HOT_SHARE = 0.7;

/** The API and the bare route, each in a process of its own. */
export interface Bench {
  acta: Served;
  echo: Served;
  headers: Record<string, string>;
  /** Counts the outcomes of each meeting: no two get one number. */
  ordinals: Map<number, number>;
}

export async function startBench({ folder, progress }: RowContext): Promise<Bench> {
  progress('making a record with meetings that are open');
  const place = placeIn(folder);
  const file = join(folder, 'open-meetings.ndjson');
  writeFileSync(file, openMeetings());
  said(['import', file], place);
  const acta = await serveActa(place);
  const token = said(['dev-token', '--role', 'secretariat'], place);
  const headers = { authorization: `Bearer ${token}` };
  return { acta, echo: await serveEcho(), headers, ordinals: new Map() };
}

/** Commands that bring a group with open meetings into the record. */
function openMeetings(): string {
  const provenance = { document: 'the benchmark' };
  const text = (words: string) => ({ language: 'en', text: words });
  const meeting = (ordinal: number) => ({
    type: 'plan-meeting',
    effectiveAt: '2020-01-01',
    provenance,
    data: { group: GROUP, ordinal, held: { from: '2020-01-01' }, state: 'opened' },
  });
  const commands: object[] = [
    {
      type: 'establish-group',
      effectiveAt: '2019-01-01',
      provenance,
      data: { group: GROUP, acronym: GROUP, name: text('The group of the benchmark') },
    },
    ...Array.from({ length: HOT }, (_, i) => meeting(i + 1)),
    ...Array.from({ length: READ_OUTCOMES }, (_, i) => ({
      type: 'record-outcome',
      stream: `meeting-${GROUP}-${String(READ)}`,
      effectiveAt: '2020-01-01',
      provenance,
      data: { ordinal: i + 1, text: text(`The meeting noted paper ${String(i + 1)}.`) },
    })),
  ];
  return commands.map((command) => `${JSON.stringify(command)}\n`).join('');
}

/** Requests that record one outcome each, in the meetings that are named one after the other. */
export function recordingOver(
  { ordinals }: Pick<Bench, 'ordinals'>,
  meetingOf: (i: number) => number,
): () => Asked {
  let i = 0;
  return () => {
    const meeting = meetingOf(i++);
    const ordinal = (ordinals.get(meeting) ?? 0) + 1;
    ordinals.set(meeting, ordinal);
    const path = `/groups/${GROUP}/meetings/${String(meeting)}/outcomes`;
    return { method: 'POST', path, body: outcome(ordinal) };
  };
}

function outcome(ordinal: number): string {
  return JSON.stringify({
    ordinal,
    text: {
      language: 'en',
      text: `The Chair noted contribution ${String(ordinal)}, and thanked its authors.`,
    },
    attribution: { as: 'The Chair', kind: 'chair' },
    verb: { as: 'noted', code: 'noted' },
  });
}

function writing(
  bench: Bench,
  { repeats, progress }: RowContext,
  count: number,
  meetingOf: (i: number) => number,
): Promise<Record<'acta' | 'echo', number[]>> {
  const { acta, echo, headers } = bench;
  const recording = recordingOver(bench, meetingOf);
  let echoed = 0;
  const echoing = (): Asked => ({ method: 'POST', path: '/echo', body: outcome(++echoed) });
  return interleave(
    repeats,
    {
      acta: () => rate(count, () => load(acta.url, count, recording, headers)),
      echo: () => rate(count, () => load(echo.url, count, echoing)),
    },
    progress,
  );
}

async function reading(
  { acta, echo }: Bench,
  { repeats, progress }: RowContext,
  count: number,
): Promise<Line[]> {
  const summary = `/groups/${GROUP}/meetings/${String(READ)}`;
  const got = (path: string) => () =>
    rate(count, () => load(acta.url, count, () => ({ method: 'GET', path })));
  const measured = await interleave(
    repeats,
    {
      acta: got(summary),
      nothing: got('/health'),
      echo: () =>
        rate(count, () => load(echo.url, count, () => ({ method: 'POST', path: '/echo', body: outcome(1) }))),
    },
    progress,
  );
  const against = (rates: number[]) =>
    `${perSecond(median(rates))} against ${perSecond(median(measured.echo))}`;
  return [
    {
      what: `reading a meeting's summary with ${String(READ_OUTCOMES)} outcomes, as it is now, ${String(CONNECTIONS)} connections`,
      baseline: 'the bare Fastify route, echoing an outcome as above',
      figures: against(measured.acta),
      ...atLeast(0.4, ratio(measured.acta, measured.echo)),
      bound:
        'Nothing is read or made anew while the record stays the same. What is left is the next line, and handing some 12 KB to the kernel: a fifth of the time.',
    },
    {
      what: 'the same pipeline for an answer that takes no reading (`/health`)',
      baseline: 'as above',
      figures: against(measured.nothing),
      measured: times(ratio(measured.nothing, measured.echo)),
      bound:
        'For comparison: what Nest’s guards, interceptors and the headers take of a read before it reads.',
    },
  ];
}
