// Generates JSON Schemas from plain types: one for each event type and version as it is stored, one as the feed carries
// it, one for the feed's envelope, one for all commands, one for all that the API answers with. A published event schema
// never changes: this tool adds, and refuses to overwrite (published.mjs). With --check it only compares; --folder names
// other schemas to compare with than those of the project.
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createGenerator } from 'ts-json-schema-generator';
import { brokenIn, mayFollow, publishedIn, publishedNow } from './published.mjs';
import { viewSchemas } from './views.mjs';

const { values: options } = parseArgs({
  options: { check: { type: 'boolean' }, folder: { type: 'string' }, help: { type: 'boolean' } },
});
if (options.help) {
  console.log(
    'npm run schemas            write the schemas that are missing\nnpm run schemas -- --check compare only',
  );
  process.exit(0);
}

const root = join(import.meta.dirname, '..');
const folder = options.folder ?? join(root, 'schemas');
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

/** The feed names people by their subject ids alone. */
const { subject } = definitions.Person.properties;
const nobody = {
  type: 'object',
  properties: { subject },
  required: ['subject'],
  additionalProperties: false,
  description: 'A person, by subject id: the feed carries no name and no address.',
};
for (const [type, version] of Object.entries(schemaVersions))
  files.set(
    join('feed', `${type}.v${version}.json`),
    text(
      standalone(
        {
          $schema: 'http://json-schema.org/draft-07/schema#',
          $id: `https://acta.example/schemas/feed/${type}.v${version}.json`,
          title: `${type} (version ${version}): data, as the feed carries it`,
          ...inline(events[type]),
        },
        { Person: nobody },
      ),
    ),
  );
const envelope = createGenerator({
  path: join(root, 'libs/application/src/feed/cloud-event.ts'),
  tsconfig: join(root, 'libs/application/tsconfig.json'),
  additionalProperties: false,
  skipTypeCheck: true,
  sortProps: true,
}).createSchema('CloudEvent');
files.set(
  join('feed', 'cloudevent.v1.json'),
  text({
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: 'https://acta.example/schemas/feed/cloudevent.v1.json',
    title: 'An event of the feed: CloudEvents 1.0 with the extensions of Acta',
    ...envelope.definitions.CloudEvent,
    definitions: sorted(
      Object.fromEntries(Object.entries(envelope.definitions).filter(([name]) => name !== 'CloudEvent')),
    ),
  }),
);

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
const faults = brokenIn(folder);
for (const kind of ['events', 'feed'])
  for (const file of existsSync(join(folder, kind)) ? readdirSync(join(folder, kind)) : []) {
    const [, type, version] = /^(.*)\.v(\d+)\.json$/.exec(file) ?? [];
    if (files.has(join(kind, file)) || (schemaVersions[type] ?? 0) > Number(version)) continue;
    faults.push(`schemas/${kind}/${file} is published, but the catalogue has no ${type} version ${version}`);
  }
let written = 0;
for (const [file, content] of files) {
  const path = join(folder, file);
  const current = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  if (current === content) continue;
  const isPublished = /^(events|feed)\//.test(file) && current !== undefined;
  if (isPublished && !mayFollow(file, current, content)) {
    faults.push(
      `schemas/${file} is published and its type no longer gives it. ` +
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

if (faults.length === 0) {
  const [before, now] = [publishedIn(folder), publishedNow(folder)].map(text);
  if (before !== now && options.check)
    faults.push('schemas/published.json is out of date: run npm run schemas');
  else if (before !== now) writeFileSync(join(folder, 'published.json'), now);
}
for (const fault of faults) console.error(fault);
if (faults.length === 0)
  console.log(`schemas: ${files.size} in order${written > 0 ? `, ${written} written` : ''}`);
process.exit(faults.length === 0 ? 0 : 1);
