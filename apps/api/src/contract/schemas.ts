import { createRequire } from 'node:module';
import { type CommandType, commandTypes } from '@acta/domain';
import type { ActRoute } from '../acts/routes.js';
import type { Json } from './documented.js';

/** A schema of an object, as the generator writes it. */
interface ObjectSchema {
  type: 'object';
  properties: Readonly<Record<string, Json>>;
  required?: readonly string[];
  additionalProperties: false;
  description?: string;
}

interface Definitions {
  definitions: Readonly<Record<string, Json>>;
}

interface CommandSchemas extends Definitions {
  properties: Readonly<Record<string, { properties: { data: ObjectSchema } & Record<string, Json> }>>;
}

const require = createRequire(import.meta.url);
const commands = require('@acta/schemas/commands.json') as CommandSchemas;
const views = require('@acta/schemas/views.json') as Definitions;

/** Names that the document may not use are written out where they are referred to. */
const COMPONENT = /^[\w.-]+$/;

/**
 * The schemas that the document refers to: those of commands and of views, from draft-07 to 2020-12, and of each view
 * some of whose fields may be asked for, one without required fields.
 */
export function componentSchemas(partial: readonly string[]): Record<string, Json> {
  const all: Record<string, Json> = {};
  for (const { definitions } of [commands, views])
    for (const [name, schema] of Object.entries(definitions))
      if (COMPONENT.test(name)) all[name] = converted(schema);
  for (const name of partial) {
    const { required: _all, ...fields } = all[name] ?? {};
    all[`${name}Fields`] = { ...fields, description: `Fields of ${name}: those that were asked for.` };
  }
  return Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What is posted for an act: its data without the fields that the address fills, and what it says of itself. */
export function bodyOf(type: CommandType, { fills = {} }: ActRoute): ObjectSchema {
  const command = commands.properties[type];
  if (command === undefined) throw new Error(`no schema of ${type}`);
  const { data, type: _type, stream: _stream, ...details } = command.properties;
  const filled = new Set(Object.values(fills));
  const own = Object.entries(data.properties).filter(([name]) => !filled.has(name));
  const required = (data.required ?? []).filter((name) => !filled.has(name));
  // A field of the data comes before a detail of the same name.
  const properties = { ...Object.fromEntries(own), ...details, ...Object.fromEntries(own) };
  return converted({
    type: 'object',
    properties,
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: false,
  }) as unknown as ObjectSchema;
}

/** The name of an act's body in the document: `amend-outcome` is AmendOutcome. */
export function bodyName(type: CommandType): string {
  return type.replace(/(?:^|-)([a-z])/g, (_match, letter: string) => letter.toUpperCase());
}

/** The bodies of all acts, by name. */
export function actBodies(routes: Readonly<Record<CommandType, ActRoute>>): Record<string, Json> {
  return Object.fromEntries(commandTypes.map((type) => [bodyName(type), { ...bodyOf(type, routes[type]) }]));
}

function converted(schema: Json): Json {
  return convert(schema) as Json;
}

function convert(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(convert);
  if (typeof node !== 'object' || node === null) return node;
  if ('$ref' in node && typeof node.$ref === 'string') {
    const name = decodeURIComponent(node.$ref.replace('#/definitions/', ''));
    const { $ref: _pointer, ...beside } = node;
    if (COMPONENT.test(name)) return { $ref: `#/components/schemas/${name}`, ...beside };
    return { ...(convert(commands.definitions[name] ?? views.definitions[name]) as Json), ...beside };
  }
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, convert(value)]));
}
