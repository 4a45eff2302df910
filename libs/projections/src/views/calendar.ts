import type { CalendarState, SessionEntered } from '@acta/domain';
import { type Basis, withBasis } from './parts.js';

/** Conferences and Council sessions, in the order of their opening. */
export interface CalendarView {
  readonly sessions: readonly (SessionEntered & { readonly basis: Basis })[];
  /** What a change names as what it saw: the revision of the event that touched the calendar last. */
  readonly etag: string;
}

/** The calendar as recorded, whatever moment is asked about: it names what is to come. */
export function calendarView({ sessions, revision }: CalendarState): CalendarView {
  const entered = [...sessions.values()].map(withBasis);
  entered.sort((a, b) => (a.opens < b.opens ? -1 : a.opens > b.opens ? 1 : 0));
  return { sessions: entered, etag: String(revision) };
}
