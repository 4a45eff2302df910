import { type Receipt, type Submission, anybody, executeCommand, prepare } from '@acta/application';
import type { Command } from '@acta/domain';
import type { Acta } from '@acta/runtime';
import { holder } from './sample.js';

/** Gives one command the way that every edge does: validated, prepared, judged, recorded. */
export function act(
  acta: Acta,
  command: Command,
  more: Partial<Omit<Submission, 'command'>> = {},
): Promise<Receipt> {
  return executeCommand(
    { principal: holder, ...more, command },
    { ...acta, prepare: (request) => prepare(request, { ...acta, reader: acta.readerFor(anybody) }) },
  );
}

/** A clock that stands still until it is moved, and moves forward alone. */
export class ForwardClock {
  #now: number;

  constructor(start: number) {
    this.#now = start;
  }

  /** As the ports take it. */
  readonly read = (): number => this.#now;

  advance(milliseconds: number): number {
    if (milliseconds < 0) throw new RangeError('this clock moves forward');
    return (this.#now += milliseconds);
  }
}
