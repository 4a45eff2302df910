/** `npm run reset`: removes what was built and the sample that was loaded, so that the next start is a first one. */
import { globSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const made = [
  'apps/*/dist',
  'libs/*/dist',
  'libs/adapters/*/dist',
  'test/dist',
  'coverage',
  'var/sample',
  'var/sample.keys',
];

for (const path of globSync([...made, '{apps,libs,test}/**/*.tsbuildinfo'], { cwd: root })) {
  rmSync(`${root}/${path}`, { recursive: true, force: true });
  process.stdout.write(`removed ${path}\n`);
}
