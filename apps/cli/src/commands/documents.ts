import { writeFile } from 'node:fs/promises';
import type { When } from '@acta/application';
import type { Coverage, ReportKind } from '@acta/domain';
import { type Format, formats } from '@acta/reporting';
import { type Command, Option } from 'commander';
import { coverage, groupCode, held, inForce, meetings, ordinal, period, whenOf } from '../arguments.js';
import { defined } from '../defined.js';
import { Misuse } from '../failure.js';
import type { WrittenDocument } from '../services.js';
import { type Globals, type Session, examples, withRecord } from '../session.js';

/** In which format, and where to. */
export interface Printing {
  format?: Format;
  out?: string;
}

interface ReportOptions extends Printing, When, Coverage {
  kind: ReportKind;
  reading?: 'current' | 'issued';
}

export function addDocuments(program: Command, session: Session): void {
  const report = program
    .command('report')
    .summary('write a four-year or annual report')
    .description("Writes a group's report to Council, as it reads now or read at any moment.")
    .argument('<group>', "the group's code", groupCode)
    .option('--period <from..to>', 'from the end of one Plenipotentiary to the opening of the next', period)
    .option('--meetings <numbers>', 'the meetings that it covers, instead of a period', meetings)
    .addOption(
      new Option('--kind <kind>', 'which report')
        .choices(['four-year', 'annual', 'meeting'])
        .default('four-year'),
    )
    .addOption(
      new Option(
        '--reading <which>',
        'issued: the frozen bytes; current: as it reads at the point. Default: as issued, where it was and no point is given',
      ).choices(['current', 'issued']),
    )
    .addHelpText(
      'after',
      examples(
        'acta report CWG-COP --period PP-18..PP-22',
        'acta report CWG-COP --period PP-18..PP-22 --at 2020-12-31 --format docx --out report.docx',
        'acta report CWG-COP --kind annual --meetings 15,16 --as-of 27',
      ),
    )
    .action(async (group: string, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<ReportOptions & Globals>();
      const covers = coverage(options);
      const { kind, reading } = options;
      await print(session, options, (format) =>
        withRecord(session, options, 'read', (services) =>
          services.report({ group, kind, covers, when: whenOf(options), format, ...defined({ reading }) }),
        ),
      );
    });
  const summary = program
    .command('summary')
    .summary('write the summary of a meeting')
    .description('Writes the summary of one meeting, as it reads now or read at any moment.')
    .argument('<group>', "the group's code", groupCode)
    .argument('<meeting>', "the meeting's number", ordinal)
    .addHelpText(
      'after',
      examples('acta summary CWG-COP 15', 'acta summary CWG-COP 18 --format html --out 18.html'),
    )
    .action(async (group: string, meeting: number, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<Printing & When & Globals>();
      await print(session, options, (format) =>
        withRecord(session, options, 'read', (services) =>
          services.summary({ group, meeting, when: whenOf(options), format }),
        ),
      );
    });
  for (const command of [report, summary]) addPoint(addPrinting(command));
}

/** The options that name a point of the record. */
export function addPoint(command: Command): Command {
  return command
    .option('--as-of <position|moment>', 'what the record held then: a position, a date or an instant', held)
    .option('--at <moment>', 'what was in force then: a date (its end, UTC) or an instant', inForce);
}

/** The options that name a format and a file. */
export function addPrinting(command: Command): Command {
  return command
    .addOption(new Option('--format <format>', 'md where neither this nor --json is given').choices(formats))
    .option('--out <file>', 'write to a file instead of standard output');
}

/** Writes a document to where the options say. */
export async function print(
  { io }: Session,
  options: Printing & Globals,
  render: (format: Format) => Promise<WrittenDocument>,
): Promise<void> {
  const { out, json } = options;
  const format = options.format ?? (json === true ? 'json' : 'md');
  refuseDocxOnTerminal(io, format, out);
  const { bytes, issue } = await render(format);
  if (issue !== undefined && io.terminal.err)
    io.err(`As issued, on position ${String(issue.position)}; --reading current gives how it reads now.\n`);
  await deliver(io, out, bytes);
}

/** @throws Misuse where Word's bytes would go to a terminal */
export function refuseDocxOnTerminal(io: Session['io'], format: string, out: string | undefined): void {
  if (format === 'docx' && out === undefined && io.terminal.out)
    throw new Misuse('docx is no text; name a file with --out, or send standard output to one');
}

/** Writes to the file that is named, or else to standard output. */
export async function deliver(
  io: Session['io'],
  out: string | undefined,
  content: string | Uint8Array,
): Promise<void> {
  if (out === undefined) await io.out(content);
  else await writeFile(out, content);
}
