import { type AccessAsk, type When, accessCsv } from '@acta/application';
import { type Inquiry, inquiries } from '@acta/projections';
import { findingsCsv } from '@acta/reporting';
import { Argument, type Command, Option } from 'commander';
import {
  type Stretch,
  days,
  groupCode,
  held,
  inForce,
  pageSize,
  reference,
  stretchOf,
  subjectId,
  whenOf,
} from '../arguments.js';
import { accessText, findingText, stalenessText, stepText } from '../audit-text.js';
import { defined } from '../defined.js';
import { Misuse } from '../failure.js';
import { type Globals, type Session, answer, examples, withRecord } from '../session.js';
import { type Subject, subject } from '../subject.js';
import { basisOf, pointText } from '../text.js';
import { type Printing, addPoint, addPrinting, print } from './documents.js';
import { type Selection, addStretch, selectionOf } from './past.js';

export function addAudit(program: Command, session: Session): void {
  addHistory(program, session);
  addRedline(program, session);
  addStaleness(program, session);
  addInvestigate(program, session);
  addAccessLog(program, session);
}

type Reference = ReturnType<typeof reference>;

function addHistory(program: Command, session: Session): void {
  const history = program
    .command('history')
    .summary('show who changed what, when, why and on whose authority')
    .description(
      'Shows each step of a subject’s history, in the order of recording: who recorded it, in which capacity, when it took ' +
        'effect, why, on whose authority, whether it was voided or redated since, and the change itself.',
    )
    .argument('<subject>', 'the subject, as lists and the timeline name it', reference)
    .addHelpText(
      'after',
      examples(
        'acta history CWG-COP/meetings/15/outcomes/3',
        'acta history CWG-COP/terms-of-reference',
        'acta history CWG-COP/reports/four-year/PP-18..PP-22 --json',
      ),
    )
    .action(async (about: Reference, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<When & Globals>();
      const ask = { ...about, when: whenOf(options) };
      const { point, value } = await withRecord(session, options, 'read', (services) =>
        services.history(ask),
      );
      const shown = { basis: basisOf(point), value };
      await answer(session.io, options, shown, () => value.map(stepText).join('') + pointText(point));
    });
  addPoint(history);
}

interface Compared extends Printing, Globals {
  fromAsOf?: string;
  fromAt?: string;
  fromIssued?: true;
  toAsOf?: string;
  toAt?: string;
}

function addRedline(program: Command, session: Session): void {
  const redline = program
    .command('redline')
    .summary('compare something with itself at another point, word by word')
    .description(
      'Compares an outcome, a contribution, a liaison statement, terms of reference, a meeting’s summary or a report at two ' +
        'points. In Word the changes are tracked: each can be accepted or rejected.',
    )
    .argument('<subject>', 'the subject, as lists and the timeline name it', reference)
    .option('--from-as-of <position|moment>', 'the older version: what the record held then', held)
    .option('--from-at <moment>', 'the older version: what was in force then', inForce)
    .addOption(
      new Option('--from-issued', 'from a report’s text as it was issued').conflicts(['fromAsOf', 'fromAt']),
    )
    .option(
      '--to-as-of <position|moment>',
      'the newer version: what the record held then (default: now)',
      held,
    )
    .option('--to-at <moment>', 'the newer version: what was in force then (default: now)', inForce)
    .addHelpText(
      'after',
      examples(
        'acta redline CWG-COP/meetings/15/outcomes/3 --from-as-of 44',
        'acta redline CWG-COP/terms-of-reference --from-at 2012',
        'acta redline CWG-COP/reports/four-year/PP-18..PP-22 --from-issued --format docx --out changes.docx',
      ),
    )
    .action(async (about: Reference, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<Compared>();
      const { fromAsOf, fromAt, fromIssued, toAsOf, toAt } = options;
      if (fromIssued !== true && fromAsOf === undefined && fromAt === undefined)
        throw new Misuse('say from which point to compare: --from-as-of, --from-at, or --from-issued');
      const ask = {
        ...about,
        from: fromIssued === true ? ('issued' as const) : { asOf: fromAsOf, at: fromAt },
        to: { asOf: toAsOf, at: toAt },
      };
      await print(session, options, (format) =>
        withRecord(session, options, 'read', (services) => services.redline({ ...ask, format })),
      );
    });
  addPrinting(redline);
}

function addStaleness(program: Command, session: Session): void {
  const stale = program
    .command('stale')
    .summary('tell which issued reports say otherwise than the record by now')
    .description(
      'Makes each issued report of a group again on its own moment, from what is recorded by now, and shows what reads ' +
        'otherwise than as issued, and the acts behind it. What was issued stays as it is.',
    )
    .argument('<group>', "the group's code", groupCode)
    .addHelpText('after', examples('acta stale CWG-COP'))
    .action(async (group: string, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<When & Globals>();
      const { point, value } = await withRecord(session, options, 'read', (services) =>
        services.staleReports(group, whenOf(options)),
      );
      const none = value.length === 0 ? 'No report was issued.\n' : '';
      const shown = { basis: basisOf(point), value };
      await answer(
        session.io,
        options,
        shown,
        () => value.map(stalenessText).join('') + none + pointText(point),
      );
    });
  const corrigendum = program
    .command('corrigendum')
    .summary('draft the corrigendum to an issued report')
    .description(
      'Drafts what would set an issued report right: for which words which others are to be read. Nothing is recorded.',
    )
    .argument('<report>', 'the report, as lists name it', subject)
    .addHelpText(
      'after',
      examples(
        'acta corrigendum CWG-COP/reports/four-year/PP-18..PP-22 --format docx --out corrigendum.docx',
      ),
    )
    .action(async (report: Subject, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<Printing & When & Globals>();
      if (report.kind !== 'report')
        throw new Misuse('only a report has a corrigendum: CWG-COP/reports/four-year/PP-18..PP-22');
      const { group, id } = report;
      await print(session, options, (format) =>
        withRecord(session, options, 'read', (services) =>
          services.corrigendum({ group, id, when: whenOf(options), format }),
        ),
      );
    });
  addPoint(stale);
  addPoint(addPrinting(corrigendum));
}

