import { access, constants } from 'node:fs/promises';
import { commandTypes } from '@acta/domain';
import { type Command, Option } from 'commander';
import { etag } from '../arguments.js';
import { defined } from '../defined.js';
import { Misuse } from '../failure.js';
import { withProgress } from '../progress.js';
import { type Globals, type Session, answer, examples, withRecord } from '../session.js';

interface DoOptions {
  stream?: string;
  with?: string;
  effectiveAt?: string;
  datedBy?: string;
  reason?: string;
  authority?: string;
  evidence?: string;
  attributedTo?: string;
  document?: string;
  paragraph?: string;
  key?: string;
  ifMatch?: number;
  backfill?: true;
}

export function addRecording(program: Command, session: Session): void {
  program
    .command('import')
    .summary('record commands from a file, one JSON object a line')
    .description(
      'Records facts of the past from a file of commands, marked as backfill. The whole file is checked, rules ' +
        'included, before anything is written. Interrupted, it is completed by importing again; imported twice, it writes nothing.',
    )
    .argument('<file>', 'newline-delimited JSON, UTF-8')
    .option('--dry-run', 'check the file and write nothing')
    .addHelpText(
      'after',
      examples('acta import samples/cwg-cop.ndjson --dry-run', 'acta import samples/cwg-cop.ndjson'),
    )
    .action(async (file: string, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<{ dryRun?: true } & Globals>();
      const dryRun = options.dryRun === true;
      // Before the record is opened, which makes the data folder where there is none.
      await access(file, constants.R_OK);
      const result = await withRecord(session, options, dryRun ? 'rehearse' : 'write', (services) =>
        withProgress(session.io, (progress) => services.import(file, { dryRun, progress })),
      );
      await answer(session.io, options, result, ({ commands, written, repeated, unchanged, position }) =>
        dryRun
          ? `${String(commands)} commands, no fault; nothing was written.\n`
          : `${String(commands)} commands: ${String(written)} written, ${String(repeated)} recorded before, ` +
            `${String(unchanged)} without effect. The journal is at position ${String(position)}.\n`,
      );
    });
  addDo(program, session);
}

function addDo(program: Command, session: Session): void {
  program
    .command('do')
    .alias('exec')
    .summary('record one act')
    .description(
      'Records one act. With no name, or "-", the whole command is read as JSON from standard input: ' +
        '{"type", "stream", "data", …}.',
    )
    .argument('[command]', 'what to do, for example amend-outcome; "acta do --list" names all', '-')
    .option('--list', 'name all commands')
    .option('--stream <stream>', 'what it acts on, for example meeting-CWG-COP-15')
    .option('--with <json>', 'its data, as JSON; "-" reads it from standard input')
    .option('--effective-at <date>', 'when it took effect: 2019, 2019-09, 2019-09-26 or an instant')
    .addOption(new Option('--dated-by <how>', 'how the date is known').choices(['meeting', 'no-later-than']))
    .option('--reason <text>', 'why')
    .option('--authority <text>', 'on whose authority, for example "the seventeenth meeting"')
    .option('--evidence <document>', 'where that authority is written')
    .option('--attributed-to <text>', 'on whose behalf, or in whose words')
    .option('--document <title>', 'the document that the fact is taken from')
    .option('--paragraph <number>', 'the paragraph in it')
    .option('--backfill', 'a fact of the past, taken over from elsewhere: nobody is notified of it as news')
    .option(
      '--key <key>',
      'your own key for this act: given again with the same act, nothing is written twice',
    )
    .option(
      '--if-match <etag>',
      'what you saw ("etag" of "acta show --json"): refused where somebody has changed it since',
      etag,
    )
    .addHelpText(
      'after',
      examples(
        `acta do amend-outcome --stream meeting-CWG-COP-15 --with '{"ordinal":3,"class":"editorial","text":{"language":"en","text":"…"}}' --reason 'a word was missing' --authority 'the seventeenth meeting'`,
        `acta do redate-act --stream meeting-CWG-COP-15 --with '{"act":"<event id>","effectiveAt":"2019-09-27"}' --reason 'wrong day'`,
        'acta do < command.json',
      ),
    )
    .action(async (name: string, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<DoOptions & { list?: true } & Globals>();
      if (options.list === true) {
        await answer(session.io, options, commandTypes, (types) => `${types.join('\n')}\n`);
        return;
      }
      const built = await commandOf(session, name, options);
      const { key, ifMatch: expected, backfill = false } = options;
      const receipt = await withRecord(session, options, 'write', (services) =>
        services.execute({ command: built, backfill, ...defined({ key, expected }) }),
      );
      await answer(session.io, options, receipt, ({ outcome, stream, position, events }) =>
        outcome === 'nothing'
          ? `Nothing was written: ${stream} says so already.\n`
          : `${outcome === 'written' ? 'Written' : 'Recorded before'}: ${events.map(({ type, id }) => `${type} ${id}`).join(', ')} in ${stream}, position ${String(position)}.\n`,
      );
    });
}

/** The command as given: its validation is the application's. */
async function commandOf({ io }: Session, name: string, options: DoOptions): Promise<unknown> {
  if (name === '-') {
    if (io.terminal.in) throw new Misuse('name the command, or give it as JSON on standard input');
    return json('standard input', await io.input());
  }
  if (options.with === undefined)
    throw new Misuse(`give the data of ${name} with --with JSON ("-" for standard input)`);
  const data = options.with === '-' ? json('standard input', await io.input()) : json('--with', options.with);
  const { stream, effectiveAt, datedBy, reason, attributedTo, authority, evidence, document, paragraph } =
    options;
  if (evidence !== undefined && authority === undefined)
    throw new Misuse('--evidence is of an authority; give --authority');
  if (paragraph !== undefined && document === undefined)
    throw new Misuse('--paragraph is in a document; give --document');
  const details = defined({
    stream,
    effectiveAt,
    datedBy,
    reason,
    attributedTo,
    authority:
      authority === undefined ? undefined : defined({ by: authority, evidence: referenceTo(evidence) }),
    provenance: referenceTo(document, paragraph),
  });
  return { type: name, ...details, data };
}

function referenceTo(document: string | undefined, paragraph?: string): object | undefined {
  return document === undefined ? undefined : defined({ document, paragraph });
}

function json(from: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Misuse(`${from} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}
