import { type ClientRequest, get } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { request } from 'undici';
import { GROUP, type Bench, startBench } from './api.js';
import { median, quantile } from './measure.js';
import { type Line, type Row, milliseconds } from './row.js';
import { mb, megabytes, stopped } from './served.js';

const READERS = 500;
/** Between two acts, so that each is delivered before the next is recorded. */
const PAUSE_MS = 50;

export const feed: Row = {
  describe: 'the feed: from the recording of an act to its arrival at 500 readers of server-sent events',
  seconds: 120,
  async run(context) {
    const bench = await startBench(context);
    try {
      context.progress('connecting the readers');
      const readers = await connect(bench.acta.url, context.quick ? 20 : READERS);
      const delays = await deliver(bench, readers, context.quick ? 5 : 200);
      for (const reader of readers) reader.end();
      return [lineOf(delays, readers.length, megabytes(bench.acta.pid, 'VmRSS'))];
    } finally {
      await Promise.all([stopped(bench.acta), stopped(bench.echo)]);
    }
  },
};

function lineOf(delays: readonly number[], readers: number, memory: number): Line {
  const p99 = quantile(delays, 0.99);
  return {
    what: `feed: from posting an act to its arrival over server-sent events, ${String(readers)} readers, all of them on this machine`,
    baseline: '—',
    figures: `p50 ${milliseconds(median(delays))}, p99 ${milliseconds(p99)} over ${delays.length.toLocaleString('en')} deliveries; API resident ${mb(memory)}`,
    measured: `p99 ${milliseconds(p99)}`,
    goal: { text: '< 50 ms', reached: p99 < 50 },
    bound:
      'Writing the same event to each connection in turn, and reading it again in the one process that plays all readers.',
  };
}

/** A reader of the feed: told of each event as it arrives. */
interface Reader {
  heard: (position: string) => void;
  end(): void;
}

async function connect(url: string, count: number): Promise<Reader[]> {
  const readers: Reader[] = [];
  while (readers.length < count) {
    const batch = Array.from({ length: Math.min(50, count - readers.length) }, () => reading(url));
    readers.push(...(await Promise.all(batch)));
  }
  return readers;
}

function reading(url: string): Promise<Reader> {
  return new Promise((resolve, reject) => {
    let asking: ClientRequest | undefined = undefined;
    const reader: Reader = { heard: () => undefined, end: () => asking?.destroy() };
    asking = get(`${url}/events?group=${GROUP}`, (response) => {
      if (response.statusCode !== 200) {
        reject(new Error(`the feed answered ${String(response.statusCode)}`));
        return;
      }
      response.setEncoding('utf8').on('data', (text: string) => {
        for (const [, position] of text.matchAll(/^id: (\d+)\nevent: /gm)) reader.heard(position ?? '');
      });
      response.on('error', () => undefined);
      resolve(reader);
    });
    asking.once('error', reject);
  });
}

/** Records acts one by one; gives the milliseconds from posting each to each arrival. */
async function deliver(
  { acta, headers }: Bench,
  readers: readonly Reader[],
  acts: number,
): Promise<number[]> {
  const delays: number[] = [];
  for (let ordinal = 1; ordinal <= acts; ordinal++) {
    const start = performance.now();
    const arrived = readers.map(
      (reader) =>
        new Promise<void>((resolve) => {
          reader.heard = () => {
            delays.push(performance.now() - start);
            reader.heard = () => undefined;
            resolve();
          };
        }),
    );
    const answer = await request(`${acta.url}/groups/${GROUP}/meetings/1/outcomes`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({ ordinal, text: { language: 'en', text: `Outcome ${String(ordinal)}.` } }),
    });
    await answer.body.dump();
    if (answer.statusCode !== 201) throw new Error(`the act was answered ${String(answer.statusCode)}`);
    await Promise.all(arrived);
    await pause(PAUSE_MS);
  }
  return delays;
}
