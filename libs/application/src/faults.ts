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

/** The server's clock is behind the newest event: what would be recorded now would not be dated by when it was. */
export class ClockBehind extends Error {
  override readonly name = 'ClockBehind';
  constructor(now: number, newest: number) {
    super(
      `the clock says ${new Date(now).toISOString()}, and the newest event was recorded at ${new Date(newest).toISOString()}; ` +
        'commands are refused until the clock is right',
    );
  }
}

/** What was prepared for a command was made from a state of its stream that has passed. Nothing was written. */
export class PreparedOnThePast extends Error {
  override readonly name = 'PreparedOnThePast';
  constructor(stream: string) {
    super(`${stream} changed while the command was prepared; give it again`);
  }
}

/** Shorthand for a single fault. */
export function invalid(rule: string, message: string, field?: string): Invalid {
  return new Invalid([field === undefined ? { rule, message } : { rule, message, field }]);
}
