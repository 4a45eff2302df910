import type {
  Authority,
  EffectiveDate,
  GroupCode,
  Instant,
  Line,
  Ordinal,
  Prose,
  Provenance,
  SubjectId,
  Uuid,
} from './values.js';

/** A role that a person holds in a group (DESIGN: access). */
export type Role =
  'chair' | 'vice-chair' | 'secretariat' | 'delegate' | 'sector-member' | 'observer' | 'auditor' | 'service';

/** In which capacity the caller acted, as it was at that moment. */
export interface Capacity {
  role: Role;
  group?: GroupCode;
}

/** Who recorded something, and in which capacity. */
export interface RecordedBy {
  actor: SubjectId;
  actingAs: Capacity;
}

/**
 * What a command may say about itself. Everything else in an event's metadata is set by the server; a client sets
 * neither the clock nor the actor nor the role.
 */
export interface ActDetails {
  /** When the fact took effect in the world. Absent: when the log took it. */
  effectiveAt?: EffectiveDate;
  /**
   * How the date is known, where the source does not state the act's own date: `meeting`, the meeting's date stands
   * for it; `no-later-than`, it is known to hold by then and its beginning is not in the record.
   */
  datedBy?: 'meeting' | 'no-later-than';
  /** On whose behalf, or in whose words. */
  attributedTo?: Line;
  reason?: Prose;
  authority?: Authority;
  provenance?: Provenance;
}

/** Metadata of an event (DESIGN: events). Stored, hashed and immutable. */
export interface EventMetadata extends ActDetails {
  /** UUIDv7. */
  id: Uuid;
  schemaVersion: Ordinal;
  /** When the server took it; never a client's clock. */
  recordedAt: Instant;
  /** The authenticated caller, always. */
  actor: SubjectId;
  /** `asserted`: the caller said who it is (a local command line); `authenticated`: a token proved it. */
  assurance: 'asserted' | 'authenticated';
  actingAs: Capacity;
  /** A fact of the past taken over from elsewhere: it must not notify anyone as news. */
  backfill?: true;
  commandId: Uuid;
  requestHash: string;
  /** Which of how many events of the command: [1, 2] is the first of two. */
  part: [number, number];
  /** The journal position that the decision read. */
  judgedAt: number;
  $correlationId: Uuid;
  $causationId: Uuid;
  /** 128 random bits, base64url: without them a hash could be guessed open. */
  nonce: string;
}
