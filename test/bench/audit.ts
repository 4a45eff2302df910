import { type Journal, Reader, showHistory } from '@acta/application';
import { streamOf } from '@acta/domain';
import { LOG, createFinisher, groupCode } from './events.js';
import { journalOf } from './journals.js';
import { quantile, timed } from './measure.js';
import { LARGE } from './reports.js';
import { type Line, type Row, milliseconds } from './row.js';
import { openStore, using } from './store.js';

const QUICK = { groups: 8, perGroup: 300, burst: 1 };
const MEETING = 1;
/** No other row reads it: the journal is theirs, too. */
const GROUP = groupCode(99_999);
const AMENDMENTS = 200;
const ACTS_BESIDE = 150;

export const audit: Row = {
  describe: 'the history of an outcome with 200 amendments, in a journal of 1 million events',
  seconds: 600,
  async run(context) {
    const file = await journalOf(context, context.quick ? QUICK : LARGE);
    return using(await openStore(file), async (store) => {
      await amendOften(store);
      const times: number[] = [];
      const asked = context.quick ? 10 : 400;
      for (let i = -20; i < asked; i++) {
        const time = await timed(() => historyOf(store.journal));
        if (i >= 0) times.push(time);
      }
      return [lineOf(times)];
    });
  },
};

/** Asked of a reader that has kept nothing, as by whoever asks first. */
function historyOf(journal: Journal): void {
  const reader = new Reader(journal, Date.now, LOG);
  const subject = `${GROUP}/meetings/${String(MEETING)}/outcomes/1`;
  const { value } = showHistory({ reader, nameOf: () => undefined }, { group: GROUP, subject, when: {} });
  if (value.length !== AMENDMENTS + 2) throw new Error(`the history has ${String(value.length)} steps`);
}

function lineOf(times: readonly number[]): Line {
  const p99 = quantile(times, 0.99);
  return {
    what: `history of an outcome with ${String(AMENDMENTS)} amendments among ${String(ACTS_BESIDE)} other acts of its meeting, journal of 1 million`,
    baseline: '—',
    figures: `p50 ${milliseconds(quantile(times, 0.5))}, p99 ${milliseconds(p99)}`,
    measured: `p99 ${milliseconds(p99)}`,
    goal: { text: '< 20 ms', reached: p99 < 20 },
    bound: 'Reading and parsing the meeting’s events, and comparing each subject before and after each act.',
  };
}

/** Records the meeting, once: a journal that is kept has it already. */
async function amendOften({ journal, append }: Awaited<ReturnType<typeof openStore>>): Promise<void> {
  const stream = streamOf.meeting(GROUP, MEETING);
  if (journal.stream(LOG.prefix + stream, Infinity).length > 0) return;
  const finish = createFinisher('audit');
  const { recordedAt } = journal.head();
  const text = (words: string) => ({ language: 'en', text: words });
  const drafts = [
    {
      type: 'meeting-planned',
      data: { group: GROUP, ordinal: MEETING, held: { from: '2022-01-10' } },
    },
    { type: 'meeting-opened', data: {} },
    { type: 'outcome-recorded', data: { ordinal: 1, text: text('The meeting noted paper 0.') } },
    ...Array.from({ length: ACTS_BESIDE }, (_, i) => ({
      type: 'outcome-recorded',
      data: { ordinal: i + 2, text: text(`The meeting noted paper ${String(i + 1)}.`) },
    })),
    { type: 'meeting-closed', data: {} },
    { type: 'meeting-written-up', data: {} },
    ...Array.from({ length: AMENDMENTS }, (_, i) => ({
      type: 'outcome-amended',
      data: {
        ordinal: 1,
        class: 'editorial',
        text: text(`The meeting noted paper 0, version ${String(i)}.`),
      },
      reason: `the wording of ${String(i)}`,
      authority: { by: 'the Chair' },
    })),
  ];
  for (const [i, draft] of drafts.entries()) {
    // The literals above are events of the catalogue, whose union of types is not told by their list.
    const made = finish({ ...draft, stream } as Parameters<typeof finish>[0], recordedAt + i);
    await append(made.finished.stream, i === 0 ? 'noStream' : BigInt(i - 1), [made.event]);
  }
}
