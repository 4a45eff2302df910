import { Command } from 'commander';
import { addAudit } from './commands/audit.js';
import { addChanges } from './commands/changes.js';
import { addDocuments } from './commands/documents.js';
import { addFeed } from './commands/feed.js';
import { addKeeping } from './commands/keeping.js';
import { addLists } from './commands/lists.js';
import { addMandate } from './commands/mandate.js';
import { addMoving } from './commands/moving.js';
import { addPast } from './commands/past.js';
import { addRecording } from './commands/recording.js';
import { addServing } from './commands/serving.js';
import { addTokens } from './commands/tokens.js';
import { addWho } from './commands/who.js';
import { failureOf, failureText } from './failure.js';
import type { Io } from './io.js';
import type { ActaHost } from './services.js';
import { type Session, examples } from './session.js';

/**
 * Runs one command line, without the program's name.
 * @returns the exit code: 0 done, 1 refused or failed, 2 misuse
 */
export async function run(args: readonly string[], io: Io, host: ActaHost, version: string): Promise<number> {
  const session: Session = { io, host, exitCode: 0 };
  const written: string[] = [];
  try {
    await programOf(session, version, written).parseAsync(args, { from: 'user' });
  } catch (error) {
    const failure = failureOf(error);
    if (failure !== undefined) {
      session.exitCode = failure.exitCode;
      io.err(args.includes('--json') ? `${JSON.stringify(failure.problem)}\n` : failureText(failure));
      if (io.env.ACTA_DEBUG !== undefined && error instanceof Error) io.err(`${error.stack ?? ''}\n`);
    }
  }
  if (written.length > 0) await io.out(written.join(''));
  return session.exitCode;
}

/** @param written takes what commander prints: help and the version */
function programOf(session: Session, version: string, written: string[]): Command {
  const program = new Command('acta')
    .description(
      'The record of a working group: every act of a meeting is kept, and every report is computed from them.',
    )
    .version(version, '--version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show help for a command')
    .option('--data <folder>', 'data folder (default: ACTA_DATA, or ./var)')
    .option('--keys <file>', 'file with the keys of persons (default: ACTA_KEYS, or beside the data folder)')
    .option('--log <name>', 'name of the log (default: ACTA_LOG, or main)')
    .option('--language <tag>', 'language of generated phrases, en or fr (default: ACTA_LANGUAGE, or en)')
    .option('--url <url>', 'a record that is served, instead of a folder (default: ACTA_URL)')
    .option('--token-file <file>', 'file with the token to show at --url (default: the token in ACTA_TOKEN)')
    .option('--json', 'answer in JSON; errors as problem details (RFC 9457)')
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .showSuggestionAfterError()
    .configureOutput({
      writeOut: (text) => void written.push(text),
      // Errors are printed once, by `run`; this is help that commander shows in their place.
      writeErr: (text) => session.io.err(text),
      outputError: () => undefined,
    })
    .addHelpText(
      'after',
      '\nExit codes: 0 done, 1 refused or failed, 2 misuse of the command line.\n' +
        examples(
          'acta import samples/cwg-cop.ndjson',
          'acta report CWG-COP --period PP-18..PP-22 --at 2020-12-31',
          'acta summary CWG-COP 15 --url http://127.0.0.1:3000',
          'acta help report',
        ),
    );
  addRecording(program, session);
  addDocuments(program, session);
  addLists(program, session);
  addMandate(program, session);
  addWho(program, session);
  addPast(program, session);
  addAudit(program, session);
  addChanges(program, session);
  addKeeping(program, session);
  addMoving(program, session);
  addServing(program, session);
  addFeed(program, session);
  addTokens(program, session);
  return program;
}
