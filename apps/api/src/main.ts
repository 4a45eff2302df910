import { loadConfig, makeDevelopmentIssuer, openActa } from '@acta/runtime';
import { serveUntilStopped } from './run.js';
import { whereToLook } from './where-to-look.js';

/** After an error of its file the journal cannot be trusted to keep what comes next. */
function stopAtOnce(error: Error): void {
  process.stderr.write(`acta: the journal failed (${error.message}); stopping at once\n`);
  process.exit(1);
}

// What `nest start api` runs: the folder that the environment names.
try {
  const config = loadConfig(process.env);
  await makeDevelopmentIssuer(config);
  const acta = await openActa(config, { mode: 'write', onFatal: stopAtOnce });
  process.exitCode = await serveUntilStopped(acta, (url) => process.stdout.write(whereToLook(acta, url)));
} catch (error) {
  process.stderr.write(`acta: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
