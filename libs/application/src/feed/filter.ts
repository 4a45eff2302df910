import type { EventType, GroupCode } from '@acta/domain';
import { isAbout } from '@acta/projections';

/** Which events a feed has. What is absent lets everything through. */
export interface FeedFilter {
  group?: GroupCode;
  types?: readonly EventType[];
  /** A reference, for example CWG-COP/meetings/15: what is about it, or about a part of it. */
  subject?: string;
}

/** Whether a feed may have an event, by what its place says of it before it is read. */
export function mayHave(
  { group, types }: FeedFilter,
  event: { type: string; group: GroupCode | undefined },
): boolean {
  return (
    (group === undefined || group === event.group) && (types?.some((type) => type === event.type) ?? true)
  );
}

/** Whether a feed has what is about a subject. */
export function hasSubject({ subject }: FeedFilter, of: string): boolean {
  return subject === undefined || isAbout(of, subject);
}
