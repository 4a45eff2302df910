import { type Acta, loadConfig, makeDevelopmentIssuer, openActa } from '@acta/runtime';
import { serveUntilStopped } from './run.js';
import { whereToLook } from './where-to-look.js';

/** After an error of its file, or where it differs from the store, the journal cannot be trusted to keep what comes next. */
function stopAtOnce(error: Error): void {
  process.stderr.write(`acta: ${error.message}; stopping at once\n`);
  process.exit(1);
}

const TELL_MS = 5_000;

/** Tells, where the journal follows a store, how far it is from taking commands. */
async function tellOfFollowing({ following, journal }: Acta): Promise<void> {
  if (following === undefined) return;
  let told = Date.now();
  await following.caughtUp(({ behindBytes, lost }) => {
    if (Date.now() - told < TELL_MS) return;
    told = Date.now();
    const where = lost ?? `${String(behindBytes ?? 'unknown')} bytes behind the store`;
    process.stderr.write(`acta: catching up, at position ${String(journal.head().position)}; ${where}\n`);
  });
  process.stderr.write(`acta: caught up with the store, at position ${String(journal.head().position)}\n`);
}

// What `nest start api` runs: the folder that the environment names.
try {
  const config = loadConfig(process.env);
  await makeDevelopmentIssuer(config);
  const acta = await openActa(config, { mode: 'write', onFatal: stopAtOnce });
  // Where it halts, the node stops, and says why; where it is told to stop, there is nothing more to tell.
  void tellOfFollowing(acta).catch(() => undefined);
  process.exitCode = await serveUntilStopped(acta, (url) => process.stdout.write(whereToLook(acta, url)));
} catch (error) {
  process.stderr.write(`acta: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
