import type { Act } from '../kernel/event.js';
import { held } from '../kernel/held.js';
import { touch } from '../kernel/touched.js';
import type { CalendarEvents } from './events.js';
import type { CalendarState } from './state.js';

export function evolve(state: CalendarState, act: Act<CalendarEvents>): void {
  touch(state, act);
  switch (act.type) {
    case 'session-entered':
      state.sessions.set(act.data.session, held(act, act.data));
      return;
    case 'session-revised': {
      const known = state.sessions.get(act.data.session);
      if (known !== undefined)
        state.sessions.set(act.data.session, held(act, { ...known.value, ...act.data }));
      return;
    }
    case 'session-cancelled':
      state.sessions.delete(act.data.session);
      return;
    case 'act-redated':
    case 'act-voided':
      return;
  }
}
