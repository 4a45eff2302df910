import type { ListAsk, When } from '@acta/application';
import type { SubjectKind } from '@acta/projections';
import { type Command, Option } from 'commander';
import { country, groupCode, inForce, ordinal, pageSize, whenOf } from '../arguments.js';
import { defined } from '../defined.js';
import { type Globals, type Session, answer, examples, withRecord } from '../session.js';
import { type Subject, subject } from '../subject.js';
import { basisOf, listText, outline, pointText } from '../text.js';
import { addPoint } from './documents.js';

const KINDS = [
  'meeting',
  'contribution',
  'outcome',
  'liaison-statement',
  'report',
] as const satisfies SubjectKind[];

interface Filters extends When {
  group?: string;
  kind?: SubjectKind;
  meeting?: number;
  state?: string;
  country?: string;
  overdue?: string;
  limit: number;
  after?: string;
}

export function addLists(program: Command, session: Session): void {
  const list = program
    .command('list')
    .summary('list meetings, outcomes, contributions, liaison statements, reports')
    .description('Lists what the record holds, by kind, state, source country or deadline.')
    .addHelpText(
      'after',
      examples(
        'acta list --group CWG-COP --kind outcome --meeting 17',
        'acta list --country SA',
        'acta list --kind liaison-statement --overdue 2020-06-30',
      ),
    )
    .action(async (_options: unknown, command: Command) => {
      const options = command.optsWithGlobals<Filters & Globals>();
      await show(session, options, askedOf(options));
    });
  const search = program
    .command('search')
    .summary('search the words of the record')
    .description('Finds what holds all the words. "A phrase" in double quotes; a prefix ends in an asterisk.')
    .argument('<words...>', 'what to look for')
    .addHelpText(
      'after',
      examples('acta search mascot', `acta search '"young people"'`, 'acta search stakehold* --kind outcome'),
    )
    .action(async (words: string[], _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<Filters & Globals>();
      await show(session, options, { ...askedOf(options), search: words.join(' ') });
    });
  for (const command of [list, search]) addPoint(addFilters(command));

  const view = program
    .command('show')
    .summary('show a group, meeting, outcome, contribution, liaison statement or report')
    .description(
      'Shows a group (names, mandate, terms of reference, officers) or a subject of it, as it is or was at any moment. ' +
        'With --json, the events that each part rests on too.',
    )
    .argument('<subject>', "the group's code, or a subject as lists name it", subject)
    .addHelpText(
      'after',
      examples(
        'acta show CWG-COP --at 2016-01-01',
        'acta show CWG-COP/meetings/15/outcomes/1 --as-of 44',
        'acta show CWG-COP/liaison-statements/o-1',
        'acta show CWG-COP/reports/four-year/PP-18..PP-22',
      ),
    )
    .action(async (shown: Subject, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<When & Globals>();
      const { point, value } = await withRecord(session, options, 'read', (services) =>
        services.view(shown, whenOf(options)),
      );
      await answer(
        session.io,
        options,
        { basis: basisOf(point), value },
        () => outline(value) + pointText(point),
      );
    });
  addPoint(view);
}

function addFilters(command: Command): Command {
  return command
    .option('--group <code>', 'of this group', groupCode)
    .addOption(new Option('--kind <kind>', 'of this kind').choices(KINDS))
    .option('--meeting <number>', 'of this meeting', ordinal)
    .option('--state <state>', 'in this state of its life, for example issued')
    .option('--country <code>', 'with a source in this country (ISO 3166-1, two letters)', country)
    .option('--overdue <moment>', 'what awaited something and was overdue by then', inForce)
    .option('--limit <number>', 'at most so many', pageSize, 50)
    .option('--after <subject>', 'continue after this subject');
}

/** The filters that were given. */
function askedOf(options: Filters): ListAsk {
  const { group, kind, meeting, state, country: from, overdue, limit, after } = options;
  const filters = defined({ group, kind, meeting, state, country: from, overdue, limit, after });
  return { when: whenOf(options), ...filters };
}

async function show(session: Session, globals: Globals, ask: ListAsk): Promise<void> {
  const found = await withRecord(session, globals, 'read', (services) => services.list(ask));
  const { point, ...page } = found;
  const shown = { basis: basisOf(point), ...page };
  await answer(session.io, globals, shown, () => listText(found));
}
