import type { Held } from '../kernel/held.js';
import type { SessionCode } from '../kernel/values.js';
import type { SessionEntered } from './events.js';

export interface CalendarState {
  sessions: Map<SessionCode, Held<SessionEntered>>;
}

export function initialCalendar(): CalendarState {
  return { sessions: new Map() };
}
