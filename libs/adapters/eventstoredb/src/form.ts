import { AppendRefused, type NewEvent, type SourceEvent, fromSource } from '@acta/application';
import { canonicalForm } from '@acta/domain';
import type { ProposedEvent, SourceRecord } from './source.js';
import { sourceOf } from './place.js';

/**
 * A finished event as it is written: its data and metadata as JSON, so that the store's own tools show them.
 * @throws AppendRefused what the store could not give back byte for byte: a body that is not the hashed form of this event
 */
export function toProposed(stream: string, { id, type, body }: NewEvent): ProposedEvent {
  const value = parsed(body);
  const isHashedForm =
    isFields(value) &&
    value['stream'] === stream &&
    value['type'] === type &&
    isFields(value['metadata']) &&
    value['metadata']['id'] === id &&
    isFields(value['data']) &&
    Object.keys(value).length === 4 &&
    canonicalForm(value) === body;
  if (!isHashedForm)
    throw new AppendRefused(
      `${stream}: the body of event ${id} is not its hashed form (RFC 8785 of stream, type, metadata and data), which is all that EventStoreDB gives back`,
    );
  return { id, type, data: value['data'], metadata: plainBytes(canonicalForm(value['metadata'])) };
}

/** The client takes metadata as bytes from this class alone, not from those derived of it. */
function plainBytes(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text));
}

/**
 * An event of the source as the journal takes it, the same on every node and by every build. Its body is the hashed
 * form, rebuilt. One that is not an event of Acta counts too, with the same body everywhere: of data or metadata that is
 * no JSON, the text where it claims to be JSON, otherwise the bytes in base64, as a string.
 */
export function toSourceEvent({
  stream,
  revision,
  place,
  id,
  type,
  data,
  metadata,
}: SourceRecord): SourceEvent {
  const event = { data: shown(data), metadata: shown(metadata), stream, type };
  const record = { stream, revision, source: sourceOf(place), id, type };
  try {
    return fromSource({ ...record, body: canonicalForm(event) }, event.metadata);
  } catch {
    // Not I-JSON, which only a foreign hand writes: as text, in the order in which it was written.
    const texts = { ...event, data: JSON.stringify(event.data), metadata: JSON.stringify(event.metadata) };
    return fromSource({ ...record, body: JSON.stringify(texts) });
  }
}

function shown(value: unknown): unknown {
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
