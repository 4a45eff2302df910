import {
  type Entry,
  type EventMetadata,
  type FinishedEvent,
  NotUpcastable,
  type Upcasters,
  hashedForm,
  isEventType,
  momentOf,
  schemaVersions,
  upcast,
  upcasters as published,
} from '@acta/domain';
import { derivedUuid } from './ids.js';
import type { NewEvent, StoredEvent } from './ports/event-store.js';
import type { SourceEvent } from './ports/replica.js';

/** A log's name, and with it the prefix of its streams: several logs may share one store. */
export interface Log {
  name: string;
  prefix: string;
}

export function logNamed(name: string): Log {
  return { name, prefix: `acta.${name}.` };
}

/** The full name of a stream, as the store keeps it. */
export function fullName(log: Log, stream: string): string {
  return log.prefix + stream;
}

/** A finished event as a store takes it. @throws NotIJson */
export function toStore(event: FinishedEvent): NewEvent {
  const { effectiveAt } = event.metadata;
  return {
    id: event.metadata.id,
    type: event.type,
    recordedAt: Date.parse(event.metadata.recordedAt),
    ...(effectiveAt === undefined ? {} : { effectiveFrom: momentOf(effectiveAt).start }),
    body: hashedForm(event),
  };
}

/** An event of ours as a source kept it: where it stands there, what it calls itself, and its hashed form. */
export type SourceRecord = Pick<SourceEvent, 'stream' | 'revision' | 'source' | 'id' | 'type' | 'body'>;

/**
 * An event of a source as a replica takes it, with the moments that its body states. A body that cannot be read states
 * none: its moment of recording is 0, so that the journal gives it its predecessor's. Never throws: whatever is ours counts.
 * @param metadata what the body holds as such; read from there where its caller does not have it
 */
export function fromSource(record: SourceRecord, metadata = metadataIn(record.body)): SourceEvent {
  const { recordedAt, effectiveFrom } = statedIn(metadata);
  return {
    ...record,
    id: record.id.toWellFormed(),
    type: record.type.toWellFormed(),
    body: record.body.toWellFormed(),
    recordedAt: recordedAt ?? 0,
    ...(effectiveFrom === undefined ? {} : { effectiveFrom }),
  };
}

/**
 * A stored event as another store takes it: its bytes, id and moments. Where its bytes do not tell its id, it gets one
 * that is made of its place, the same each time.
 */
export function forAnotherStore({ stream, revision, type, body }: StoredEvent): NewEvent {
  const { id, recordedAt, effectiveFrom } = statedIn(metadataIn(body));
  return {
    id: id ?? derivedUuid('stored', stream, String(revision)),
    type,
    recordedAt: recordedAt ?? 0,
    ...(effectiveFrom === undefined ? {} : { effectiveFrom }),
    body,
  };
}

function metadataIn(body: string): unknown {
  try {
    const event: unknown = JSON.parse(body);
    return isObject(event) && 'metadata' in event ? event.metadata : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Moments in milliseconds; what metadata do not state, or not so that it can be read, is undefined. */
function statedIn(metadata: unknown): {
  id?: string | undefined;
  recordedAt?: number | undefined;
  effectiveFrom?: number | undefined;
} {
  if (!isObject(metadata)) return {};
  const { id, recordedAt, effectiveAt } = metadata as Record<string, unknown>;
  return {
    id: typeof id === 'string' ? id : undefined,
    recordedAt: millisecondsOf(recordedAt, Date.parse),
    effectiveFrom: millisecondsOf(effectiveAt, (text) => momentOf(text).start),
  };
}

function millisecondsOf(value: unknown, read: (text: string) => number): number | undefined {
  if (typeof value !== 'string') return undefined;
  try {
    const moment = read(value);
    return Number.isSafeInteger(moment) ? moment : undefined;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/**
 * A stored event as folds read it, at the newest schema version. One that cannot be read keeps its position and says why:
 * a newer and an older build must not count differently.
 * @param upcasters the steps between schema versions; those of the catalogue where absent
 */
export function fromStore(stored: StoredEvent, log: Log, upcasters: Upcasters = published): Entry {
  const place = {
    position: stored.position,
    stream: stored.stream.slice(log.prefix.length),
    revision: Number(stored.revision),
    recordedAt: stored.recordedAt,
  };
  if (!isEventType(stored.type)) return { ...place, unreadable: `unknown type ${stored.type}` };
  try {
    const event: unknown = JSON.parse(stored.body);
    if (!hasEventForm(event)) return { ...place, unreadable: 'its bytes are not an event' };
    const { metadata, data } = event;
    const newest = schemaVersions[stored.type];
    return {
      ...place,
      type: stored.type,
      metadata,
      data:
        metadata.schemaVersion === newest
          ? data
          : upcast(stored.type, data, metadata.schemaVersion, newest, upcasters),
    };
  } catch (error) {
    if (error instanceof NotUpcastable) return { ...place, unreadable: error.message };
    if (error instanceof SyntaxError) return { ...place, unreadable: 'its bytes are not JSON' };
    throw error;
  }
}

/** Whether a value from JSON has the form of a stored event: an object of data, and metadata with an id and a version. */
export function hasEventForm(value: unknown): value is { metadata: EventMetadata; data: object } {
  if (!isObject(value) || !('metadata' in value) || !('data' in value)) return false;
  const { metadata, data } = value;
  return isObject(data) && isObject(metadata) && 'schemaVersion' in metadata && 'id' in metadata;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
