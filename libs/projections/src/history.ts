import type { EntriesByStream } from './record.js';
import { type Change, replay } from './replay.js';
import { placeOf } from './subjects.js';
import type { TimelineAct } from './timeline.js';
import type { NameOf } from './views/parts.js';

/** One step of a subject's history: the act, with who, when, why and on whose authority, and what it changed there. */
export interface HistoryStep {
  readonly act: TimelineAct;
  /** Fields of the subject and its parts before and after. Empty where the act changed nothing, such as one in vain. */
  readonly changes: readonly Change[];
}

/**
 * What was done to a subject and its parts, in the order of recording: every act about it, corrections and voided ones
 * among them, and every other that changed it, such as the writing-up that issues a meeting's outcomes.
 * @param streams of the group, up to the `asOf` that is asked for; only the subject's own need be among them
 * @param subject a reference, for example CWG-COP/meetings/15/outcomes/3
 */
export function history(
  streams: EntriesByStream,
  subject: string,
  { nameOf }: { nameOf: NameOf },
): HistoryStep[] {
  const steps: HistoryStep[] = [];
  for (const { act, changes } of replay(streams, { order: 'recording', nameOf, touching: subject }))
    if (!('unreadable' in act)) steps.push({ act, changes });
  return steps;
}

/** The streams that a subject's history is in: its own; of a group, undefined: all of the group's. */
export function streamOfSubject(subject: string): string | undefined {
  const place = placeOf(subject);
  return place === undefined || (place.path === '' && place.stream.startsWith('group-'))
    ? undefined
    : place.stream;
}
