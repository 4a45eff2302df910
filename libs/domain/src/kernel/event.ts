import type { EventMetadata } from './metadata.js';
import type { EffectiveDate, Uuid } from './values.js';

/** From a map of event type → data to the union of events. */
export type EventOf<Events> = { [K in keyof Events & string]: { type: K; data: Events[K] } }[keyof Events &
  string];

/** An event read back from the journal, upcast to the newest schema version. */
export interface Recorded<E extends { type: string; data: unknown } = { type: string; data: unknown }> {
  /** Position in the journal, from 1 without gaps. */
  position: number;
  /** Stream name without the log's prefix, for example meeting-CWG-COP-15. */
  stream: string;
  /** Revision in the stream, from 0. */
  revision: number;
  /** The journal's own: the greater of the event's and its predecessor's, milliseconds since the epoch. */
  recordedAt: number;
  type: E['type'];
  data: E['data'];
  metadata: EventMetadata;
}

/** An event of ours that cannot be read (unknown type, bad bytes). It keeps its position; folds skip it visibly. */
export interface Unreadable {
  position: number;
  stream: string;
  revision: number;
  recordedAt: number;
  unreadable: string;
}

export type Entry = Recorded | Unreadable;

export function isUnreadable(entry: Entry): entry is Unreadable {
  return 'unreadable' in entry;
}

/**
 * An act: an event in its place among the effective ones of its stream, with the date that is known for it.
 * This is what folds and rules see.
 */
export interface ActBase {
  /** The event's id. */
  id: Uuid;
  position: number;
  /** Revision of its event, or of the redating that holds for it. */
  revision: number;
  /** Effective moment for ordering, milliseconds since the epoch. */
  key: number;
  /** The effective date as now known (redatings applied); absent where it is the recording's. */
  on?: EffectiveDate;
  /** How that date is known, redatings applied. */
  datedBy?: NonNullable<EventMetadata['datedBy']>;
  recordedAt: number;
  metadata: EventMetadata;
}

/** The acts of an aggregate: a union that `switch (act.type)` narrows. */
export type Act<Events> = {
  [K in keyof Events & string]: ActBase & { type: K; data: Events[K] };
}[keyof Events & string];

/** The data of an act that says nothing more than that it happened. */
export type Nothing = Record<string, never>;
