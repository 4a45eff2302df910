/** `npm run dev`: compiles on every change and starts the API again when what it runs has changed. */
import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const tsc = 'node_modules/typescript/bin/tsc';
const node = (...args) => [process.execPath, args, { cwd: root, stdio: 'inherit' }];

// The API must exist before Node can watch it; later errors show in the watching compiler.
if (spawnSync(...node(tsc, '-b')).status !== 0) process.exit(1);

const running = [
  spawn(...node(tsc, '-b', '--watch', '--preserveWatchOutput')),
  spawn(...node('--enable-source-maps', '--watch', '--watch-preserve-output', 'apps/api/dist/main.js')),
];

const stop = (code) => {
  for (const child of running) child.kill('SIGTERM');
  process.exitCode = code;
};
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stop(0));
for (const child of running) child.once('exit', (code) => stop(code ?? 0));
