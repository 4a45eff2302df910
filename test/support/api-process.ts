import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../../apps/api/dist/main.js', import.meta.url));

/** The API in a process of its own. */
export interface ApiProcess {
  /** Where it serves; empty where it ended before. */
  url: Promise<string>;
  /** What it has written to standard error so far. */
  err: () => string;
  ended: Promise<{ code: number | null; err: string }>;
  kill(signal: NodeJS.Signals): void;
}

/** Starts the API on a free port, with settings by their names in the environment. */
export function startApi(settings: Readonly<Record<string, string>>): ApiProcess {
  const child = spawn(process.execPath, [MAIN], {
    env: { ...process.env, ACTA_PORT: '0', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let err = '';
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const ended = new Promise<{ code: number | null; err: string }>((resolve) =>
    child.once('close', (code) => resolve({ code, err })),
  );
  const served = new Promise<string>((resolve) => {
    let told = '';
    const look = (chunk: Buffer): void => {
      told += chunk.toString();
      const [, url] = /answers at (http:\/\/127\.0\.0\.1:\d+)/.exec(told) ?? [];
      if (url !== undefined) resolve(url);
    };
    // In a log of JSON, that line is among the others.
    child.stdout.on('data', look);
    child.stderr.on('data', look);
  });
  return {
    url: Promise.race([served, ended.then(() => '')]),
    err: () => err,
    ended,
    kill: (signal) => void child.kill(signal),
  };
}
