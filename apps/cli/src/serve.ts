import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Config, dataFolder, openActa } from '@acta/runtime';

const API = fileURLToPath(new URL('../../api/dist/main.js', import.meta.url));

/**
 * How the API's process keeps its memory: V8's own choice on a large machine is to let several hundred MB of what reports
 * leave behind wait for a collection. Nor may it place what folds make among what lives long: it is gone with the answer,
 * but would hold all that it refers to until the next full collection. (Node.js is pinned, so the flags are known.)
 */
export const V8_FLAGS: readonly string[] = [
  '--max-semi-space-size=16',
  '--heap-growing-percent=25',
  '--no-allocation-site-pretenuring',
];

/**
 * Runs the API, on an empty record where the folder holds none, in a process of its own: apps do not import each other. It gets the configuration through its
 * environment, and the signals that this process gets.
 * @returns its exit code
 */
export async function serve(
  config: Config,
  env: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  if (!existsSync(API)) throw new Error('the API is not built; run "npm run build" in the checkout');
  if (config.store === undefined && !existsSync(dataFolder(config).journal))
    await (await openActa(config, { mode: 'write' })).close();
  const { data, keys, log, host, port, language } = config;
  const api = spawn(process.execPath, [...V8_FLAGS, API], {
    stdio: 'inherit',
    env: {
      ...env,
      ACTA_DATA: data,
      ACTA_KEYS: keys,
      ACTA_LOG: log,
      ACTA_HOST: host,
      ACTA_PORT: String(port),
      ACTA_LANGUAGE: language,
    },
  });
  const forward = (signal: NodeJS.Signals) => void api.kill(signal);
  process.on('SIGINT', forward).on('SIGTERM', forward);
  return new Promise<number>((resolve, reject) => {
    api.once('error', reject);
    api.once('exit', (code, signal) => {
      process.off('SIGINT', forward).off('SIGTERM', forward);
      if (signal === null) resolve(code ?? 1);
      else reject(new Error(`the API ended on ${signal}`));
    });
  });
}
