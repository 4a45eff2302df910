import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Acta, loadConfig, openActa } from '@acta/runtime';
import { until } from '@acta/testing/until';
import { type Brokers, startBrokers } from '../kafka/brokers.js';
import { clientOf, consume, withAdmin } from '../kafka/client.js';
import { RELAY_FLAGS, startRelay } from '../kafka/relays.js';
import { contribution, establish, recorderOn } from '../support/feed-record.js';
import type { JournalShape } from './events.js';
import { answerOf, startChild } from './eventstore-server.js';
import { dataFolderOf, journalOf } from './journals.js';
import { interleave, median, quantile, ratio } from './measure.js';
import { LARGE } from './reports.js';
import { type Line, type Row, type RowContext, atLeast, milliseconds, perSecond } from './row.js';
import { mb, megabytes } from './served.js';

const PUBLISHED: JournalShape = { groups: 25, perGroup: 2_000, burst: 1 };
const QUICK: JournalShape = { groups: 2, perGroup: 300, burst: 1 };
const PARTITIONS = 6;
const GROUPS = Array.from({ length: 50 }, (_, index) => `G${String(index + 1)}`);
/** Between two acts: 200 a second. */
const PAUSE_MS = 5;
const OUTAGE_MS = 15_000;
const PUBLISHING_MS = 45_000;

export const relay: Row = {
  describe: 'the relay to Kafka, on a broker that it starts: throughput, append to consumer, memory',
  seconds: 420,
  async run(context) {
    const brokers = await startBrokers(1);
    try {
      return [
        await throughputLine(context, brokers),
        await readableLine(context, brokers),
        await memoryLine(context, brokers),
      ];
    } finally {
      await brokers.close();
    }
  },
};

const addressOf = ({ addresses }: Brokers): string => addresses[0] ?? '';

async function throughputLine(context: RowContext, brokers: Brokers): Promise<Line> {
  const shape = context.quick ? QUICK : PUBLISHED;
  await journalOf(context, shape);
  const count = shape.groups * shape.perGroup;
  const side = (name: 'ours' | 'bare') => async (): Promise<number> =>
    (count / (await published(name, count, dataFolderOf(context, shape), brokers))) * 1000;
  const { ours, bare } = await interleave(
    context.repeats,
    { ours: side('ours'), bare: side('bare') },
    (text) => context.progress(`throughput: ${text}`),
  );
  return {
    what: `relay: ${count.toLocaleString('en')} events of a journal published to Kafka, in transactions`,
    baseline:
      'kafkajs alone sends the same bytes, made beforehand, in the same transactions, with the same acknowledgements',
    figures: `${perSecond(median(ours))} against ${perSecond(median(bare))}`,
    ...atLeast(0.8, ratio(ours, bare)),
    bound:
      'Reading, parsing and converting each event, on the thread on which kafkajs encodes; the cursor, which is sent before the rest of its transaction; and the heap, which is kept small.',
  };
}

/** Milliseconds that one side takes in a process of its own, on a topic of its own. */
async function published(
  side: 'ours' | 'bare',
  count: number,
  data: string,
  brokers: Brokers,
): Promise<number> {
  const topic = `bench-${randomUUID()}`;
  await withAdmin(clientOf(addressOf(brokers)), (admin) =>
    admin.createTopics({ topics: [{ topic, numPartitions: PARTITIONS }] }),
  );
  const child = startChild(
    'relay-publish.child.js',
    [side, addressOf(brokers), topic, data, String(count)],
    // The client alone may use what memory it likes.
    side === 'ours' ? RELAY_FLAGS : ['--disable-warning=TimeoutNegativeWarning'],
  );
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const took = (await answerOf(child)) as number;
  await ended;
  return took;
}

