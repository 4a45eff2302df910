// Writes schemas/asyncapi.json, the feed's contract, from the catalogue of events and the schemas in schemas/feed. Then it is
// compared with AsyncAPI's own schema, and every reference in it is followed. With --check nothing is written.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import specs from '@asyncapi/specs';
import { Ajv } from 'ajv';

const check = process.argv.includes('--check');
const folder = join(import.meta.dirname, '../schemas');
const target = join(folder, 'asyncapi.json');
const { schemaVersions } = await import('../libs/domain/dist/index.js');
const read = (file) => JSON.parse(readFileSync(join(folder, file), 'utf8'));

const ENVELOPE = './feed/cloudevent.v1.json';
const envelope = read(ENVELOPE);
const DRAFT = 'application/schema+json;version=draft-07';
const types = Object.entries(schemaVersions).sort(([a], [b]) => (a < b ? -1 : 1));

/** Every attribute is a header; what the data is, `content-type` says (CloudEvents 1.0, Kafka protocol binding). */
const attributes = Object.keys(envelope.properties).filter(
  (name) => name !== 'data' && name !== 'datacontenttype',
);
const kafkaHeaders = {
  type: 'object',
  properties: {
    'content-type': { type: 'string', const: 'application/json' },
    ...Object.fromEntries(
      attributes.map((name) => [`ce_${name}`, { $ref: `${ENVELOPE}#/properties/${name}` }]),
    ),
  },
  required: [
    'content-type',
    ...envelope.required.filter((name) => attributes.includes(name)).map((name) => `ce_${name}`),
  ],
};
const webhookHeaders = {
  type: 'object',
  properties: {
    'webhook-id': { $ref: `${ENVELOPE}#/properties/id`, description: 'The same at every attempt.' },
    'webhook-timestamp': { type: 'string', pattern: '^[0-9]+$', description: 'Seconds since the epoch.' },
    'webhook-signature': {
      type: 'string',
      pattern: '^v1,[A-Za-z0-9+/]+=*$',
      description: 'HMAC-SHA256 over id, timestamp and body, as Standard Webhooks has it.',
    },
  },
  required: ['webhook-id', 'webhook-timestamp', 'webhook-signature'],
};

const nameOf = ([type, version]) => `int.acta.${type}.v${version}`;
const schemaOf = ([type, version]) => `./feed/${type}.v${version}.json`;

/** An event in JSON, data and all. */
function eventSchema(each) {
  const schema = schemaOf(each);
  const attributes = { type: { const: nameOf(each) }, dataschema: { const: read(schema).$id } };
  return { allOf: [{ $ref: ENVELOPE }, { properties: { ...attributes, data: { $ref: schema } } }] };
}

/** The three forms of an event: a record of Kafka, a message of a stream, a call of a webhook. */
function messagesOf(each) {
  const [type] = each;
  const schema = schemaOf(each);
  const { $id, description } = read(schema);
  const name = nameOf(each);
  const message = ($ref, trait, more = {}) => ({
    name,
    title: type,
    ...(description === undefined ? {} : { summary: description }),
    ...more,
    payload: { schemaFormat: DRAFT, schema: { $ref } },
    traits: [{ $ref: `#/components/messageTraits/${trait}` }],
  });
  const headers = {
    allOf: [
      { $ref: '#/components/schemas/kafkaHeaders' },
      { properties: { ce_type: { const: name }, ce_dataschema: { const: $id } } },
    ],
  };
  const inJson = `#/components/schemas/${type}`;
  return [
    [`${type}.record`, message(schema, 'binary', { headers })],
    [`${type}.event`, message(inJson, 'structured')],
    [`${type}.call`, message(inJson, 'call')],
  ];
}

const carried = (form) =>
  Object.fromEntries(types.map(([type]) => [type, { $ref: `#/components/messages/${type}.${form}` }]));
const sends = (channel, summary, http) => ({
  action: 'send',
  channel: { $ref: `#/channels/${channel}` },
  summary,
  ...(http === undefined ? {} : { bindings: { http: { method: http, bindingVersion: '0.3.0' } } }),
});
const structured = {
  contentType: 'application/cloudevents+json',
  tags: [{ name: 'CloudEvents', description: 'Structured content mode' }],
};

