import { Reader } from '@acta/application';
import Database from 'better-sqlite3';
import { LOG } from './events.js';
import { journalOf } from './journals.js';
import { interleave, median, ratio, rate } from './measure.js';
import { type Row, atLeast, perSecond } from './row.js';
import { openStore, using } from './store.js';

export const replay: Row = {
  describe: 'folding a whole journal into summaries, against parsing each of its rows',
  seconds: 240,
  async run(context) {
    const shape = context.quick ? { groups: 2, perGroup: 400 } : { groups: 50, perGroup: 2_000 };
    const file = await journalOf(context, shape);
    return using(await openStore(file, 'read'), (store) =>
      using(new Database(file, { readonly: true }), async (db) => {
        const reader = new Reader(store.journal, Date.now, LOG);
        const { position } = store.journal.head();
        const rows = db.prepare('SELECT * FROM event ORDER BY position');
        const measured = await interleave(
          context.repeats,
          { ours: () => rate(position, () => foldAll(reader, position)), parse: () => rate(position, () => parseAll(rows)) },
          context.progress,
        );
        return [
          {
            what: `replay: ${position.toLocaleString('en')} events folded into every group's meetings, statements and reports`,
            baseline: 'better-sqlite3 reads every row, and JSON.parse of its body',
            figures: `${perSecond(median(measured.ours))} against ${perSecond(median(measured.parse))}`,
            ...atLeast(0.7, ratio(measured.ours, measured.parse)),
            bound: 'Parsing JSON; the folds themselves are a small part.',
          },
        ];
      }),
    );
  },
};

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
