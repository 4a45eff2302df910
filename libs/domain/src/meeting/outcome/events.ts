import type { Attribution, Identifier, Line, Ordinal, Text } from '../../kernel/values.js';

/** The verb of the record, verbatim, with a code as an aid. */
export interface Verb {
  as: Line;
  code?:
    | 'encouraged'
    | 'recommended'
    | 'stated'
    | 'noted'
    | 'reminded'
    | 'added'
    | 'invited'
    | 'proposed'
    | 'agreed'
    | 'decided'
    | 'requested'
    | 'other';
}

/** What an outcome rests on or leads to. Liaison statements by id, for example CWG-COP-o-1. */
export interface OutcomeLinks {
  contributions?: Identifier[];
  liaisonStatements?: Identifier[];
  clauses?: Identifier[];
}

export interface OutcomeContent {
  /** The whole sentence, verbatim, attribution and verb included. */
  text: Text;
  /** Official translations. */
  translations?: Text[];
  /** Absent: not stated. */
  attribution?: Attribution;
  /** Absent: none stated. */
  verb?: Verb;
  /** Absent: not stated. */
  addressees?: Line[];
  links?: OutcomeLinks;
}

export interface OutcomeRecorded extends OutcomeContent {
  /** Its number within the meeting; never used again. */
  ordinal: Ordinal;
  /** Backfill only: it enters the record as issued. */
  state?: 'issued';
}

/** Before issue: replaces the content as given; what is absent stays. */
export interface OutcomeRevised extends Partial<OutcomeContent> {
  ordinal: Ordinal;
}

/** After issue: the same, openly, with a reason (in the metadata) and an authority. */
export interface OutcomeAmended extends Partial<OutcomeContent> {
  ordinal: Ordinal;
  class: 'editorial' | 'substantive';
  approvedBy?: Line;
}

/** A later outcome takes its place. */
export interface OutcomeSuperseded {
  ordinal: Ordinal;
  by: { meeting: Ordinal; ordinal: Ordinal };
}

export interface OutcomeRescinded {
  ordinal: Ordinal;
}

/** What became of it, in words. */
export interface OutcomeFollowedUp {
  ordinal: Ordinal;
  followUp: Text;
}

export interface OutcomeEvents {
  'outcome-recorded': OutcomeRecorded;
  'outcome-revised': OutcomeRevised;
  'outcome-amended': OutcomeAmended;
  'outcome-superseded': OutcomeSuperseded;
  'outcome-rescinded': OutcomeRescinded;
  'outcome-followed-up': OutcomeFollowedUp;
}

export const outcomeCommands = {
  'record-outcome': 'outcome-recorded',
  'revise-outcome': 'outcome-revised',
  'amend-outcome': 'outcome-amended',
  'supersede-outcome': 'outcome-superseded',
  'rescind-outcome': 'outcome-rescinded',
  'follow-up-outcome': 'outcome-followed-up',
} as const satisfies Record<string, keyof OutcomeEvents>;
