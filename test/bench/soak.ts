import { type Bench, recordingOver, startBench } from './api.js';
import { load } from './load.js';
import type { Line, Row, RowContext } from './row.js';
import { mb, megabytes, stopped } from './served.js';

const MINUTES = 10;
const SAMPLE_MS = 10_000;
/** Small loads, one after the other: the time is looked at between them. */
const AT_ONCE = 500;

export const soak: Row = {
  describe: `memory of the API over ${String(MINUTES)} minutes of recording outcomes at 64 connections (only when named)`,
  seconds: MINUTES * 60 + 120,
  apart: true,
  async run(context) {
    const bench = await startBench(context);
    try {
      return [await soaking(bench, context)];
    } finally {
      await Promise.all([stopped(bench.acta), stopped(bench.echo)]);
    }
  },
};

async function soaking(bench: Bench, { quick, progress }: RowContext): Promise<Line> {
  const end = Date.now() + (quick ? 3_000 : MINUTES * 60_000);
  const next = recordingOver(bench, (i) => 1 + (i % 100));
  const samples: number[] = [];
  let recorded = 0;
  for (let sampled = 0; Date.now() < end; recorded += AT_ONCE) {
    await load(bench.acta.url, AT_ONCE, next, bench.headers);
    if (Date.now() - sampled < SAMPLE_MS) continue;
    sampled = Date.now();
    samples.push(megabytes(bench.acta.pid, 'VmRSS'));
    progress(`${recorded.toLocaleString('en')} recorded, ${mb(samples.at(-1) ?? 0)}`);
  }
  const third = Math.max(1, Math.floor(samples.length / 3));
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
  const [middle, last] = [mean(samples.slice(third, 2 * third)), mean(samples.slice(-third))];
  return {
    what: `memory of the API over ${String(MINUTES)} minutes of recording outcomes, ${recorded.toLocaleString('en')} of them`,
    baseline: 'the mean of its second third, of its last third',
    figures: `resident: ${samples.map((value) => value.toFixed(0)).join(', ')} MB, every ${String(SAMPLE_MS / 1000)} s`,
    measured: `${mb(middle)}, then ${mb(last)}`,
    goal: { text: 'flat: within a tenth', reached: last <= middle * 1.1 },
    bound:
      'The histories that are kept for deciding, 50,000 events at most; what V8 lets grow before it collects. Past that many in the same 100 meetings, each act reads its meeting anew, and fewer are recorded.',
  };
}
