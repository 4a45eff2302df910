import { type GroupCode, type OfficerAppointed, type SubjectId, streamOf } from '@acta/domain';
import { foldStream } from '@acta/projections';
import type { Reader } from '../queries/reader.js';

/** What is known of a group's officers at a revision of its stream. */
interface Known {
  revision: number;
  bySubject: ReadonlyMap<SubjectId, readonly OfficerAppointed[]>;
}

/** Whom the record appoints: every act is judged by it, so each group's stream is folded once a revision. */
export class Appointments {
  readonly #reader: Reader;
  /** An entry a group that exists. */
  readonly #groups = new Map<GroupCode, Known>();

  /** @param reader the whole record */
  constructor(reader: Reader) {
    this.#reader = reader;
  }

  /** Every appointment of somebody in a group so far, whatever its term, as the record is now. */
  of(subject: SubjectId, group: GroupCode): readonly OfficerAppointed[] {
    const stream = streamOf.group(group);
    // Before the events are read: what is appended in between shows in the next revision.
    const revision = this.#reader.lastRevision(stream);
    if (revision === undefined) return [];
    let known = this.#groups.get(group);
    if (known?.revision !== revision) {
      known = { revision, bySubject: this.#read(stream) };
      this.#groups.set(group, known);
    }
    return known.bySubject.get(subject) ?? [];
  }

  #read(stream: string): Known['bySubject'] {
    const { position } = this.#reader.point({});
    const { officers } = foldStream('group', this.#reader.stream(stream, position));
    return Map.groupBy(
      [...officers.values()].map(({ value }) => value),
      ({ person }) => person.subject,
    );
  }
}
