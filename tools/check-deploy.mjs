// Checks what is in deploy/: YAML, the compose file, the manifests of Kubernetes, the Dockerfile; see tools/deploy. Needs no
// network, no engine and no cluster. Another folder may be named.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { composeFaults } from './deploy/compose.mjs';
import { dockerfileFaults } from './deploy/dockerfile.mjs';
import { manifestFaults } from './deploy/manifests.mjs';

const root = join(import.meta.dirname, '..');
const folder = process.argv[2] ?? join(root, 'deploy');
const { isSecret, settings: rows } = await import('../libs/runtime/dist/index.js');
const { version, dependencies, scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

const named = Object.values(rows).map(({ env }) => env);
const settings = {
  known: new Set(named),
  secrets: new Set(
    Object.values(rows)
      .filter(isSecret)
      .map(({ env }) => env),
  ),
};
const faults = [];

/** The documents of a YAML file. Written twice, a key of Compose's `<<` would be taken silently. */
function documentsOf(file) {
  const documents = parseAllDocuments(readFileSync(join(folder, file), 'utf8'), { merge: true });
  for (const { errors, warnings } of documents)
    for (const { message } of [...errors, ...warnings]) faults.push(`${file}: ${message.split('\n')[0]}`);
  return documents.filter(({ errors }) => errors.length === 0).map((document) => document.toJS());
}

const files = globSync('**/*.{yaml,yml}', { cwd: folder }).sort();
const parsed = new Map(files.map((file) => [file, documentsOf(file)]));
for (const [file, [compose]] of parsed)
  if (/compose\.ya?ml$/.test(file))
    faults.push(
      ...composeFaults(join(folder, file), compose ?? {}, settings).map((fault) => `${file}: ${fault}`),
    );

const manifests = Object.fromEntries(
  [...parsed]
    .filter(([file]) => !/compose\.ya?ml$/.test(file))
    .map(([file, documents]) => [file.replace(/^kubernetes\//, ''), documents]),
);
faults.push(...manifestFaults(manifests, settings).map((fault) => `kubernetes: ${fault}`));

const dockerfile = join(folder, 'Dockerfile');
if (existsSync(dockerfile))
  faults.push(
    ...dockerfileFaults(readFileSync(dockerfile, 'utf8'), { node: dependencies.node, version }).map(
      (fault) => `Dockerfile: ${fault}`,
    ),
  );

for (const image of [...parsed.values()].flat().flatMap(imagesOf))
  if (/^acta:/.test(image) && image !== `acta:${version}`)
    faults.push(`${image} is of another version than ${version}, which package.json gives`);

/** An app runs here as the scripts of package.json run it: their flags say how it keeps its memory. */
const runs = Object.values(scripts).flatMap((script) => /exec (node .*apps\/\S+)$/.exec(script)?.[1] ?? []);
for (const command of [...parsed.values()].flat().flatMap(commandsOf)) {
  const run = runs.find((each) => each.endsWith(` ${command.at(-1)}`));
  if (run !== undefined && command.join(' ') !== run)
    faults.push(`${command.at(-1)} is run in another way than package.json runs it, which is: ${run}`);
}

function commandsOf(value) {
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'command' && Array.isArray(inner) ? [inner] : commandsOf(inner),
  );
}

function imagesOf(value) {
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'image' && typeof inner === 'string' ? [inner] : imagesOf(inner),
  );
}

for (const fault of faults) console.error(fault);
if (faults.length === 0) console.log(`deploy: ${files.length} files and the Dockerfile, in order`);
process.exit(faults.length === 0 ? 0 : 1);