async function readableLine(context: RowContext, brokers: Brokers): Promise<Line> {
  const acts = context.quick ? 100 : 4_000;
  const data = join(context.folder, 'data');
  const acta = await openActa(loadConfig({ ACTA_DATA: data }), { mode: 'write' });
  const settings = relaySettings(data, brokers);
  const relaying = startRelay(settings);
  try {
    await establish(recorderOn(acta), GROUPS);
    await until(() => relaying.leads());
    context.progress('append to consumer: 200 a second');
    const delays = await deliver(acta, { brokers, topic: settings.ACTA_KAFKA_TOPIC, acts });
    const [p50, p99] = [median(delays), quantile(delays, 0.99)];
    return {
      what: `relay: from giving an act to be recorded to its arrival at a read_committed consumer, 200 a second over ${String(GROUPS.length)} groups`,
      baseline: '—',
      figures: `p50 ${milliseconds(p50)}, p99 ${milliseconds(p99)} over ${delays.length.toLocaleString('en')} acts`,
      measured: `p50 ${milliseconds(p50)}, p99 ${milliseconds(p99)}`,
      goal: { text: 'p50 < 30 ms, p99 < 150 ms', reached: p50 < 30 && p99 < 150 },
      bound:
        'The relay looks every 10 ms; then a transaction: the cursor is sent, then the records, each after its partitions were named to the broker, and all are marked as committed before a consumer sees them.',
    };
  } finally {
    await relaying.end('SIGTERM');
    await acta.close();
  }
}

/** Gives acts at a steady pace, whatever becomes of those before. @returns milliseconds from each to its arrival */
async function deliver(
  acta: Acta,
  { brokers, topic, acts }: { brokers: Brokers; topic: string; acts: number },
) {
  const given = new Map<string, number>();
  const delays: number[] = [];
  const reader = await consume(clientOf(addressOf(brokers)), topic, ({ value }) => {
    const { number } = JSON.parse(String(value)) as { number?: string };
    const start = number === undefined ? undefined : given.get(number);
    if (start !== undefined) delays.push(performance.now() - start);
  });
  try {
    await until(() => reader.messages.length >= 2 * GROUPS.length);
    const give = recorderOn(acta);
    const first = performance.now();
    const recording: Promise<void>[] = [];
    for (let act = 0; act < acts; act++) {
      const due = first + act * PAUSE_MS;
      await pause(Math.max(0, due - performance.now()));
      const command = contribution(GROUPS[act % GROUPS.length] ?? '');
      given.set((command.data as { number: string }).number, due);
      recording.push(give(command));
    }
    await Promise.all(recording);
    await until(() => delays.length >= acts);
    return delays;
  } finally {
    await reader.close();
  }
}

/** The broker is away for a while, and back: what waits must not gather in the relay. */
async function memoryLine(context: RowContext, brokers: Brokers): Promise<Line> {
  const shape = context.quick ? QUICK : LARGE;
  await journalOf(context, shape);
  const relaying = startRelay(relaySettings(dataFolderOf(context, shape), brokers));
  try {
    await until(() => relaying.leads());
    context.progress('memory: while the broker is away');
    await brokers.stop(0, 'SIGKILL');
    await pause(context.quick ? 1_000 : OUTAGE_MS);
    const { pid = 0 } = relaying.process;
    const away = megabytes(pid, 'VmHWM');
    await brokers.restart(0);
    context.progress('memory: while it publishes');
    await pause(context.quick ? 5_000 : PUBLISHING_MS);
    const most = megabytes(pid, 'VmHWM');
    return {
      what: `relay: memory with ${(shape.groups * shape.perGroup).toLocaleString('en')} events waiting, the broker away for a while and back`,
      baseline: '—',
      figures: `resident: ${mb(away)} at most until the broker was back, ${mb(most)} at most in ${String(PUBLISHING_MS / 1000)} s of publishing`,
      measured: mb(most),
      goal: { text: '< 200 MB', reached: most < 200 },
      bound:
        'Two transactions of at most 1,000 events and some 1 MB are held at a time; the rest is Node.js’s own code, SQLite’s pages and what kafkajs encodes.',
    };
  } finally {
    await relaying.end('SIGTERM');
  }
}

function relaySettings(data: string, brokers: Brokers) {
  const topic = `bench-${randomUUID()}`;
  return {
    ACTA_DATA: data,
    ACTA_KAFKA_BROKERS: addressOf(brokers),
    ACTA_KAFKA_TOPIC: topic,
    ACTA_KAFKA_TRANSACTIONAL_ID: topic,
    ACTA_KAFKA_CREATE_TOPICS: 'true',
    ACTA_KAFKA_PARTITIONS: String(PARTITIONS),
  };
}
