/** `npm run check`: every script of package.json named `check:…`, in its order, all of them whatever fails. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const { scripts } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'));

const results = [];
for (const script of Object.keys(scripts).filter((name) => name.startsWith('check:'))) {
  process.stdout.write(`== ${script}\n`);
  const began = performance.now();
  const { status } = spawnSync('npm', ['run', '--silent', script], { cwd: root, stdio: 'inherit' });
  results.push({ script, passed: status === 0, seconds: (performance.now() - began) / 1000 });
}

process.stdout.write('\n');
for (const { script, passed, seconds } of results)
  process.stdout.write(
    `${passed ? 'passed' : 'FAILED'}  ${script.padEnd(20)} ${seconds.toFixed(1).padStart(5)} s\n`,
  );

const failed = results.filter(({ passed }) => !passed).length;
process.stdout.write(`${results.length - failed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
