import { type Act, cell, roles } from '@acta/application';
import { type CommandType, eventFor } from '@acta/domain';
import { actDocs } from '../acts/act-docs.js';
import type { ActRoute } from '../acts/routes.js';
import { placeholders } from '../places.js';
import { type Documentation, type Json, ref } from './documented.js';
import { headers, refusals, requestHeaders } from './responses.js';
import { bodyName, bodyOf } from './schemas.js';

const RECEIPT_EXAMPLE = {
  outcome: 'written',
  commandId: '019a6f0e-5c1a-7c44-9b1d-2f3a4b5c6d7e',
  stream: 'meeting-CWG-COP-15',
  ref: 'CWG-COP/meetings/15',
  position: '47',
  etag: '6',
  events: [{ id: '019a6f0e-5c1b-7d3e-8f2a-4b6c8d0e1f23', type: 'outcome-amended', position: '47' }],
};
const PENDING_EXAMPLE = { outcome: 'pending', commandId: RECEIPT_EXAMPLE.commandId };

const json = (name: string, example: Json): Json => ({
  'application/json': { ...ref(name), examples: [example] },
});

/** What became of an act, as far as that is known. */
export const receipts = {
  written: {
    status: 201,
    description: 'It is recorded.',
    content: json('ReceiptJson', RECEIPT_EXAMPLE) as Readonly<Record<string, Json>>,
    headers: ['ETag', 'Acta-Position', 'Acta-Command'],
  },
  repeated: {
    status: 200,
    description: 'It had been recorded by the same request before, or it would change nothing.',
    content: json('ReceiptJson', { ...RECEIPT_EXAMPLE, outcome: 'repeated' }) as Readonly<
      Record<string, Json>
    >,
    headers: ['Acta-Position', 'Acta-Command'],
  },
  pending: {
    status: 202,
    description: 'It is not known yet whether it is recorded; its id tells, once it is.',
    content: json('PendingJson', PENDING_EXAMPLE) as Readonly<Record<string, Json>>,
    headers: ['Acta-Command', 'Location'],
  },
} as const;

/** The documentation of an act's route. */
export function actDocumentation(type: CommandType, route: ActRoute): Documentation {
  const { summary, example } = actDocs[type];
  const changes = route.enters === undefined;
  return {
    id: type,
    summary,
    description: `Records \`${eventFor(type) ?? ''}\`.`,
    success: [receipts.repeated, receipts.written, receipts.pending],
    refusals: [409, ...(changes ? [412] : []), 413, 415, 422, ...(changes ? [428] : [])],
    asks: ['Idempotency-Key', ...(changes ? ['If-Match'] : [])],
    query: [
      {
        name: 'backfill',
        in: 'query',
        description: 'A fact of the past, taken over from elsewhere: nobody is notified of it as news.',
        schema: { type: 'boolean', default: false },
      },
    ],
    body: {
      required: bodyOf(type, route).required !== undefined,
      content: {
        'application/json': { schema: ref(bodyName(type)), examples: { [type]: { value: example } } },
      },
    },
  };
}

const TAGS: readonly [part: RegExp, tag: string][] = [
  [/\/documents?$|\/attachments\//, 'Documents'],
  [/^\/events|feed\.atom$|^\/schemas|^\/webhooks/, 'Feed'],
  [/^\/me$|^\/access-log/, 'Access'],
  [/\/contributions/, 'Contributions'],
  [/\/outcomes/, 'Outcomes'],
  [/\/liaison-statements/, 'Liaison statements'],
  [/\/reports/, 'Reports'],
  [/\/meetings/, 'Meetings'],
  [/^\/groups/, 'Groups'],
  [/^\/calendar/, 'Calendar'],
  [/^\/persons/, 'Persons'],
  [/^\/streams/, 'Corrections'],
  [/^\/subjects/, 'Lists'],
];

/** The resource that an address is about. */
function tagOf(path: string): string {
  return TAGS.find(([part]) => part.test(path))?.[1] ?? 'Service';
}

/** What the framework found of a route: its query parameters, as its data transfer objects declare them. */
export interface Found {
  path: string;
  parameters: readonly Json[];
  /** Of the policy; `any-token` for what is one's own. */
  act?: Act | 'any-token';
}

/** The operation, whole. */
export function operationOf(documentation: Documentation, { path, parameters, act }: Found): Json {
  const { id, summary, description, success, asks = [], query = [], body } = documentation;
  const open = act !== undefined && act !== 'any-token' && cell(act) === 'yes';
  const waits = parameters.some(({ name }) => name === 'minPosition');
  const statuses = [
    ...[400, 401, ...(open ? [] : [403]), 404, ...(waits ? [409] : []), 429, 503],
    ...(documentation.refusals ?? []),
  ];
  return {
    tags: [tagOf(path)],
    operationId: id,
    summary,
    description: [description, whoMay(act)].filter((part) => part !== undefined).join(' '),
    security: open ? [{}, { bearer: [] }] : [{ bearer: [] }],
    parameters: [
      ...pathParameters(path),
      ...parameters.filter((parameter) => parameter['in'] === 'query').map(queryParameter),
      ...query,
      ...asks.map((name) => requestHeaders[name]),
    ],
    ...(body === undefined ? {} : { requestBody: body }),
    responses: {
      ...Object.fromEntries(success.map((each) => [String(each.status), responseOf(each)])),
      ...Object.fromEntries(
        statuses.map((status) => [
          String(status),
          { $ref: `#/components/responses/${refusals[status]?.name ?? ''}` },
        ]),
      ),
    },
  };
}

function responseOf({ description, content, headers: names = [] }: Documentation['success'][number]): Json {
  return {
    description,
    ...(names.length === 0
      ? {}
      : {
          headers: Object.fromEntries(
            names
              .filter((name) => name in headers)
              .map((name) => [name, { $ref: `#/components/headers/${name}` }]),
          ),
        }),
    ...(content === undefined
      ? {}
      : {
          content: Object.fromEntries(
            Object.entries(content).map(([type, { examples, ...schema }]) => [
              type,
              {
                schema,
                ...(Array.isArray(examples)
                  ? { examples: { example: { value: examples[0] as unknown } } }
                  : {}),
              },
            ]),
          ),
        }),
  };
}

/** As the framework has it, its example where JSON Schema 2020-12 looks for it. */
function queryParameter({ schema, ...parameter }: Json): Json {
  const { example, ...rest } = schema as Json;
  return { ...parameter, schema: { ...rest, ...(example === undefined ? {} : { examples: [example] }) } };
}

function pathParameters(path: string): Json[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => {
    const place = placeholders[name];
    if (place === undefined) throw new Error(`${path}: places.ts does not say what ${name} is`);
    const { form, is, example } = place;
    return {
      name,
      in: 'path',
      required: true,
      description: `${is.charAt(0).toUpperCase()}${is.slice(1)}.`,
      schema: { type: 'string', pattern: form.source },
      examples: { example: { value: example } },
    };
  });
}

/** Who may, as the policy says. */
function whoMay(act: Found['act']): string | undefined {
  if (act === undefined) return undefined;
  if (act === 'any-token') return 'For whoever proves who they are.';
  if (cell(act) === 'yes') return 'For anybody.';
  const may = roles.flatMap((role) => {
    const extent = cell(act, role);
    return extent === 'no' ? [] : [extent === 'own' ? `${role} (their own)` : role];
  });
  return `For: ${may.join(', ')}.`;
}
