import type { Command } from 'commander';
import { position } from '../arguments.js';
import { withProgress } from '../progress.js';
import type { ActaServices, ConfigFlags, Progress } from '../services.js';
import { type Globals, type Session, answer, examples, flagsOf, withRecord } from '../session.js';
import { checksText } from '../text.js';

export function addKeeping(program: Command, session: Session): void {
  addCopies(program, session);
  addDigest(program, session);
  addRebuild(program, session);
  addDoctor(program, session);
}

function addCopies(program: Command, session: Session): void {
  program
    .command('export')
    .summary('write the whole log to one file')
    .description(
      'Writes every event and document to a new file, from which `acta restore` makes the same log again.',
    )
    .argument('<file>', 'a file that does not exist yet')
    .addHelpText('after', examples('acta export acta-2026-03-01.ndjson'))
    .action((file: string, _options: unknown, command: Command) =>
      work(
        session,
        command,
        'read',
        (services, progress) => services.exportTo(file, progress),
        (done) =>
          `${String(done.events)} events and ${String(done.documents)} documents in ${file}, ${String(done.bytes)} bytes.\n`,
      ),
    );
  program
    .command('restore')
    .summary('fill an empty data folder from an export or a backup')
    .description(
      'Restores an export (a file) or a backup (a folder) into an empty data folder; it is checked whole before anything is written.',
    )
    .argument('<from>', 'what `acta export` or `acta backup` wrote')
    .addHelpText(
      'after',
      examples(
        'acta restore acta-2026-03-01.ndjson --data ./restored',
        'acta restore /backups/acta-2026-03-01 --data ./restored',
      ),
    )
    .action((from: string, _options: unknown, command: Command) =>
      onFolder(
        session,
        command,
        (flags, progress) => session.host.restore(flags, from, progress),
        ({ position }) => `Restored; the journal is at position ${String(position)}.\n`,
      ),
    );
  program
    .command('backup')
    .summary('copy the data folder while it is in use')
    .description(
      'Copies the journal and the documents to a new folder. The keys of persons are not in it: copy those apart.',
    )
    .argument('<folder>', 'a folder that does not exist yet')
    .addHelpText('after', examples('acta backup /backups/acta-2026-03-01'))
    .action((folder: string, _options: unknown, command: Command) =>
      onFolder(
        session,
        command,
        (flags, progress) => session.host.backup(flags, folder, progress),
        ({ position }) => `The journal up to position ${String(position)} is in ${folder}.\n`,
      ),
    );
}

function addDigest(program: Command, session: Session): void {
  program
    .command('digest')
    .summary('tell what the log holds by one digest, to compare it with another')
    .description(
      'Prints the digest of the log up to a position: two logs hold the same events in the same order up to there when ' +
        'their digests are equal.',
    )
    .option('--position <number>', 'up to which position (default: the newest)', position)
    .addHelpText('after', examples('acta digest', 'acta digest --position 46 --url http://127.0.0.1:3000'))
    .action(async (_options: unknown, command: Command) => {
      const options = command.optsWithGlobals<Globals & { position?: number }>();
      const found = await withRecord(session, options, 'read', (services) =>
        services.digest(options.position),
      );
      await answer(session.io, options, found, (it) => `${it.digest}  position ${String(it.position)}\n`);
    });
}

function addRebuild(program: Command, session: Session): void {
  program
    .command('rebuild')
    .summary('make lists and search again from the journal')
    .description('Throws the lists and the search index away and makes them again from the journal.')
    .addHelpText('after', examples('acta rebuild'))
    .action((_options: unknown, command: Command) =>
      work(
        session,
        command,
        'write',
        (services, progress) => services.rebuild(progress),
        (done) => `Lists and search stand at position ${String(done.position)}.\n`,
      ),
    );
}

function addDoctor(program: Command, session: Session): void {
  program
    .command('doctor')
    .summary('examine the data folder, the configuration and the versions')
    .description(
      'Examines the data folder, the configuration and the versions. Exit code 1 if anything is at fault.',
    )
    .addHelpText('after', examples('acta doctor', 'acta doctor --data ./var/sample --json'))
    .action(async (_options: unknown, command: Command) => {
      const options = command.optsWithGlobals<Globals>();
      const checks = await session.host.doctor(flagsOf(options));
      await answer(session.io, options, checks, checksText);
      if (checks.some(({ ok }) => !ok)) session.exitCode = 1;
    });
}

/** Long work on a data folder that is not open here: with a bar while it runs, and an answer at its end. */
async function onFolder<T>(
  session: Session,
  command: Command,
  run: (flags: ConfigFlags, progress: Progress) => Promise<T>,
  words: (done: T) => string,
): Promise<void> {
  const options = command.optsWithGlobals<Globals>();
  const done = await withProgress(session.io, (progress) => run(flagsOf(options), progress));
  await answer(session.io, options, done, words);
}

/** Long work on the open record: with a bar while it runs, and an answer at its end. */
async function work<T>(
  session: Session,
  command: Command,
  mode: 'read' | 'write',
  run: (services: ActaServices, progress: Progress) => Promise<T>,
  words: (done: T) => string,
): Promise<void> {
  const options = command.optsWithGlobals<Globals>();
  const done = await withRecord(session, options, mode, (services) =>
    withProgress(session.io, (progress) => run(services, progress)),
  );
  await answer(session.io, options, done, words);
}
