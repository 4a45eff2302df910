import type { When } from '@acta/application';
import type { ChangesAxis } from '@acta/projections';
import { type Command, Option } from 'commander';
import { groupCode, whenOf } from '../arguments.js';
import { defined } from '../defined.js';
import { type Globals, type Session, examples, withRecord } from '../session.js';
import { basisOf } from '../text.js';
import { addPoint } from './documents.js';

interface ChangesOptions extends When {
  since: string;
  axis?: ChangesAxis;
}

const HELP = `
X is one of:
  40                               a position: what the record held, and what was in force, there
  2020-12-31, 2020-12              a day, a month (its end, UTC) or an instant
  meeting:15                       the end of the meeting's last day
  report:four-year/PP-18..PP-22    an issued report: what it was frozen on
  C-19, C19, session:C-19          a session of the calendar: the end of the day on which it closed

Without --axis, changes since a position or a report are told on both axes; since a day, a meeting or a session, on
the axis "at": a record that was written up later held nothing by then.
`;

export function addChanges(program: Command, session: Session): void {
  const changes = program
    .command('changes')
    .summary('tell what changed since a point')
    .description(
      'Tells what changed in a group since a point, by subject, as a speaking note (--language en or fr) or as JSON. Acts that were recorded late, backdated, redated or voided are told apart from news.',
    )
    .argument('<group>', "the group's code", groupCode)
    .requiredOption('--since <X>', 'since when; see below')
    .addOption(
      new Option(
        '--axis <axis>',
        'at: what took effect since; as-of: what the record took since; both: either',
      ).choices(['at', 'as-of', 'both']),
    )
    .addHelpText(
      'after',
      HELP +
        examples(
          'acta changes CWG-COP --since C-19',
          'acta changes CWG-COP --since C-19 --language fr',
          'acta changes CWG-COP --since meeting:16 --at 2022-01-31',
          'acta changes CWG-COP --since 40 --json',
        ),
    )
    .action(async (group: string, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<ChangesOptions & Globals>();
      const { since: asked, axis } = options;
      const ask = { group, since: asked, when: whenOf(options), ...defined({ axis }) };
      await withRecord(session, options, 'read', async (services) => {
        if (options.json !== true) return session.io.out(await services.changesNote(ask));
        const { point, since, value } = await services.changes(ask);
        const { kind, name, named, axis: read, position, at } = since;
        const from = {
          kind,
          name,
          named,
          axis: read,
          position: String(position),
          at: new Date(at).toISOString(),
        };
        const shown = { basis: basisOf(point), since: from, value };
        await session.io.out(`${JSON.stringify(shown, undefined, 2)}\n`);
      });
    });
  addPoint(changes);
}
