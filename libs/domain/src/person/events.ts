import type { CorrectionEvents } from '../kernel/corrections.js';
import type { SubjectId } from '../kernel/values.js';

/** The person asked to be forgotten, or must be: after this event their key is destroyed, at every start again. */
export interface PersonErased {
  subject: SubjectId;
}

export interface PersonEvents extends CorrectionEvents {
  'person-erased': PersonErased;
}

export const personCommands = {
  'erase-person': 'person-erased',
} as const satisfies Record<string, keyof PersonEvents>;
