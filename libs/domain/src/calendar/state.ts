import type { Held } from '../kernel/held.js';
import type { Touched } from '../kernel/touched.js';
import type { SessionCode } from '../kernel/values.js';
import type { SessionEntered } from './events.js';

export interface CalendarState extends Touched {
  sessions: Map<SessionCode, Held<SessionEntered>>;
}

export function initialCalendar(): CalendarState {
  return { revision: -1, sessions: new Map() };
}
