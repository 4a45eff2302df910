import type { MemberEvents } from './client.js';

type KeptRecord = Parameters<MemberEvents['onRecord']>[0];

/** What the newest transaction kept. */
export interface KeptText {
  /** Undefined: there was no transaction. */
  text: string | undefined;
  /** Over how many partitions keys are spread: over as many as there were at first, so that none moves. */
  partitions: number | undefined;
}

/** Keys of the records beside a topic. */
export interface KeptKeys {
  kept: string;
  claim: string;
  redrive: string;
}

/** The header that tells over how many partitions keys are spread. */
export const PARTITIONS = 'partitions';

/** The records beside a topic, as they are read from the first one on. */
export interface KeptReading {
  take(record: KeptRecord): void;
  newest(): KeptText;
  /** Id of the latest request to redrive. */
  redriveAsked(): string | undefined;
  /**
   * What was kept when a claim was made, once that has been read; undefined where the signal comes first.
   * @throws where it takes too long
   */
  at(claim: string, within: number, signal: AbortSignal): Promise<KeptText | undefined>;
}

export function keptReading(keys: KeptKeys): KeptReading {
  let newest: KeptText = { text: undefined, partitions: undefined };
  let redrive: string | undefined;
  let claimed: { id: string; kept: KeptText } | undefined;
  let told = (): void => undefined;
  return {
    take({ key, value, headers }) {
      if (key === keys.kept) newest = { text: value, partitions: Number(headers[PARTITIONS]) };
      if (key === keys.redrive) redrive = value;
      if (key !== keys.claim) return;
      claimed = { id: value, kept: newest };
      told();
    },
    newest: () => newest,
    redriveAsked: () => redrive,
    async at(claim, within, signal) {
      const until = AbortSignal.any([signal, AbortSignal.timeout(within)]);
      while (claimed?.id !== claim && !until.aborted)
        await new Promise<void>((resolve) => {
          told = resolve;
          until.addEventListener('abort', () => resolve(), { once: true });
        });
      if (claimed?.id === claim) return claimed.kept;
      if (signal.aborted) return undefined;
      throw new Error(`what is kept could not be read within ${String(within)} ms`);
    },
  };
}
