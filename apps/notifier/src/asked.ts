import { isMailAddress } from '@acta/application';
import type { Delivery, QuietHours, Want } from '@acta/application/notify';
import { schemaVersions } from '@acta/domain';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { type Fault, Refusal } from './refusal.js';
import { isZone } from './zone.js';

/** How somebody asks to be told: a webhook's secret is made here. */
export type AskedChannel =
  { kind: 'email'; address: string } | { kind: 'webhook'; url: string } | { kind: 'atom' };

/** What somebody asks to be told of. What is absent: at once, in no quiet hours, UTC, English. */
export interface SubscriptionAsk {
  wants: Want[];
  channel: AskedChannel;
  delivery?: Delivery;
  quiet?: QuietHours;
  zone?: string;
  language?: 'en' | 'fr';
}

/** What is changed of a subscription; `quiet: null` takes quiet hours away, `paused: false` goes on after a pause. */
export interface SubscriptionChange extends Partial<Omit<SubscriptionAsk, 'quiet'>> {
  quiet?: QuietHours | null;
  paused?: boolean;
}

/** The furthest ahead that a day is told of. */
const MOST_DAYS = 366;

const object = (properties: Record<string, object>, optional: readonly string[] = []) => ({
  type: 'object',
  properties,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
  additionalProperties: false,
});
const kind = (name: string) => ({ type: 'string', const: name });
const kinds = (...oneOf: object[]) => ({
  type: 'object',
  discriminator: { propertyName: 'kind' },
  required: ['kind'],
  oneOf,
});

const group = {
  type: 'string',
  maxLength: 100,
  pattern: '^[A-Z][A-Z0-9]{0,15}(-[A-Z0-9]{1,15}){0,3}$',
};
const days = { type: 'integer', minimum: 0, maximum: MOST_DAYS };
const time = { type: 'string', pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' };
const types = {
  type: 'array',
  minItems: 1,
  maxItems: Object.keys(schemaVersions).length,
  uniqueItems: true,
  items: { type: 'string', enum: Object.keys(schemaVersions) },
};

const want = kinds(
  object({ kind: kind('acts'), group, types }, ['group', 'types']),
  object({ kind: kind('own'), group }, ['group']),
  object(
    { kind: kind('liaison-due'), group, addressee: { type: 'string', minLength: 1, maxLength: 500 }, days },
    ['group'],
  ),
  object({ kind: kind('contributions-due'), group, days }),
);

const properties = {
  wants: { type: 'array', minItems: 1, maxItems: 20, items: want },
  channel: kinds(
    object({ kind: kind('email'), address: { type: 'string', format: 'mail-address' } }),
    object({ kind: kind('webhook'), url: { type: 'string', maxLength: 2000 } }),
    object({ kind: kind('atom') }),
  ),
  delivery: kinds(
    object({ kind: kind('at-once') }),
    object({ kind: kind('daily'), at: time }),
    object({ kind: kind('weekly'), at: time, weekday: { type: 'integer', minimum: 1, maximum: 7 } }),
  ),
  quiet: object({ from: time, to: time }),
  zone: { type: 'string', maxLength: 100, format: 'zone' },
  language: { type: 'string', enum: ['en', 'fr'] },
};

const ajv = new Ajv({ allErrors: true, discriminator: true });
ajv.addFormat('zone', isZone);
ajv.addFormat('mail-address', isMailAddress);

const asks = ajv.compile<SubscriptionAsk>(object(properties, ['delivery', 'quiet', 'zone', 'language']));
const changes = ajv.compile<SubscriptionChange>({
  ...object({ ...properties, quiet: { ...properties.quiet, nullable: true }, paused: { type: 'boolean' } }, [
    ...Object.keys(properties),
    'paused',
  ]),
  minProperties: 1,
});

/** What is told of what is wrong at once. */
const MOST_FAULTS = 20;

/** @throws Refusal that says what is wrong, and where */
export function subscriptionAsk(body: unknown): SubscriptionAsk {
  return valid(asks, body);
}

/** @throws Refusal that says what is wrong, and where */
export function subscriptionChange(body: unknown): SubscriptionChange {
  return valid(changes, body);
}

function valid<T>(validate: ValidateFunction<T>, body: unknown): T {
  if (validate(body)) return body;
  const faults = (validate.errors ?? []).slice(0, MOST_FAULTS).map(faultOf);
  const detail = faults.map(({ pointer, message }) => `${pointer} ${message}`.trim()).join('; ');
  throw new Refusal(400, 'invalid', detail, faults);
}

function faultOf({ instancePath, keyword, params, message = 'is not valid' }: ErrorObject): Fault {
  const given = params as { additionalProperty?: string; allowedValues?: unknown[]; format?: string };
  const at = given.additionalProperty;
  if (at !== undefined) return { pointer: `${instancePath}/${at}`, message: 'is no field here' };
  if (given.format === 'zone')
    return { pointer: instancePath, message: 'is no time zone; give one such as Europe/Zurich' };
  if (given.format === 'mail-address')
    return { pointer: instancePath, message: 'is no address of mail; give one such as you@example.org' };
  if (keyword === 'discriminator')
    return { pointer: `${instancePath}/kind`, message: `is none of those that there are` };
  if (given.allowedValues !== undefined)
    return { pointer: instancePath, message: `is none of ${given.allowedValues.join(', ')}` };
  return { pointer: instancePath, message };
}
