import {
  type Entry,
  type Recorded,
  type SubjectId,
  type Uuid,
  isCorrection,
  isUnreadable,
  parseStream,
} from '@acta/domain';
import { isAbout, pathOf, refAt, refOfStream } from './subjects.js';

/** Which acts are shown of those in range. */
export interface Selection {
  /** A reference, for example CWG-COP/meetings/15: acts on it or on a part of it. */
  subject?: string;
  /** Acts recorded by this subject id. */
  actor?: SubjectId;
}

/** Whether an entry is one of those that are asked for. What cannot be read is nobody's, and about its whole stream. */
export function isSelected(
  { entry, events }: { entry: Entry; events: ReadonlyMap<Uuid, Recorded> },
  { subject, actor }: Selection,
): boolean {
  if (actor !== undefined && (isUnreadable(entry) || entry.metadata.actor !== actor)) return false;
  if (subject === undefined) return true;
  const ref = isUnreadable(entry) ? refOfStream(entry.stream) : refOfEvent(entry, events);
  return isAbout(ref, subject);
}

/** What an event is about; of a correction, what the act that it corrects is about. */
export function refOfEvent(event: Recorded, events: ReadonlyMap<Uuid, Recorded>): string {
  let about = event;
  while (isCorrection(about)) {
    const target = events.get(about.data.act);
    // A correction names an earlier event; anything else could not end.
    if (target === undefined || target.position >= about.position) return refOfStream(event.stream);
    about = target;
  }
  const aggregate = parseStream(about.stream)?.aggregate;
  return aggregate === undefined ? about.stream : refAt(about.stream, pathOf(aggregate, about));
}
