import type { Command } from 'commander';
import { Misuse } from '../failure.js';
import { type Globals, type Session, answer, examples, flagsOf } from '../session.js';
import { withProgress } from '../progress.js';

interface MigrateOptions extends Globals {
  from?: string;
  to?: string;
  reopen?: string;
}

export function addMoving(program: Command, session: Session): void {
  program
    .command('migrate')
    .summary('move the log to another store')
    .description(
      'Moves the log and its documents to another store, with the same bytes, order and digest. The source then takes nothing ' +
        'more. What was interrupted is completed by giving the same command again. Keys of persons are not moved.',
    )
    .option('--from <store>', 'where the log is: sqlite:FOLDER')
    .option('--to <store>', 'where it is to go: sqlite:FOLDER')
    .option(
      '--reopen <store>',
      'let a store be written again that a log was moved from; only if nothing was recorded where it went',
    )
    .addHelpText(
      'after',
      examples(
        'acta migrate --from sqlite:./var --to sqlite:/srv/acta',
        'acta migrate --reopen sqlite:./var',
      ),
    )
    .action((_options: unknown, command: Command) => migrate(session, command.optsWithGlobals()));
}

async function migrate(session: Session, options: MigrateOptions): Promise<void> {
  const { from, to, reopen } = options;
  const { io, host } = session;
  if (reopen !== undefined) {
    if (from !== undefined || to !== undefined)
      throw new Misuse('--reopen stands alone: leave out --from and --to');
    const reopened = await host.reopen(flagsOf(options), reopen);
    return answer(
      io,
      options,
      reopened,
      ({ position }) => `${reopen} can be written again, from position ${String(position)} on.\n`,
    );
  }
  if (from === undefined || to === undefined)
    throw new Misuse('migrate needs both ends: --from sqlite:FOLDER --to sqlite:FOLDER');
  const moved = await withProgress(io, (progress) => host.migrate(flagsOf(options), { from, to }, progress));
  return answer(
    io,
    options,
    moved,
    ({ events, copied, digest }) =>
      `${String(events)} events are in ${to}, ${String(copied)} of them moved now; both digests are ${digest}.\n` +
      `${from} takes nothing more.\n`,
  );
}
