import { Reader } from '@acta/application';
import Database from 'better-sqlite3';
import { type JournalShape, LOG } from './events.js';
import { journalOf } from './journals.js';
import { interleave, median, rate, ratio } from './measure.js';
import { type Line, type Row, type RowContext, atLeast, perSecond } from './row.js';
import { openStore, using } from './store.js';

const SHAPE = { groups: 50, perGroup: 2_000 };
const QUICK = { groups: 2, perGroup: 400 };

export const replay: Row = {
  describe: 'folding a whole journal into summaries, against parsing each of its rows',
  seconds: 240,
  async run(context) {
    const shape = context.quick ? QUICK : SHAPE;
    return [
      await replayOf(context, { ...shape, burst: 150 }, 'groups recording a meeting at a time'),
      await replayOf(context, { ...shape, burst: 1 }, 'groups recording in turn, event by event'),
    ];
  },
};

async function replayOf(context: RowContext, shape: JournalShape, layout: string): Promise<Line> {
  const file = await journalOf(context, shape);
  return using(await openStore(file, 'read'), (store) =>
    using(new Database(file, { readonly: true }), async (db) => {
      const reader = new Reader(store.journal, Date.now, LOG);
      const { position } = store.journal.head();
      const rows = db.prepare('SELECT * FROM event ORDER BY position');
      const { ours, parse } = await interleave(
        context.repeats,
        {
          ours: () => rate(position, () => foldAll(reader, position)),
          parse: () => rate(position, () => parseAll(rows)),
        },
        context.progress,
      );
      return {
        what: `replay: ${position.toLocaleString('en')} events folded into all meetings, statements and reports (${layout})`,
        baseline: 'better-sqlite3 reads every row in order, and JSON.parse of its body',
        figures: `${perSecond(median(ours))} against ${perSecond(median(parse))}`,
        ...atLeast(0.7, ratio(ours, parse)),
        bound:
          'JSON.parse on both sides; ours reads stream by stream, each event through an index, and where groups take turns from a page of its own that the next group reads again; it keeps a stream’s events until they are ordered by effect.',
      };
    }),
  );
}

function foldAll(reader: Reader, position: number): void {
  let meetings = 0;
  for (const group of reader.groups(position)) {
    const { value } = reader.record(group, { asOf: String(position) });
    if (value.skipped.length > 0) throw new Error(`${group} holds events that cannot be read`);
    meetings += value.meetings.size;
  }
  if (meetings === 0) throw new Error('nothing was folded');
}

function parseAll(rows: Database.Statement): void {
  for (const row of rows.iterate()) JSON.parse((row as { body: string }).body);
}
