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

/** The same for a value that is known to be I-JSON. */
export function canonicalForm(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new NotIJson('', 'is not a JSON value');
  return text;
}

/** Refuses what I-JSON (RFC 7493) cannot carry: numbers beyond 2^53, NaN, infinities, lone surrogates. @throws NotIJson */
export function assertIJson(value: unknown, pointer: string): void {
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw new NotIJson(pointer, 'holds a lone surrogate');
  } else if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new NotIJson(pointer, 'is not a finite number');
    if (Math.abs(value) > Number.MAX_SAFE_INTEGER) throw new NotIJson(pointer, 'is a number beyond 2^53');
  } else if (Array.isArray(value)) {
    value.forEach((item, i) => {
      assertIJson(item, `${pointer}/${String(i)}`);
    });
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      const at = `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      if (!key.isWellFormed()) throw new NotIJson(at, 'has a name with a lone surrogate');
      assertIJson(item, at);
    }
  } else if (value !== null && typeof value !== 'boolean' && value !== undefined) {
    throw new NotIJson(pointer, 'is not a JSON value');
  }
}
