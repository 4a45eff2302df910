import { type Refusal, refusal } from './refusal.js';
import type { EffectiveDate, Uuid } from './values.js';

/** An act's effective date was recorded wrongly. The newest redating that is not itself voided holds. */
export interface ActRedated {
  /** Id of the event whose date is corrected; in this same stream. */
  act: Uuid;
  effectiveAt: EffectiveDate;
}

/** An act was entered in error. A voiding may itself be voided, which reinstates the act. */
export interface ActVoided {
  /** Id of the event that is voided; in this same stream. */
  act: Uuid;
}

/** Corrections of the record: part of every stream. They hold by when they were recorded, whatever `at` asks. */
export interface CorrectionEvents {
  'act-redated': ActRedated;
  'act-voided': ActVoided;
}

/**
 * Acts that are neither dated, redated nor voided: a classification holds from when it is recorded, for past states too,
 * so that nobody reads by a date what is closed to them today. It is changed by classifying anew.
 */
const CLASSIFYING: ReadonlySet<string> = new Set(['contribution-classified', 'liaison-statement-classified']);

/** Why an act of this type cannot be redated or voided. */
export function uncorrectable(type: string): Refusal | undefined {
  return CLASSIFYING.has(type)
    ? refusal('not-correctable', 'a classification is not redated or voided; classify anew', '/data/act')
    : undefined;
}

/** Why a classification with a date of its own is refused. */
export function datedClassification({ on }: { on?: EffectiveDate }): Refusal | undefined {
  return on === undefined
    ? undefined
    : refusal(
        'not-dated',
        'a classification holds from when it is recorded; leave the date out',
        '/effectiveAt',
      );
}

export const correctionCommands = {
  'redate-act': 'act-redated',
  'void-act': 'act-voided',
} as const satisfies Record<string, keyof CorrectionEvents>;
