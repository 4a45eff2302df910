import canonicalize from 'canonicalize';
import type { EventMetadata } from './metadata.js';

/** An event as it is stored and hashed: `stream` is the full name, with the log's prefix. */
export interface FinishedEvent {
  stream: string;
  type: string;
  metadata: EventMetadata;
  data: unknown;
}

/** A value that I-JSON (RFC 7493) cannot carry. */
export class NotIJson extends Error {
  override readonly name = 'NotIJson';
  constructor(
    /** JSON Pointer to the value. */
    readonly pointer: string,
    reason: string,
  ) {
    super(`${pointer === '' ? 'the value' : pointer} ${reason}`);
  }
}

/**
 * The hashed form: RFC 8785 of `{stream, type, metadata, data}`. Any store that keeps JSON gives the same text, and so
 * the same hash.
 * @throws NotIJson for a lone surrogate or a number beyond 2^53
 */
export function hashedForm(event: FinishedEvent): string {
  const { stream, type, metadata, data } = event;
  return canonicalJson({ stream, type, metadata, data });
}

/** RFC 8785 canonical JSON of an I-JSON value. @throws NotIJson */
export function canonicalJson(value: unknown): string {
  assertIJson(value, '');
  return canonicalForm(value);
}

/**
 * The same for a value that is known to be I-JSON. RFC 8785 is what JSON.stringify writes once names are in order, as they
 * are in what was written in this form, and quicker than `canonicalize`, which does it where an object would not keep the
 * order.
 */
export function canonicalForm(value: unknown): string {
  const text = isInOrder(value)
    ? JSON.stringify(value)
    : keepsOrder(value)
      ? JSON.stringify(inOrder(value))
      : canonicalize(value);
  if (text === undefined) throw new NotIJson('', 'is not a JSON value');
  return text;
}

/** Names that do not stay where they were added: JavaScript puts numbers first, and takes the other for no name at all. */
const MOVED = /^(?:\d|__proto__$)/;

/** Whether the names of every object are in the order of their UTF-16 code units. */
function isInOrder(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(isInOrder);
  if ('toJSON' in value) return false;
  const fields = value as Readonly<Record<string, unknown>>;
  let before = '';
  for (const name of Object.keys(fields)) {
    if (name < before || !isInOrder(fields[name])) return false;
    before = name;
  }
  return true;
}

function keepsOrder(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(keepsOrder);
  if ('toJSON' in value) return false;
  const fields = value as Readonly<Record<string, unknown>>;
  return Object.keys(fields).every((name) => !MOVED.test(name) && keepsOrder(fields[name]));
}

/** A copy with the names of every object in the order of their UTF-16 code units. */
function inOrder(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(inOrder);
  const fields = value as Readonly<Record<string, unknown>>;
  const copy: Record<string, unknown> = {};
  for (const name of Object.keys(fields).sort()) copy[name] = inOrder(fields[name]);
  return copy;
}

/** Refuses what I-JSON (RFC 7493) cannot carry: numbers beyond 2^53, NaN, infinities, lone surrogates. @throws NotIJson */
export function assertIJson(value: unknown, pointer: string): void {
  const fault = faultIn(value);
  if (fault !== undefined) throw new NotIJson(pointer + fault.at, fault.reason);
}

/** A fault, with the pointer to it from the value that was looked at: made on the way back, as nearly no value has one. */
interface Fault {
  at: string;
  reason: string;
}

function faultIn(value: unknown): Fault | undefined {
  switch (typeof value) {
    case 'string':
      return value.isWellFormed() ? undefined : { at: '', reason: 'holds a lone surrogate' };
    case 'number':
      if (!Number.isFinite(value)) return { at: '', reason: 'is not a finite number' };
      return Math.abs(value) > Number.MAX_SAFE_INTEGER
        ? { at: '', reason: 'is a number beyond 2^53' }
        : undefined;
    case 'object':
      if (value === null) return undefined;
      return Array.isArray(value) ? faultInItems(value) : faultInFields(value as Record<string, unknown>);
    case 'boolean':
    case 'undefined':
      return undefined;
    case 'bigint':
    case 'function':
    case 'symbol':
      return { at: '', reason: 'is not a JSON value' };
  }
}

function faultInItems(items: readonly unknown[]): Fault | undefined {
  for (let i = 0; i < items.length; i++) {
    const fault = faultIn(items[i]);
    if (fault !== undefined) return { ...fault, at: `/${String(i)}${fault.at}` };
  }
  return undefined;
}

function faultInFields(fields: Readonly<Record<string, unknown>>): Fault | undefined {
  for (const name of Object.keys(fields)) {
    const fault = name.isWellFormed()
      ? faultIn(fields[name])
      : { at: '', reason: 'has a name with a lone surrogate' };
    if (fault !== undefined)
      return { ...fault, at: `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}${fault.at}` };
  }
  return undefined;
}
