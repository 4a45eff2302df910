import type { Command } from 'commander';
import { endShown } from '@acta/runtime';
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
        'more, and says where its log went. What was interrupted is completed by giving the same command again. The journal that ' +
        'follows EventStoreDB is in the data folder of --data, and the account is that of ACTA_STORE_USER and ' +
        'ACTA_STORE_PASSWORD. Documents in a folder go along; those in a store that nodes share stay there. Keys of persons ' +
        'stay where they are: tell whoever uses the target where, with ACTA_KEYS.',
    )
    .option(
      '--from <store>',
      'where the log is: sqlite:FOLDER, or esdb:HOST:2113 or a connection string, esdb://…',
    )
    .option('--to <store>', 'where it is to go, likewise')
    .option(
      '--reopen <store>',
      'let a store be written again that a log was moved from; only if nothing was recorded where it went',
    )
    .addHelpText(
      'after',
      examples(
        'acta migrate --from sqlite:./var --to sqlite:/srv/acta',
        'acta migrate --from sqlite:./var --to esdb:store.example:2113 --data ./node',
        'acta migrate --from esdb:store.example:2113 --to sqlite:/srv/acta --data ./node',
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
      ({ position }) =>
        `${endShown(reopen)} can be written again${position === undefined ? '' : `, from position ${String(position)} on`}.\n`,
    );
  }
  if (from === undefined || to === undefined)
    throw new Misuse('migrate needs both ends: --from and --to, each sqlite:FOLDER or esdb:HOST:2113');
  const moved = await withProgress(io, (progress) => host.migrate(flagsOf(options), { from, to }, progress));
  return answer(
    io,
    options,
    moved,
    ({ events, copied, digest }) =>
      `${String(events)} events are in ${endShown(to)}, ${String(copied)} of them moved now; both digests are ${digest}.\n` +
      `${endShown(from)} takes nothing more.\n` +
      'Keys of persons were not moved: the target needs those that the source used (--keys, ACTA_KEYS).\n',
  );
}
