import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type JournalShape, PERIOD, groupCode } from './events.js';
import { dataFolderOf, journalOf } from './journals.js';
import { median, quantile } from './measure.js';
import { type Random, randomFrom } from './random.js';
import { LARGE } from './reports.js';
import { type Line, type Row, type RowContext, milliseconds } from './row.js';

const API = fileURLToPath(new URL('../../../apps/api/dist/main.js', import.meta.url));
const CLIENTS = 4;
const QUICK: JournalShape = { groups: 2, perGroup: 300, burst: 1 };

export const memory: Row = {
  describe: 'memory of the API with 1 million events in the store, after 10,000 reads over HTTP',
  seconds: 480,
  async run(context) {
    const shape = context.quick ? QUICK : LARGE;
    const reads = context.quick ? 100 : 10_000;
    await journalOf(context, shape);
    const api = await startApi(context, dataFolderOf(context, shape));
    try {
      const start = megabytes(api.process, 'VmRSS');
      const times = await readMany(api.url, shape, reads, context.progress);
      return [lineOf(api.process, start, times)];
    } finally {
      await stopped(api.process);
    }
  },
};

function lineOf(api: ChildProcess, start: number, times: readonly number[]): Line {
  const [after, peak] = [megabytes(api, 'VmRSS'), megabytes(api, 'VmHWM')];
  return {
    what: `memory of the API, 1 million events in the store, after ${times.length.toLocaleString('en')} reads by ${String(CLIENTS)} clients (views, reports, summaries, timelines; no lists)`,
    baseline: '—',
    figures: `resident: ${mb(start)} at start, ${mb(after)} after, ${mb(peak)} at most; reads: p50 ${milliseconds(median(times))}, p99 ${milliseconds(quantile(times, 0.99))}`,
    measured: mb(after),
    goal: { text: '< 250 MB', reached: after < 250 },
    bound: 'Node.js, Nest and the garbage that the largest report leaves; the journal stays in the file, and in the system’s cache of it.',
  };
}

const mb = (value: number): string => `${value.toFixed(0)} MB`;

/** Resident memory (VmRSS), or the most that it ever was (VmHWM), in MB. */
function megabytes({ pid }: ChildProcess, what: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${String(pid)}/status`, 'utf8');
  const kib = new RegExp(`^${what}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1];
  if (kib === undefined) throw new Error(`the system does not tell ${what}`);
  return (Number(kib) * 1024) / 1e6;
}

interface Api {
  process: ChildProcess;
  url: string;
}

/** Starts the API on a free port of the loopback interface; resolves when it says where it listens. */
function startApi({ folder, progress }: RowContext, data: string): Promise<Api> {
  progress('starting the API');
  const api = spawn(process.execPath, [API], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env.PATH, ACTA_DATA: data, ACTA_KEYS: join(folder, 'persons.keys'), ACTA_PORT: '0' },
  });
  return new Promise((resolve, reject) => {
    let said = '';
    api.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const url = /http:\/\/[^\s/]+:\d+/.exec(said)?.[0];
      if (url !== undefined) resolve({ process: api, url });
    });
    api.once('exit', (code) => reject(new Error(`the API ended with ${String(code)} before it listened`)));
  });
}

async function stopped(api: ChildProcess): Promise<void> {
  if (api.exitCode !== null) return;
  const ended = new Promise((resolve) => api.once('exit', resolve));
  api.kill('SIGTERM');
  await ended;
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
  const when = random.below(2) === 0 ? '' : `asOf=${String(Math.floor(groups * perGroup * (0.5 + random.below(500) / 1000)))}`;
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
      response.resume().once('end', () =>
        statusCode === 200 ? resolve() : reject(new Error(`${new URL(url).pathname} answered ${String(statusCode)}`)),
      );
    }).once('error', reject);
  });
}
