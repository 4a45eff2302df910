// Generates JSON Schemas from the plain types in libs/domain: one for each event type and version, one for all commands;
// and one for all that the API answers with, from its own.
// A published event schema never changes: this tool adds, and refuses to overwrite. With --check it only compares.
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { createGenerator } from 'ts-json-schema-generator';
import { viewSchemas } from './views.mjs';

const { values: options } = parseArgs({
  options: { check: { type: 'boolean' }, help: { type: 'boolean' } },
});
if (options.help) {
  console.log(
    'npm run schemas            write the schemas that are missing\nnpm run schemas -- --check compare only',
  );
  process.exit(0);
}

const root = join(import.meta.dirname, '..');
const folder = join(root, 'schemas');
const { schemaVersions, commandsOf, commandTypes, eventFor } = await import('../libs/domain/dist/index.js');

const generator = createGenerator({
  path: join(root, 'libs/domain/src/index.ts'),
  tsconfig: join(root, 'libs/domain/tsconfig.json'),
  expose: 'all',
  additionalProperties: false,
  skipTypeCheck: true,
  sortProps: true,
});
const definitions = Object.assign(
  {},
  ...['ActaEvents', 'EventMetadata', 'ActDetails'].map((type) => generator.createSchema(type).definitions),
);

/** The schema with the definitions that it reaches, and no others. */
function standalone(body, replaced = {}) {
  const reached = {};
  const visit = (node) => {
    if (Array.isArray(node)) return node.forEach(visit);
    if (node === null || typeof node !== 'object') return;
    const name =
      typeof node.$ref === 'string' ? decodeURIComponent(node.$ref.replace('#/definitions/', '')) : undefined;
    if (name !== undefined && reached[name] === undefined) {
      reached[name] = replaced[name] ?? definitions[name];
      if (reached[name] === undefined) throw new Error(`no definition of ${name}`);
      visit(reached[name]);
    }
    Object.values(node).forEach(visit);
  };
  visit(body);
  return Object.keys(reached).length === 0 ? body : { ...body, definitions: sorted(reached) };
}

const sorted = (object) => Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));
const text = (value) => `${JSON.stringify(value, undefined, 2)}\n`;
const events = definitions.ActaEvents.properties;
const sealed = {
  type: 'string',
  pattern: '^sealed:',
  description: 'Sealed: AES-256-GCM under the subject’s key.',
};

/** Every event type's schema at its newest version: file name → text. */
const files = new Map();
for (const [type, version] of Object.entries(schemaVersions)) {
  const body = standalone(
    {
      $schema: 'http://json-schema.org/draft-07/schema#',
      $id: `https://acta.example/schemas/events/${type}.v${version}.json`,
      title: `${type} (version ${version}): data`,
      ...inline(events[type]),
    },
    { Personal: sealed },
  );
  files.set(join('events', `${type}.v${version}.json`), text(body));
}
files.set(
  join('events', 'metadata.v1.json'),
  text(
    standalone({
      $schema: 'http://json-schema.org/draft-07/schema#',
      $id: 'https://acta.example/schemas/events/metadata.v1.json',
      title: 'Metadata of every event',
      ...definitions.EventMetadata,
    }),
  ),
);

/** A definition in place of a reference to it. An act that says nothing more has no properties at all. */
function inline(node) {
  if (node.$ref !== undefined)
    return inline(definitions[decodeURIComponent(node.$ref.replace('#/definitions/', ''))]);
  return node.properties === undefined ? { ...node, properties: {}, additionalProperties: false } : node;
}

/** What a schema admits, its descriptions left out. */
function shape(content) {
  return JSON.stringify(
    JSON.parse(content, (key, value) =>
      key === 'description' && typeof value === 'string' ? undefined : value,
    ),
  );
}

/** What a client sends for each command: its data as the event's, with personal fields in clear and nothing that the server sets. */
const entering = new Set(Object.values(commandsOf).map((table) => Object.keys(table)[0]));
entering.add('receive-liaison-statement');
const details = definitions.ActDetails.properties;
const commands = {};
for (const command of commandTypes) {
  const data = structuredClone(inline(events[eventFor(command)]));
  delete data.description;
  if (command === 'submit-report') delete data.properties.issue;
  commands[command] = {
    type: 'object',
    properties: { type: { const: command }, stream: { $ref: '#/definitions/Identifier' }, data, ...details },
    required: entering.has(command) ? ['type', 'data'] : ['type', 'stream', 'data'],
    additionalProperties: false,
  };
}
files.set(
  'commands.json',
  text(
    standalone({
      $schema: 'http://json-schema.org/draft-07/schema#',
      $id: 'https://acta.example/schemas/commands.json',
      title: 'Commands: one schema for each, by its type',
      type: 'object',
      properties: commands,
    }),
  ),
);
files.set('views.json', text(viewSchemas(root)));

/** Published events' files that are there but belong to no version that the catalogue names or has named. */
const faults = [];
const known = new Set([...files.keys()].map((file) => basename(file)));
for (const file of existsSync(join(folder, 'events')) ? readdirSync(join(folder, 'events')) : []) {
  const [, type, version] = /^(.*)\.v(\d+)\.json$/.exec(file) ?? [];
  if (known.has(file) || (schemaVersions[type] ?? 0) > Number(version)) continue;
  faults.push(`schemas/events/${file} is published, but the catalogue has no ${type} version ${version}`);
}
for (const [type, version] of Object.entries(schemaVersions))
  for (let old = 1; old < version; old++)
    if (!existsSync(join(folder, 'events', `${type}.v${old}.json`)))
      faults.push(`schemas/events/${type}.v${old}.json is missing: a published schema is never deleted`);

let written = 0;
for (const [file, content] of files) {
  const path = join(folder, file);
  const current = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  if (current === content) continue;
  const published = file.startsWith('events') && current !== undefined && shape(current) !== shape(content);
  if (published) {
    faults.push(
      `schemas/${file} is published and the type in libs/domain no longer gives it. ` +
        'Restore the type, or raise the version in libs/domain/src/catalogue.ts and add an upcaster',
    );
  } else if (options.check) {
    faults.push(
      `schemas/${file} is ${current === undefined ? 'missing' : 'out of date'}: run npm run schemas`,
    );
  } else {
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, content);
    written++;
  }
}

for (const fault of faults) console.error(fault);
if (faults.length === 0)
  console.log(`schemas: ${files.size} in order${written > 0 ? `, ${written} written` : ''}`);
process.exit(faults.length === 0 ? 0 : 1);
