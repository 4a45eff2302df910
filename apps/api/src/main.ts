import {
  type Acta,
  type Watch,
  loadConfig,
  makeDevelopmentIssuer,
  openActa,
  openWatch,
  takesCommands,
  unwatched,
  watchRecord,
  watchServed,
} from '@acta/runtime';
import { serveUntilStopped } from './run.js';
import { whereToLook } from './where-to-look.js';

const TELL_MS = 5_000;

/** Tells, where the journal follows a store, how far it is from taking commands. */
async function tellOfFollowing({ following, journal, watch: { log } }: Acta): Promise<void> {
  if (following === undefined) return;
  let told = Date.now();
  await following.caughtUp(({ behindBytes, lost }) => {
    if (Date.now() - told < TELL_MS) return;
    told = Date.now();
    const where = lost ?? `${String(behindBytes ?? 'unknown')} bytes behind the store`;
    log.info(`catching up, at position ${String(journal.head().position)}; ${where}`);
  });
  log.info(`caught up with the store, at position ${String(journal.head().position)}`);
}

/** Says where it serves: to people, or to whoever gathers the log. */
function announce(acta: Acta, url: string): void {
  const { config, tokens, watch } = acta;
  if (config.logFormat === 'text') {
    process.stdout.write(whereToLook(acta, url));
    return;
  }
  watch.log.info(`Acta answers at ${url}`);
  if (tokens === 'development')
    watch.log.warn(
      'THE DEVELOPMENT ISSUER IS ON: whoever can read the data folder can have a token for any role',
    );
}

async function run(acta: Acta): Promise<number> {
  const { watch, journal, following } = acta;
  watchRecord(acta, watch.metrics);
  watchServed(acta, watch.metrics);
  // Where it halts, the node stops, and says why; where it is told to stop, there is nothing more to tell.
  void tellOfFollowing(acta).catch(() => undefined);
  await watch.serve(() => ({
    isReady: takesCommands(following),
    detail: { position: String(journal.head().position) },
  }));
  return serveUntilStopped(acta, (url) => announce(acta, url));
}

// What `nest start api` runs: the folder that the environment names.
let watch: Watch = unwatched();
try {
  const config = loadConfig(process.env);
  watch = await openWatch(config, { name: 'api', prefix: 'acta' });
  await makeDevelopmentIssuer(config);
  /** After an error of its file, or where it differs from the store, the journal cannot be trusted to keep what comes next. */
  const onFatal = ({ message }: Error): void => {
    watch.log.error(`${message}; stopping at once`);
    process.exit(1);
  };
  process.exitCode = await run(await openActa(config, { mode: 'write', watch, onFatal }));
} catch (error) {
  watch.log.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
} finally {
  await watch.close();
}
