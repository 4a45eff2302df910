import { loadConfig, openActa } from '@acta/runtime';
import { serveUntilStopped } from './run.js';
import { whereToLook } from './where-to-look.js';

// What `nest start api` runs: the folder that the environment names, read-only.
try {
  const acta = await openActa(loadConfig(process.env), { mode: 'read' });
  process.exitCode = await serveUntilStopped(acta, (url) => process.stdout.write(whereToLook(acta, url)));
} catch (error) {
  process.stderr.write(`acta: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
