import type { Refusal } from '@acta/domain';

/** What is wrong with what was asked: every fault with its field and rule. Nothing was written. */
export class Invalid extends Error {
  override readonly name = 'Invalid';
  constructor(readonly faults: readonly Refusal[]) {
    super(
      faults.map(({ field, message }) => (field === undefined ? message : `${field}: ${message}`)).join('; '),
    );
  }
}

/** A subject, position or file that is not there. */
export class NotFound extends Error {
  override readonly name = 'NotFound';
}

/** The same key was used for another request. */
export class KeyReused extends Error {
  override readonly name = 'KeyReused';
  constructor(readonly commandId: string) {
    super(`the command ${commandId} was given before with another request; use a new key for a new request`);
  }
}

/** Shorthand for a single fault. */
export function invalid(rule: string, message: string, field?: string): Invalid {
  return new Invalid([field === undefined ? { rule, message } : { rule, message, field }]);
}
