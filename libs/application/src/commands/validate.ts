import { createRequire } from 'node:module';
import { type Command, NotIJson, type Refusal, assertIJson, commandTypes } from '@acta/domain';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { Invalid, invalid } from '../faults.js';
import { patternsInWords, textRules } from './text-rules.js';

interface CommandSchemas {
  $id: string;
  properties: Record<string, object>;
}

const schemas = createRequire(import.meta.url)('@acta/schemas/commands.json') as CommandSchemas;
const ajv = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true });
for (const [name, { accepts }] of Object.entries(textRules)) ajv.addFormat(name, accepts);
ajv.addSchema(schemas);

/**
 * Checks that a value is a command: known type, no unknown field, every field of its form. Rules of the domain are not
 * judged here.
 * @throws Invalid with every fault, its field as a JSON Pointer and the rule
 */
export function validateCommand(value: unknown): Command {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalid('wrong-type', 'a command is a JSON object', '');
  try {
    assertIJson(value, '');
  } catch (error) {
    if (error instanceof NotIJson) throw invalid('not-i-json', error.message, error.pointer);
    throw error;
  }
  const validate = validatorFor('type' in value ? value.type : undefined);
  if (!validate(value)) throw new Invalid((validate.errors ?? []).map(faultOf));
  return value as Command;
}

function validatorFor(type: unknown): ValidateFunction {
  if (typeof type !== 'string' || !Object.hasOwn(schemas.properties, type))
    throw invalid(
      'unknown-command',
      `${typeof type === 'string' ? `"${type.slice(0, 100)}" is` : 'a type is missing or'} not a command; the commands are ${commandTypes.join(', ')}`,
      '/type',
    );
  const validate = ajv.getSchema(`${schemas.$id}#/properties/${type}`);
  if (validate === undefined) throw new Error(`no schema of ${type}`);
  return validate as ValidateFunction;
}

/** A validator's error in our words. */
function faultOf({ keyword, instancePath, params, message }: ErrorObject): Refusal {
  const given = params as Record<string, unknown>;
  const fault = (rule: string, text: string, field = instancePath): Refusal => ({
    rule,
    message: text,
    field,
  });
  switch (keyword) {
    case 'additionalProperties':
      return fault(
        'unknown-field',
        'is not a field that is known here',
        `${instancePath}/${String(given['additionalProperty'])}`,
      );
    case 'required':
      return fault('missing-field', 'is required', `${instancePath}/${String(given['missingProperty'])}`);
    case 'type':
      return fault('wrong-type', `must be ${String(given['type'])}`);
    case 'maxLength':
      return fault('too-long', `must have at most ${String(given['limit'])} characters`);
    case 'minLength':
      return fault('empty', 'must not be empty');
    case 'enum':
      return fault('not-allowed', `must be one of ${(given['allowedValues'] as unknown[]).join(', ')}`);
    case 'const':
      return fault('not-allowed', `must be ${JSON.stringify(given['allowedValue'])}`);
    case 'minimum':
    case 'maximum':
      return fault('out-of-range', `must be ${String(given['comparison'])} ${String(given['limit'])}`);
    case 'pattern':
      return fault(
        'wrong-form',
        `must be ${patternsInWords[String(given['pattern'])] ?? `of the form ${String(given['pattern'])}`}`,
      );
    case 'format':
      return fault(
        'wrong-form',
        `must be ${textRules[String(given['format'])]?.expects ?? String(given['format'])}`,
      );
    default:
      return fault(keyword, message ?? 'is not as it must be');
  }
}
