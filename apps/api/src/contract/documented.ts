import { documentTypes } from '@acta/application';
import { applyDecorators } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import type { Views } from './wire.js';

/** A part of JSON Schema, or of the OpenAPI document. */
export type Json = Readonly<Record<string, unknown>>;

/** The name of a schema in the document's components. */
type SchemaName = keyof Views;

/** What an operation answers with where all is well. */
interface Success {
  status: number;
  description: string;
  /** By media type; absent: no content. */
  content?: Readonly<Record<string, Json>>;
  /** Names of `headers` of `responses.ts`. */
  headers?: readonly string[];
}

/** What the document says of one route, beside what its decorators and data transfer objects say. */
export interface Documentation {
  /** Stable: the name by which clients call it. Of an act, the command's type. */
  id: string;
  summary: string;
  description?: string;
  success: readonly Success[];
  /** Statuses of refusals, beside those that every route has. */
  refusals?: readonly number[];
  /** Request headers: names of `requestHeaders` of `responses.ts`. */
  asks?: readonly string[];
  /** Query parameters that no data transfer object declares. */
  query?: readonly Json[];
  body?: Json;
}

/** The extension under which a route's documentation waits for the document to be made. */
export const DOCUMENTATION = 'x-acta-documentation';

/** Documents a route. Every route has this; a test finds those that have not. */
export const Documented = (documentation: Documentation): MethodDecorator & ClassDecorator =>
  applyDecorators(ApiExtension(DOCUMENTATION, documentation));

/** A schema by its name. */
export const ref = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });

const POINTED = ['ETag', 'Acta-Position', 'Acta-At', 'Acta-Settled', 'Cache-Control', 'Vary'];

/** A document in the formats that are no JSON. */
const TEXTS: Readonly<Record<string, Json>> = {
  'text/markdown': { type: 'string' },
  'text/html': { type: 'string' },
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': {
    type: 'string',
    contentMediaType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  },
};

/** How reads are documented: what they answer with, at a point. */
export const reads = {
  /** One thing, whole or the fields that were asked for, and the point that it stands on. */
  view: (name: SchemaName): Pick<Documentation, 'success' | 'asks'> =>
    pointed({ 'application/json': answerOf({ anyOf: [ref(name), ref(`${name}Fields`)] }) }),
  /** Any value, and the point that it stands on. */
  value: (schema: Json): Pick<Documentation, 'success' | 'asks'> =>
    pointed({ 'application/json': answerOf(schema) }),
  /** A page of things. */
  page: (name: SchemaName): Pick<Documentation, 'success' | 'asks'> =>
    pointed({
      'application/json': answerOf(
        { type: 'array', items: ref(name) },
        {
          next: {
            type: 'string',
            description:
              'Give it as `after` for the next page, with `asOf` the position of this one; absent on the last page.',
          },
        },
      ),
    }),
  /** One thing as JSON, as a table in CSV, or as a document in the format that is asked for. */
  viewOrDocument: (name: SchemaName): Pick<Documentation, 'success' | 'asks' | 'refusals'> => ({
    ...pointed(
      {
        'application/json': answerOf({ anyOf: [ref(name), ref(`${name}Fields`)] }),
        'text/csv': { type: 'string' },
        ...TEXTS,
      },
      ['Acta-Reading'],
    ),
    refusals: [406],
  }),
  /** A page of things; as CSV, all of them. */
  table: (name: SchemaName): Pick<Documentation, 'success' | 'asks' | 'refusals'> => {
    const { success, asks } = reads.page(name);
    const [found, ...others] = success;
    const content = { ...found?.content, 'text/csv': { type: 'string' } };
    return {
      success: [...(found === undefined ? [] : [{ ...found, content }]), ...others],
      ...(asks === undefined ? {} : { asks }),
      refusals: [406],
    };
  },
  /** A JSON object that holds its point itself. */
  whole: (name: SchemaName): Pick<Documentation, 'success' | 'asks'> =>
    pointed({ 'application/json': ref(name) }),
  /** A JSON object that holds its point itself, or the same in words. */
  noted: (name: SchemaName): Pick<Documentation, 'success' | 'asks' | 'refusals'> => ({
    ...pointed({ 'application/json': ref(name), 'text/plain': { type: 'string' } }),
    refusals: [406],
  }),
  /** A file that was put in, as it is. */
  file: (): Pick<Documentation, 'success' | 'asks'> =>
    pointed(
      Object.fromEntries(documentTypes.map((type) => [type, { type: 'string', contentMediaType: type }])),
    ),
  /** A document, in the format that is asked for. */
  document: (name: SchemaName = 'ReportDocument'): Pick<Documentation, 'success' | 'asks' | 'refusals'> => ({
    ...pointed({ 'application/json': ref(name), ...TEXTS }, ['Acta-Reading']),
    refusals: [403, 406],
  }),
} as const;

/** Bytes or JSON that stand on no point of the record. */
export function answersWith(
  mediaType: string,
  schema: Json,
  description: string,
): Pick<Documentation, 'success'> {
  return { success: [{ status: 200, description, content: { [mediaType]: schema } }] };
}

function pointed(
  content: Readonly<Record<string, Json>>,
  more: readonly string[] = [],
): Pick<Documentation, 'success' | 'asks'> {
  return {
    success: [
      {
        status: 200,
        description: 'What was asked for, at the point that the headers name.',
        content,
        headers: [...POINTED, ...more],
      },
      {
        status: 304,
        description: 'It is what the client holds (If-None-Match).',
        headers: POINTED,
      },
    ],
    asks: ['If-None-Match'],
  };
}

function answerOf(value: Json, more: Json = {}): Json {
  return {
    type: 'object',
    properties: { basis: ref('BasisJson'), value, ...more },
    required: ['basis', 'value'],
    additionalProperties: false,
  };
}
