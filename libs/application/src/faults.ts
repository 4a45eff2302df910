import type { Recorded, Refusal } from '@acta/domain';

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

/** This node cannot tell whether it knows all that was recorded: what is asked of it would be judged on the past. */
export class HeadUnconfirmed extends Error {
  override readonly name = 'HeadUnconfirmed';
  /** @param why where it is known */
  constructor(why: string | undefined) {
    super(
      `this node has not confirmed within the last seconds that it knows all that was recorded${why === undefined ? '' : ` (${why})`}; ` +
        'nothing was recorded: try again',
    );
  }
}

/** The log was moved from this store to another, and goes on there. */
export class LogMoved extends Error {
  override readonly name = 'LogMoved';
  constructor(readonly destination: string) {
    super(
      `this log takes nothing more here: it was moved to ${destination}, and goes on there. Use that store; or, only if nothing ` +
        'was recorded there, open this one again: acta migrate --reopen esdb:CONNECTION',
    );
  }
}

/** This node's clock and the store's differ by more than some seconds: what would be recorded now would be dated wrongly. */
export class ClockOff extends Error {
  override readonly name = 'ClockOff';
  /** @param ahead of the store's clock before this node's, in milliseconds; negative where it is behind */
  constructor(ahead: number) {
    super(
      `this node's clock is ${String(Math.round(Math.abs(ahead) / 1000))} s ${ahead > 0 ? 'behind' : 'ahead of'} the store's; ` +
        'commands are refused until both are right',
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

/** What a command is about was touched after the caller saw it. Nothing was written. */
export class Stale extends Error {
  override readonly name = 'Stale';
  /**
   * @param expected the revision that the caller saw
   * @param actual the revision of what is there now; -1 where there is nothing
   * @param since the events that touched it after the caller saw it, oldest first
   */
  constructor(
    readonly expected: number,
    readonly actual: number,
    readonly since: readonly Recorded[],
  ) {
    super(
      actual === -1
        ? 'it is not in the record; there is nothing to change'
        : `it was at revision ${String(expected)} when you read it and is at ${String(actual)} now; read it again and decide anew`,
    );
  }
}

/** An issued report quotes what is closed to the reader by now: it is withheld whole, since its bytes are not changed. */
export class Withheld extends Error {
  override readonly name = 'Withheld';
  constructor() {
    super(
      'the report as issued quotes what has been restricted since; "reading=current" gives it as it would read now',
    );
  }
}

/** The journal here has not reached the position that was waited for. */
export class NotReachedYet extends Error {
  override readonly name = 'NotReachedYet';
  constructor(position: number, head: number) {
    super(`position ${String(position)} is not here yet, the newest is ${String(head)}; ask again later`);
  }
}

/** Shorthand for a single fault. */
export function invalid(rule: string, message: string, field?: string): Invalid {
  return new Invalid([field === undefined ? { rule, message } : { rule, message, field }]);
}
