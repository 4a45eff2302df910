import { canonicalForm } from '@acta/domain';
import { meetingOf } from './events.js';

/** Events of each stream of a log for the benchmark, and of each append. */
export const PER_STREAM = 100;

/** An event as a server keeps it: bytes of JSON. */
export interface KeptEvent {
  id: string;
  type: string;
  data: Uint8Array;
  metadata: Uint8Array;
}

/** An append that makes a stream of its own. */
export interface KeptAppend {
  stream: string;
  events: readonly KeptEvent[];
}

/**
 * A log of meetings, one append each. All have the same events, so that a million of them take the memory of a hundred;
 * they differ in their streams, which are in the hashed form, and so in their leaves.
 */
export function* meetingsIn(prefix: string, count: number): Generator<KeptAppend, void> {
  const events = meetingOf(PER_STREAM, 1).map(({ finished: { type, data, metadata } }): KeptEvent => ({
    id: metadata.id,
    type,
    data: bytesOf(data),
    metadata: bytesOf(metadata),
  }));
  for (let made = 0; made < count; made += PER_STREAM)
    yield { stream: `${prefix}meeting-CWG-B1-${String(made / PER_STREAM + 1)}`, events };
}

/** The client takes metadata as bytes from this class alone, not from those derived of it. */
function bytesOf(value: unknown): Uint8Array {
  return new Uint8Array(Buffer.from(canonicalForm(value)));
}
