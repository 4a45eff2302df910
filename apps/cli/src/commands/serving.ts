import type { Command } from 'commander';
import { fileURLToPath } from 'node:url';
import { Misuse } from '../failure.js';
import { withProgress } from '../progress.js';
import { type Globals, type Session, examples, flagsOf, withRecord } from '../session.js';

/** The sample's own data folder: it never meets a record that somebody keeps. */
const SAMPLE_DATA = './var/sample';
const SAMPLE_FILE = fileURLToPath(new URL('../../../../samples/cwg-cop.ndjson', import.meta.url));

export function addServing(program: Command, session: Session): void {
  program
    .command('serve')
    .summary('serve the record over HTTP')
    .description(
      'Serves the record until it is told to stop (Ctrl-C, or SIGTERM), and then finishes what is in flight.',
    )
    .option('--host <address>', 'address to listen on (default: ACTA_HOST, or 127.0.0.1)')
    .option('--port <number>', 'port to listen on; 0 takes a free one (default: ACTA_PORT, or 3000)')
    .option('--sample', `load the CWG-COP sample into ${SAMPLE_DATA} and serve that`)
    .addHelpText('after', examples('acta serve --data ./var', 'acta serve --sample --port 8080'))
    .action(async (_options: unknown, command: Command) => {
      const options = command.optsWithGlobals<{ sample?: true } & Globals>();
      if (options.sample === true && options.data !== undefined)
        throw new Misuse(`--sample has a folder of its own, ${SAMPLE_DATA}; leave out --data, or --sample`);
      const flags = flagsOf(options.sample === true ? { ...options, data: SAMPLE_DATA } : options);
      if (options.sample === true)
        await withRecord(session, flags, 'write', (services) =>
          withProgress(session.io, (progress) => services.import(SAMPLE_FILE, { dryRun: false, progress })),
        );
      session.exitCode = await session.host.serve(flags);
    });
}
