import { Agent, get } from 'node:http';
import { join } from 'node:path';
import { type JournalShape, PERIOD, groupCode } from './events.js';
import { dataFolderOf, journalOf } from './journals.js';
import { median, quantile } from './measure.js';
import { type Random, randomFrom } from './random.js';
import { LARGE } from './reports.js';
import { type Line, type Row, milliseconds } from './row.js';
import { mb, megabytes, serveActa, stopped } from './served.js';

const CLIENTS = 4;
const QUICK: JournalShape = { groups: 2, perGroup: 300, burst: 1 };

export const memory: Row = {
  describe: 'memory of the API with 1 million events in the store, after 10,000 reads over HTTP',
  seconds: 480,
  async run(context) {
    const shape = context.quick ? QUICK : LARGE;
    const reads = context.quick ? 100 : 10_000;
    await journalOf(context, shape);
    context.progress('starting the API');
    const keys = join(context.folder, 'persons.keys');
    const api = await serveActa({ data: dataFolderOf(context, shape), keys });
    try {
      const start = megabytes(api.pid, 'VmRSS');
      const times = await readMany(api.url, shape, reads, context.progress);
      return [lineOf(api.pid, start, times)];
    } finally {
      await stopped(api);
    }
  },
};

function lineOf(api: number, start: number, times: readonly number[]): Line {
  const [after, peak] = [megabytes(api, 'VmRSS'), megabytes(api, 'VmHWM')];
  return {
    what: `memory of the API, 1 million events in the store, after ${times.length.toLocaleString('en')} reads by ${String(CLIENTS)} clients (views, reports, summaries, timelines; no lists)`,
    baseline: '—',
    figures: `resident: ${mb(start)} at start, ${mb(after)} after, ${mb(peak)} at most; reads: p50 ${milliseconds(median(times))}, p99 ${milliseconds(quantile(times, 0.99))}`,
    measured: mb(after),
    goal: { text: '< 250 MB', reached: after < 250 },
    bound:
      '60 MB are Node.js’s own code, 16 MB SQLite’s pages, the rest the heap, which V8 is told to collect early (`apps/cli/src/serve.ts`); the journal stays in the file, and in the system’s cache of it. Reads queue for the one thread that answers: of 4 clients each waits for the other three.',
  };
}

async function readMany(
  url: string,
  shape: JournalShape,
  reads: number,
  progress: (text: string) => void,
): Promise<number[]> {
  const random = randomFrom('memory');
  const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS });
  const times: number[] = [];
  let asked = 0;
  const client = async (): Promise<void> => {
    while (asked < reads) {
      if (asked++ % 100 === 0) progress(`read ${String(asked)} of ${String(reads)}`);
      const start = performance.now();
      await fetchOne(url + pathFrom(random, shape), agent);
      times.push(performance.now() - start);
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  agent.destroy();
  return times;
}

/** What is asked: views, documents and timelines, of any group, now and then. Not lists: their index would be made first. */
function pathFrom(random: Random, { groups, perGroup }: JournalShape): string {
  const group = `/groups/${groupCode(random.below(groups))}`;
  const meeting = 1 + random.below(Math.max(1, Math.floor(perGroup / 170)));
  const when =
    random.below(2) === 0
      ? ''
      : `asOf=${String(Math.floor(groups * perGroup * (0.5 + random.below(500) / 1000)))}`;
  switch (random.below(6)) {
    case 0:
      return `${group}?${when}`;
    case 1:
      return `${group}/timeline?${when}`;
    case 2:
      return `${group}/reports/four-year/${PERIOD.from}..${PERIOD.to}?format=md&${when}`;
    case 3:
      return `${group}/reports/four-year/${PERIOD.from}..${PERIOD.to}?format=html&${when}`;
    case 4:
      return `${group}/meetings/${String(meeting)}/summary?format=md`;
    default:
      return `${group}/meetings/${String(meeting)}/outcomes/1`;
  }
}

function fetchOne(url: string, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (response) => {
      const { statusCode } = response;
      response
        .resume()
        .once('end', () =>
          statusCode === 200
            ? resolve()
            : reject(new Error(`${new URL(url).pathname} answered ${String(statusCode)}`)),
        );
    }).once('error', reject);
  });
}
