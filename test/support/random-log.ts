import { Invalid, type Receipt, type Submission } from '@acta/application';
import { type Command, type Refusal, Refused, instantOf, momentOf } from '@acta/domain';
import { type Acta, openActa } from '@acta/runtime';
import { type PlannedCommand, RECORDING_STARTS, type Written, resolve } from '@acta/testing';
import fc from 'fast-check';
import { ForwardClock, act } from './acting.js';
import type { RawEvent } from './reference.js';
import { holder } from './sample.js';
import { type Temporary, temporaryFolder } from './temporary.js';

/** What became of a command. */
export type Answered = { receipt: Receipt } | { refused: readonly Refusal[] };

/** A real log on a folder of its own, on which planned commands are given as an edge gives them. */
export class RandomLog {
  readonly #written: (Written | undefined)[] = [];

  private constructor(
    readonly acta: Acta,
    readonly clock: ForwardClock,
    readonly temporary: Temporary,
  ) {}

  static async open(temporary = temporaryFolder()): Promise<RandomLog> {
    const clock = new ForwardClock(momentOf(RECORDING_STARTS).start);
    return new RandomLog(
      await openActa(temporary.config, { mode: 'write', clock: clock.read }),
      clock,
      temporary,
    );
  }

  /** The command that is next, once the time before it has passed; undefined for a correction of nothing. */
  next(planned: PlannedCommand): Command | undefined {
    this.clock.advance(planned.wait);
    const command = resolve(planned, this.#written);
    if (command === undefined) this.#written.push(undefined);
    return command;
  }

  /** Gives the command that `next` gave, and takes note of what it wrote. */
  async give(command: Command, more: Partial<Submission>): Promise<Answered> {
    const answered = await this.repeat(command, more);
    const event =
      'receipt' in answered && answered.receipt.outcome === 'written'
        ? answered.receipt.events[0]
        : undefined;
    this.#written.push(event === undefined ? undefined : { id: event.id, stream: command.stream ?? '' });
    return answered;
  }

  /** Gives a command without taking note. @throws what is no refusal */
  async repeat(command: Command, more: Partial<Submission>): Promise<Answered> {
    try {
      return { receipt: await act(this.acta, command, { principal: holder, ...more }) };
    } catch (error) {
      return { refused: refusalsOf(error) };
    }
  }

  async giveAll(plan: readonly PlannedCommand[]): Promise<void> {
    for (const planned of plan) {
      const command = this.next(planned);
      if (command !== undefined) await this.give(command, { backfill: planned.backfill === true });
    }
  }

  async close(): Promise<void> {
    await this.acta.close();
    this.temporary.remove();
  }
}

/** Why a command was not taken. @throws the error itself, where it is no refusal */
export function refusalsOf(error: unknown): readonly Refusal[] {
  if (error instanceof Refused) return [error.refusal];
  if (error instanceof Invalid) return error.faults;
  throw error;
}

/** Two numbers that choose a point of a log, whatever its length. */
export type Dart = [number, number];
export const dart: fc.Arbitrary<Dart> = fc.tuple(fc.nat(), fc.nat());

const NEARBY = [0, -1, 1, 86_400_000] as const;

/** A position that exists, and a moment on, just before or after one at which something took effect. */
export function pointOf(events: readonly RawEvent[], [a, b]: Dart): { asOf: number; at: number } {
  const { metadata, recordedAt, data } = events[b % events.length] as RawEvent;
  const on = metadata.effectiveAt ?? data['effectiveAt'];
  const start = typeof on === 'string' ? momentOf(on).start : recordedAt;
  return { asOf: 1 + (a % events.length), at: start + (NEARBY[a % NEARBY.length] ?? 0) };
}

/** The same point as a question asks for it. */
export function whenOf({ asOf, at }: { asOf: number; at: number }): { asOf: string; at: string } {
  return { asOf: String(asOf), at: instantOf(at) };
}

/** Runs a property on logs of their own; fast-check prints the seed and the smallest plan that fails it. */
export async function onRandomLogs<T>(
  numRuns: number,
  given: fc.Arbitrary<T>,
  check: (log: RandomLog, given: T) => Promise<void>,
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(given, async (value) => {
      const log = await RandomLog.open();
      try {
        await check(log, value);
      } finally {
        await log.close();
      }
    }),
    { numRuns, interruptAfterTimeLimit: 40_000, markInterruptAsFailure: true },
  );
}
