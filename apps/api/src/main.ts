import { loadConfig, openActa } from '@acta/runtime';
import { serveUntilStopped } from './run.js';

// What `nest start api` runs: the folder that the environment names, read-only.
const acta = await openActa(loadConfig(process.env), { mode: 'read' });
process.exitCode = await serveUntilStopped(acta, (url) => {
  console.log(`Acta answers at ${url}`);
});
