import { type BlobStore, type Journal, Reader, reportDocument } from '@acta/application';
import { instantOf } from '@acta/domain';
import { LOG, PERIOD, type JournalShape, groupCode } from './events.js';
import { journalOf } from './journals.js';
import { median, quantile, ratio, timed } from './measure.js';
import { type Random, randomFrom } from './random.js';
import { type Line, type Row, type RowContext, milliseconds, within } from './row.js';
import { openStore, using } from './store.js';

const BASELINE = 'the same group in a journal of 10 thousand events';

export const SMALL: JournalShape = { groups: 5, perGroup: 2_000, burst: 1 };
export const LARGE: JournalShape = { groups: 500, perGroup: 2_000, burst: 1 };
const QUICK_SMALL: JournalShape = { groups: 2, perGroup: 300, burst: 1 };
const QUICK_LARGE: JournalShape = { groups: 8, perGroup: 300, burst: 1 };

export const reports: Row = {
  describe: 'the four-year report at random past moments, in journals of 10 thousand and 1 million events',
  seconds: 600,
  async run(context) {
    const small = await journalOf(context, context.quick ? QUICK_SMALL : SMALL);
    const large = await journalOf(context, context.quick ? QUICK_LARGE : LARGE);
    return using(await openStore(small, 'read'), async (here) =>
      using(await openStore(large, 'read'), (there) => compare(context, here.journal, there.journal)),
    );
  },
};

async function compare(
  { quick, repeats, progress }: RowContext,
  small: Journal,
  large: Journal,
): Promise<Line[]> {
  const asked = quick ? 10 : 200;
  const random = randomFrom('reports');
  const [here, there] = [reporter(small), reporter(large)];
  const p50: { small: number[]; large: number[] } = { small: [], large: [] };
  const all: number[] = [];
  for (let repeat = 0; repeat <= repeats; repeat++) {
    progress(repeat === 0 ? 'warming up' : `repeat ${String(repeat)} of ${String(repeats)}`);
    const times: { small: number[]; large: number[] } = { small: [], large: [] };
    for (let i = 0; i < asked; i++) {
      const moment = momentFrom(random);
      const first = i % 2 === 0;
      if (first) times.small.push(await timed(() => here(moment)));
      times.large.push(await timed(() => there(moment)));
      if (!first) times.small.push(await timed(() => here(moment)));
    }
    if (repeat === 0) continue;
    p50.small.push(median(times.small));
    p50.large.push(median(times.large));
    all.push(...times.large);
  }
  return linesOf(p50, quantile(all, 0.99));
}

function linesOf(p50: { small: number[]; large: number[] }, p99: number): Line[] {
  const what =
    'four-year report in Markdown at a random past moment, group of 2,000 events, journal of 1 million';
  return [
    {
      what: `${what}: p50`,
      baseline: BASELINE,
      figures: `${milliseconds(median(p50.large))} against ${milliseconds(median(p50.small))}`,
      ...within(1.3, ratio(p50.large, p50.small)),
      bound:
        'A report reads its own group’s events alone; the group is spread evenly over the journal, so that in the larger file each event lies on a page of its own.',
    },
    {
      what: `${what}: p99`,
      baseline: '—',
      figures: milliseconds(p99),
      measured: milliseconds(p99),
      goal: { text: '< 50 ms', reached: p99 < 50 },
      bound:
        'About 27 ms of processor for the most that there is, 2,000 events: reading and parsing them a third, composing and rendering half, collecting what they leave an eighth; beyond that, waiting for a core.',
    },
  ];
}

/** A moment of the past: how far into the record, and, half of the time, how far back of that what is in force. */
interface Past {
  recorded: number;
  inForce: number | undefined;
}

function momentFrom(random: Random): Past {
  const share = (): number => random.bits() / 2 ** 32;
  // The first events establish the group: before them there is nothing to report on.
  return { recorded: 0.02 + share() * 0.98, inForce: share() < 0.5 ? undefined : share() };
}

/** Makes the report as the API does: resolves the point, reads the group, folds, composes, renders. */
function reporter(journal: Journal): (past: Past) => Promise<void> {
  const head = journal.head().position;
  const start = journal.recordedAt(Math.ceil(head * 0.02));
  return async ({ recorded, inForce }) => {
    const position = Math.floor(head * recorded);
    // One that has kept nothing: it is reading that is measured, too.
    const reader = new Reader(journal, Date.now, LOG);
    const at = inForce === undefined ? undefined : start + (journal.recordedAt(position) - start) * inForce;
    const { bytes } = await reportDocument(
      { reader, readerFor: () => reader, blobs: NO_BLOBS, nameOf: () => undefined },
      {
        group: groupCode(0),
        kind: 'four-year',
        covers: { period: PERIOD },
        when: { asOf: String(position), at: at === undefined ? undefined : instantOf(Math.floor(at)) },
        language: 'en',
        format: 'md',
        reading: 'current',
      },
    );
    if (bytes.length < 500) throw new Error('the report is empty');
  };
}

const none = (): never => {
  throw new Error('nothing is issued in the benchmark');
};
const NO_BLOBS: BlobStore = { put: none, putStream: none, get: none, has: none, remove: none, list: none };
