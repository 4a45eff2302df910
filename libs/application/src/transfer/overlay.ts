import { randomBytes } from 'node:crypto';
import type { SubjectId } from '@acta/domain';
import type {
  Appended,
  EventStore,
  ExpectedRevision,
  Journal,
  NewEvent,
  StoredEvent,
} from '../ports/event-store.js';
import { KeyDestroyed, type KeyVault } from '../ports/key-vault.js';

/**
 * A store for rehearsals: appends are kept in memory on top of a journal, and nothing is written. Rules judged on it
 * are judged as they would be after those appends.
 */
export class Overlay implements Pick<EventStore, 'append'>, Pick<Journal, 'head' | 'stream'> {
  readonly #base: Pick<Journal, 'head' | 'stream'>;
  readonly #added = new Map<string, StoredEvent[]>();
  #head: { position: number; recordedAt: number };

  constructor(base: Pick<Journal, 'head' | 'stream'>) {
    this.#base = base;
    this.#head = base.head();
  }

  head(): { position: number; recordedAt: number } {
    return this.#head;
  }

  stream(stream: string, upTo: number, from = 0): StoredEvent[] {
    const added = this.#added.get(stream) ?? [];
    return [...this.#base.stream(stream, this.#base.head().position, from), ...added].filter(
      ({ position, revision }) => position <= upTo && revision >= from,
    );
  }

  append(stream: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<Appended> {
    let revision = expected === 'noStream' ? -1n : expected;
    let added = this.#added.get(stream);
    if (added === undefined) this.#added.set(stream, (added = []));
    for (const { type, recordedAt, body } of events) {
      this.#head = {
        position: this.#head.position + 1,
        recordedAt: Math.max(recordedAt, this.#head.recordedAt),
      };
      added.push({ ...this.#head, stream, revision: ++revision, type, body });
    }
    return Promise.resolve({ position: this.#head.position, revision });
  }
}

/**
 * Keys for a rehearsal: those that exist, and passing ones for persons who are new. Nothing is written.
 * @param erased whether a person is erased by then, in the record or in the rehearsal
 */
export function rehearsalVault(
  vault: Pick<KeyVault, 'find'>,
  erased: (subject: SubjectId) => boolean,
): Pick<KeyVault, 'keyFor'> {
  const passing = new Map<SubjectId, Uint8Array>();
  return {
    async keyFor(subject) {
      if (erased(subject)) throw new KeyDestroyed(subject);
      const key = vault.find(subject) ?? passing.get(subject) ?? randomBytes(32);
      passing.set(subject, key);
      return key;
    },
  };
}
