import type { MessagePort } from 'node:worker_threads';
import type { Durability } from './database.js';

/** An append on its way to the writer. Revisions are numbers here; −1 stands for no stream. */
export interface AppendRequest {
  stream: string;
  /** Used when the append creates the stream. */
  group: string | null;
  expected: number;
  events: readonly EventRow[];
}

export interface EventRow {
  id: string;
  type: string;
  recordedAt: number;
  effectiveFrom: number | null;
  body: string;
}

/** A replica's batch: appends that must all be taken as they are, and the source's cursor, in one transaction. */
export interface Taking {
  requests: readonly AppendRequest[];
  cursor: string;
  /** Place in the source of the last event; null where there is none. */
  newest: string | null;
}

/** What became of a batch. `stream`: the first whose events do not follow its last revision. Nothing was written but for `taken`. */
export type TakingOutcome =
  { kind: 'taken' } | { kind: 'busy' } | { kind: 'diverged'; stream: string; expected: number; last: number };

export const NO_STREAM = -1;

/** Main thread → writer. */
export type ToWriter = readonly AppendRequest[] | Taking | 'durability' | 'close';

/**
 * Writer → main thread. `answers` come in the order of the appends, two numbers each: the position and revision of the
 * last event; or CONFLICT and the actual revision; or BUSY and 0.
 */
export type FromWriter =
  | { kind: 'ready' }
  | { kind: 'answers'; answers: readonly number[] }
  | { kind: 'taking'; outcome: TakingOutcome }
  | { kind: 'durability'; durability: Durability }
  | { kind: 'fatal'; error: WriterFault };

/** Not a position: the append was refused, nothing was written. */
export const CONFLICT = 0;
/** Not a position: another program held the file for too long, nothing was written. */
export const BUSY = -1;

/** An error as it crosses threads. */
export interface WriterFault {
  message: string;
  code: string | undefined;
}

export interface WriterData {
  file: string;
  port: MessagePort;
  /** Two Int32 that each side raises after it has posted: what the other looks at rather than sleep. */
  signal: SharedArrayBuffer;
}

/** Index in `signal`: raised by the main thread; the writer sleeps on it. */
export const ASKED = 0;
/** Index in `signal`: raised by the writer. */
export const ANSWERED = 1;