const document = {
  asyncapi: '3.0.0',
  info: {
    title: 'The feed of Acta',
    version: read('openapi.json').info.version,
    description:
      'Every event of the record, as CloudEvents 1.0, in three ways: on Kafka, as server-sent events, by webhooks. Readers get what they may see; no name and no address of a person is in it. What is marked `backfill` or `replay` is no news. docs/consuming.md tells what a consumer can rely on.',
    license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
  },
  defaultContentType: 'application/json',
  servers: {
    kafka: {
      host: '{brokers}',
      protocol: 'kafka-secure',
      description: 'Brokers that the relay publishes to (ACTA_KAFKA_BROKERS). Read as `read_committed`.',
      variables: { brokers: { default: 'kafka.example:9093', description: 'host:port of some brokers' } },
    },
    api: {
      host: '{api}',
      protocol: 'https',
      description: 'The API.',
      variables: { api: { default: 'acta.example', description: 'host of the API' } },
    },
  },
  channels: {
    topic: {
      address: '{topic}',
      title: 'A topic of Kafka',
      description:
        'Records in binary mode: attributes are headers, the value is the data. The key is the group, or the source where there is none; those of one key keep their order. A topic for each circle of readers: everybody, and where they are named members, Member States, all.',
      servers: [{ $ref: '#/servers/kafka' }],
      parameters: {
        topic: {
          description: 'By default acta.<log>.feed for everybody; the others have no default.',
          default: 'acta.main.feed',
        },
      },
      messages: carried('record'),
      bindings: { kafka: { bindingVersion: '0.5.0' } },
    },
    stream: {
      address: '/events',
      title: 'Server-sent events',
      description:
        '`id` is the journal position, `event` the type without version, `data` the CloudEvent in JSON. `after` or Last-Event-ID resumes; `group`, `type` and `subject` narrow it; `replayUpTo` asks again, marked `replay`.',
      servers: [{ $ref: '#/servers/api' }],
      messages: carried('event'),
    },
    webhook: {
      address: null,
      title: 'The address that a webhook was kept with',
      description:
        'A POST for each event, in order; the next one follows an answer of 2xx. Signed as Standard Webhooks are.',
      messages: carried('call'),
    },
  },
  operations: {
    publish: sends('topic', 'The relay publishes each event once, in transactions.'),
    stream: sends('stream', 'The API sends what there is, and then what comes.', 'GET'),
    call: sends('webhook', 'The API calls whoever keeps a webhook.', 'POST'),
  },
  components: {
    schemas: {
      kafkaHeaders,
      webhookHeaders,
      ...Object.fromEntries(types.map((each) => [each[0], eventSchema(each)])),
    },
    messageTraits: {
      binary: {
        contentType: 'application/json',
        bindings: {
          kafka: {
            key: { type: 'string', description: 'The group, or the source of what belongs to none.' },
            bindingVersion: '0.5.0',
          },
        },
        tags: [{ name: 'CloudEvents', description: 'Binary content mode' }],
      },
      structured,
      call: { ...structured, headers: { $ref: '#/components/schemas/webhookHeaders' } },
    },
    messages: Object.fromEntries(types.flatMap(messagesOf)),
  },
};

const text = `${JSON.stringify(document, undefined, 2)}\n`;
const faults = [];
if (!existsSync(target) || readFileSync(target, 'utf8') !== text) {
  if (check) faults.push('schemas/asyncapi.json is out of date: run npm run asyncapi');
  else writeFileSync(target, text);
}

const valid = new Ajv({ strict: false, validateFormats: false, allErrors: true }).compile(
  specs.schemasWithoutId['3.0.0'],
);
if (!valid(document))
  for (const { instancePath, message } of valid.errors) faults.push(`${instancePath} ${message}`);

/** What a reference names: in this document, or in a file beside it. */
function resolve(reference) {
  const [file, pointer = ''] = reference.split('#');
  const steps = pointer.split('/').slice(1);
  return steps.reduce(
    (node, step) => node?.[step.replaceAll('~1', '/')],
    file === '' ? document : read(file),
  );
}
(function follow(node) {
  if (node === null || typeof node !== 'object') return;
  if (typeof node.$ref === 'string' && resolve(node.$ref) === undefined)
    faults.push(`${node.$ref} names nothing`);
  Object.values(node).forEach(follow);
})(document);

for (const fault of faults) console.error(fault);
if (faults.length === 0) console.log(`asyncapi: ${types.length} types of events, in order`);
process.exit(faults.length === 0 ? 0 : 1);
