import type { Answered } from '@acta/application';
import type { SubjectId } from '@acta/domain';

/** How many acts are remembered past their answer; the oldest are forgotten first. */
const REMEMBERED = 10_000;

/** What became of an act whose answer did not wait: still unknown, recorded, or refused with an error. */
export type Fate =
  { state: 'pending' } | { state: 'recorded'; receipt: Answered } | { state: 'failed'; error: unknown };

/** Acts whose answer could not wait for them. */
export class CommandsInFlight {
  readonly #fates = new Map<string, { subject: SubjectId; fate: Fate }>();

  /** @param waitMs how long an answer waits */
  constructor(private readonly waitMs: number) {}

  /** The receipt, or undefined where it takes too long: then `fateOf` tells. @throws what the recording throws in time */
  async wait(
    commandId: string,
    subject: SubjectId,
    recording: Promise<Answered>,
  ): Promise<Answered | undefined> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), this.waitMs);
    });
    try {
      const receipt = await Promise.race([recording, late]);
      if (receipt === undefined) this.#remember(commandId, subject, recording);
      return receipt;
    } finally {
      clearTimeout(timer);
    }
  }

  /** What became of somebody's own act. */
  fateOf(commandId: string, subject: SubjectId): Fate | undefined {
    const known = this.#fates.get(commandId);
    return known?.subject === subject ? known.fate : undefined;
  }

  #remember(commandId: string, subject: SubjectId, recording: Promise<Answered>): void {
    const known: { subject: SubjectId; fate: Fate } = { subject, fate: { state: 'pending' } };
    this.#fates.set(commandId, known);
    const oldest = this.#fates.keys().next();
    if (this.#fates.size > REMEMBERED && oldest.done !== true) this.#fates.delete(oldest.value);
    recording.then(
      (receipt) => (known.fate = { state: 'recorded', receipt }),
      (error: unknown) => (known.fate = { state: 'failed', error }),
    );
  }
}
