import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { FeedRecord } from '@acta/application';
import { Ajv, type ValidateFunction } from 'ajv';

const SCHEMAS = join(import.meta.dirname, '../../../schemas');

interface Message {
  headers?: object;
  payload: { schema: object };
}

/** The feed's AsyncAPI document, to hold what is delivered against it. */
export interface FeedContract {
  /** What a record of Kafka does not keep to; empty: nothing. */
  faultsOfRecord(record: Pick<FeedRecord, 'headers' | 'value'>): unknown[];
  /** The same of an event in JSON. */
  faultsOfEvent(event: { type: string }): unknown[];
}

/** The document as it is committed, with the schemas beside it. */
export function feedContract(): FeedContract {
  const ajv = new Ajv({ strict: false, validateFormats: false });
  for (const file of readdirSync(join(SCHEMAS, 'feed')))
    ajv.addSchema(JSON.parse(readFileSync(join(SCHEMAS, 'feed', file), 'utf8')) as object);
  const text = readFileSync(join(SCHEMAS, 'asyncapi.json'), 'utf8')
    .replaceAll('"./feed/', '"https://acta.example/schemas/feed/')
    .replaceAll('"#/', '"asyncapi#/');
  const document = JSON.parse(text) as { components: { messages: Record<string, Message> } };
  ajv.addSchema({ $id: 'asyncapi', ...document });
  const compiled = new Map<object, ValidateFunction>();
  const faults = (schema: object | undefined, value: unknown): unknown[] => {
    if (schema === undefined) return ['the document has no such message'];
    const validate = compiled.get(schema) ?? ajv.compile(schema);
    compiled.set(schema, validate);
    return validate(value) ? [] : (validate.errors ?? []);
  };
  const messageOf = (type: string | undefined, form: 'record' | 'event'): Message | undefined =>
    document.components.messages[`${/^int\.acta\.(.+)\.v\d+$/.exec(type ?? '')?.[1] ?? ''}.${form}`];
  return {
    faultsOfRecord({ headers, value }) {
      const message = messageOf(headers['ce_type'], 'record');
      return [
        ...faults(message?.headers, headers),
        ...faults(message?.payload.schema, JSON.parse(value) as unknown),
      ];
    },
    faultsOfEvent: (event) => faults(messageOf(event.type, 'event')?.payload.schema, event),
  };
}