interface Looked extends Stretch, Selection, When, Globals {
  person?: string;
  named?: string;
  days?: number;
  csv?: true;
}

function addInvestigate(program: Command, session: Session): void {
  const investigate = program
    .command('investigate')
    .summary('find the acts that an auditor looks for')
    .description(
      'Finds acts of a group. person: what somebody recorded (--person) or is named for (--named); late: recorded long after ' +
        'they took effect; without-evidence: amendments and corrections that name no authority, or none with evidence; ' +
        'after-term: by somebody whose term had ended.',
    )
    .argument('<group>', "the group's code", groupCode)
    .addArgument(new Argument('<inquiry>', 'what to look for').choices(inquiries))
    .option('--person <id>', 'of person: a subject id, as acts bear it', subjectId)
    .option('--named <words>', 'of person: words that name who approved it, for example "the Chair"')
    .option('--days <number>', 'of late: more than so many days (default: 30)', days)
    .option('--csv', 'as a table for a spreadsheet')
    .addHelpText(
      'after',
      examples(
        'acta investigate CWG-COP late --days 365',
        'acta investigate CWG-COP without-evidence --csv',
        'acta investigate CWG-COP person --named "the Chair" --from 2019 --to 2022',
      ),
    )
    .action(async (group: string, inquiry: Inquiry, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<Looked>();
      const { person, named, csv } = options;
      refuseBothForms(options);
      if (inquiry === 'person' && person === undefined && named === undefined)
        throw new Misuse('say whose acts: --person with a subject id, --named with words, or both');
      const asked = defined({ person, named, days: options.days });
      const ask = {
        group,
        inquiry,
        when: whenOf(options),
        ...stretchOf(options),
        ...selectionOf(options),
        ...asked,
      };
      const { point, value } = await withRecord(session, options, 'read', (services) =>
        services.investigate(ask),
      );
      if (csv === true) return session.io.out(findingsCsv(value, point.position));
      const none = value.length === 0 ? 'Nothing was found.\n' : '';
      const shown = { basis: basisOf(point), value };
      await answer(
        session.io,
        options,
        shown,
        () => value.map(findingText).join('') + none + pointText(point),
      );
    });
  addPoint(addStretch(investigate));
}

/** `--json` is an option of the program, which a command's options cannot conflict with. @throws Misuse */
function refuseBothForms({ csv, json }: { csv?: true; json?: true }): void {
  if (csv === true && json === true) throw new Misuse('give --csv or --json, not both');
}

interface Accesses extends Globals, AccessAsk {
  csv?: true;
}

/** The most that the access log gives at once. */
const WHOLE_PAGE = 500;

function addAccessLog(program: Command, session: Session): void {
  program
    .command('access-log')
    .summary('show who was refused, who read what is restricted, who exported')
    .description('Shows accesses to the record, newest first. Over --url it takes the token of an auditor.')
    .addOption(new Option('--kind <kind>', 'of this kind').choices(['denied', 'restricted-read', 'export']))
    .option('--subject <id>', 'of this subject id', subjectId)
    .option('--group <code>', 'in this group', groupCode)
    .option('--from <moment>', 'not before', inForce)
    .option('--to <moment>', 'not after', inForce)
    .option('--limit <number>', 'at most so many', pageSize, 50)
    .option('--after <cursor>', 'continue after this one')
    .addOption(
      new Option('--csv', 'all that is found, as a table for a spreadsheet').conflicts(['limit', 'after']),
    )
    .addHelpText(
      'after',
      examples(
        'acta access-log --kind export',
        'acta access-log --group CWG-COP --json',
        'acta access-log --kind restricted-read --from 2026 --csv',
      ),
    )
    .action(async (_options: unknown, command: Command) => {
      const options = command.optsWithGlobals<Accesses>();
      const { kind, subject, group, from, to, limit, after, csv } = options;
      refuseBothForms(options);
      const filters = defined({ kind, subject, group, from, to });
      await withRecord(session, options, 'read', async (services) => {
        const pageAfter = (cursor: string | undefined, most: number) =>
          services.accesses({ ...filters, limit: most, ...defined({ after: cursor }) });
        if (csv !== true) return answer(session.io, options, await pageAfter(after, limit), accessText);
        for await (const part of accessCsv((cursor) => pageAfter(cursor, WHOLE_PAGE)))
          await session.io.out(part);
      });
    });
}
