/** `npm run dev`: compiles on every change and starts the API again when what it runs has changed. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const tsc = 'node_modules/typescript/bin/tsc';
const node = (...args) => [process.execPath, args, { cwd: root, stdio: 'inherit' }];

const main = 'apps/api/dist/main.js';

// Node can watch only what exists. Errors of the compiler stop nobody: the next change may mend them.
spawnSync(...node(tsc, '-b'));
if (!existsSync(`${root}/${main}`)) process.exit(1);

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
