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

export const correctionCommands = {
  'redate-act': 'act-redated',
  'void-act': 'act-voided',
} as const satisfies Record<string, keyof CorrectionEvents>;
