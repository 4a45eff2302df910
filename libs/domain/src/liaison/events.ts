import type { CorrectionEvents } from '../kernel/corrections.js';
import type { Nothing } from '../kernel/event.js';
import type {
  Classification,
  Day,
  DocumentRef,
  GroupCode,
  Identifier,
  Line,
  Ordinal,
  Person,
  Text,
} from '../kernel/values.js';

/** What a statement is for, to one addressee: a code where it is plain, and the words of the record. */
export interface Purpose {
  code?: 'action' | 'comment' | 'information' | 'in-response';
  as?: Line;
}

export interface Addressee {
  name: Line;
  /** Absent: not in the record. */
  purpose?: Purpose;
  deadline?: Day;
}

/** What a liaison statement says; also what a revision replaces. */
export interface LiaisonContent {
  from?: Line;
  addressees: Addressee[];
  subject?: Text;
  body?: Text;
  questions?: Line[];
  /** The level at which it was approved, for example "working group". */
  approvalLevel?: Line;
  contacts?: Person[];
  attachments?: DocumentRef[];
  /** The statement that it answers, by id, for example CWG-COP-i-3. */
  inReplyTo?: Identifier;
}

/** Where it belongs: the group, its number in the outgoing or incoming series, its meeting and ordinal there. */
export interface LiaisonPlace {
  group: GroupCode;
  ordinal: Ordinal;
  meeting?: Ordinal;
  /** First, second … statement of that meeting. */
  ordinalInMeeting?: Ordinal;
  /** Absent: public. */
  classification?: Classification;
}

/** An outgoing statement enters the record. */
export interface LiaisonDrafted extends LiaisonPlace, LiaisonContent {
  /** Backfill only: the state in which it enters. */
  state?: 'approved' | 'sent' | 'withdrawn';
}

/** An incoming statement enters the record. */
export interface LiaisonReceived extends LiaisonPlace, LiaisonContent {}

/** Replaces the content of a draft as given; what is absent stays. */
export type LiaisonRevised = Partial<LiaisonContent>;

export interface LiaisonApproved {
  by: Line;
}

/** Who may read it from now on, and whatever past state is asked for. */
export interface LiaisonClassified {
  classification: Classification;
}

/** What one addressee answered. */
export interface LiaisonResponseRecorded {
  addressee: Line;
  response: 'acknowledged' | 'extension-agreed' | 'action-taken' | 'declined';
  words?: Text;
  /** The new deadline that was agreed. */
  deadline?: Day;
  /** The statement by which it answered, by id. */
  reply?: Identifier;
}

export interface LiaisonEvents extends CorrectionEvents {
  'liaison-statement-drafted': LiaisonDrafted;
  'liaison-statement-received': LiaisonReceived;
  'liaison-statement-revised': LiaisonRevised;
  'liaison-statement-approved': LiaisonApproved;
  'liaison-statement-sent': Nothing;
  'liaison-statement-withdrawn': Nothing;
  'liaison-statement-reinstated': Nothing;
  'liaison-response-recorded': LiaisonResponseRecorded;
  'liaison-statement-classified': LiaisonClassified;
}

export const liaisonCommands = {
  'draft-liaison-statement': 'liaison-statement-drafted',
  'receive-liaison-statement': 'liaison-statement-received',
  'revise-liaison-statement': 'liaison-statement-revised',
  'approve-liaison-statement': 'liaison-statement-approved',
  'send-liaison-statement': 'liaison-statement-sent',
  'withdraw-liaison-statement': 'liaison-statement-withdrawn',
  'reinstate-liaison-statement': 'liaison-statement-reinstated',
  'record-liaison-response': 'liaison-response-recorded',
  'classify-liaison-statement': 'liaison-statement-classified',
} as const satisfies Record<string, keyof LiaisonEvents>;
