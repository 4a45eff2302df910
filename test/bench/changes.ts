import { type Journal, Reader, showChanges, showStep } from '@acta/application';
import { dayOf } from '@acta/domain';
import type { ChangesAxis } from '@acta/projections';
import Database from 'better-sqlite3';
import { LOG, type JournalShape, groupCode } from './events.js';
import { journalOf } from './journals.js';
import { quantile, timed } from './measure.js';
import { type Random, randomFrom } from './random.js';
import { type Line, type Row, type RowContext, milliseconds } from './row.js';
import { openStore, using } from './store.js';

const SHAPE: JournalShape = { groups: 200, perGroup: 5_000, burst: 150 };
const QUICK: JournalShape = { groups: 2, perGroup: 800, burst: 150 };
const GROUP = groupCode(0);
const YEAR = 365 * 86_400_000;
const AXES: readonly ChangesAxis[] = ['at', 'as-of', 'both'];

export const changes: Row = {
  describe: 'what changed in a group of 5,000 events since two years ago, and one step of its replay',
  seconds: 600,
  async run(context) {
    const file = await journalOf(context, context.quick ? QUICK : SHAPE);
    return using(await openStore(file, 'read'), ({ journal }) =>
      using(new Database(file, { readonly: true }), async (db) => [
        await changesLine(context, journal, parserOf(db)),
        await stepLine(context, journal),
      ]),
    );
  },
};

async function changesLine(
  { quick, repeats }: RowContext,
  journal: Journal,
  parse: () => void,
): Promise<Line> {
  const random = randomFrom('changes');
  const ours: number[] = [];
  const parsing: number[] = [];
  const reader = new Reader(journal, Date.now, LOG);
  const asked = quick ? 5 : 30;
  for (let i = 0; i < asked * (repeats + 1); i++) {
    const took = await timed(() => changesOnce({ journal, reader }, random));
    const parsed = await timed(parse);
    if (i < asked) continue;
    ours.push(took);
    parsing.push(parsed);
  }
  const p99 = quantile(ours, 0.99);
  return {
    what: 'changes since two years ago, group of 5,000 events that was read before, journal of 1 million: p99',
    baseline: 'better-sqlite3 reads every row of the group, and JSON.parse of its body: p99',
    figures: `${milliseconds(p99)} against ${milliseconds(quantile(parsing, 0.99))}`,
    measured: milliseconds(p99),
    goal: { text: '< 100 ms', reached: p99 < 100 },
    bound:
      'Taking every subject apart twice, and comparing all fields. Whoever asks first of a group waits for its events to be read and parsed, too.',
  };
}

function changesOnce({ journal, reader }: { journal: Journal; reader: Reader }, random: Random): void {
  const head = journal.head();
  const moment = head.recordedAt - 2 * YEAR + random.below(180) * 86_400_000;
  const { value } = showChanges(
    { journal, reader, nameOf: () => undefined },
    { group: GROUP, since: dayOf(moment), axis: random.pick(AXES), when: { asOf: String(head.position) } },
  );
  if (value.length < 10) throw new Error('hardly anything changed');
}

/** Parses each row of the group's events, as often as it is called. */
function parserOf(db: Database.Database): () => void {
  const rows = db.prepare(
    // In this order: by the group's streams, each through the index of its events.
    'SELECT event.body FROM stream CROSS JOIN event ON event.stream_id = stream.id WHERE stream.group_code = ?',
  );
  return () => {
    let parsed = 0;
    for (const row of rows.iterate(GROUP)) {
      JSON.parse((row as { body: string }).body);
      parsed++;
    }
    if (parsed < 500) throw new Error(`the group has ${String(parsed)} events`);
  };
}

async function stepLine({ quick, repeats }: RowContext, journal: Journal): Promise<Line> {
  const random = randomFrom('steps');
  const reader = new Reader(journal, Date.now, LOG);
  const { position: head } = journal.head();
  const positions = [...reader.group(GROUP, head)].flatMap(([stream, entries]) =>
    stream.startsWith('calendar') ? [] : entries.map((entry) => entry.position),
  );
  const parts = { journal, reader, nameOf: () => undefined };
  const times: number[] = [];
  const asked = quick ? 10 : 50;
  for (let i = 0; i < asked * (repeats + 1); i++) {
    const position = random.pick(positions);
    const order = random.pick(['effect', 'recording'] as const);
    const ask = { group: GROUP, when: { asOf: String(head) }, position, order, language: 'en' };
    const took = await timed(() => showStep(parts, ask));
    if (i >= asked) times.push(took);
  }
  const p95 = quantile(times, 0.95);
  return {
    what: 'one step of a replay with its meeting’s summary and the four-year report before and after, group of 5,000 events: p95',
    baseline: '—',
    figures: milliseconds(p95),
    measured: milliseconds(p95),
    goal: { text: '< 20 ms', reached: p95 < 20 },
    bound:
      'Putting the group’s acts in order, folding what had begun and not ended, and composing two documents twice; under other meetings than the act’s a report is not composed.',
  };
}
