import type { Decider } from '../kernel/decider.js';
import type { Act } from '../kernel/event.js';
import { type Refusal, refusal } from '../kernel/refusal.js';
import type { CalendarEvents } from './events.js';
import { evolve } from './evolve.js';
import { type CalendarState, initialCalendar } from './state.js';

export const calendar: Decider<CalendarState, CalendarEvents> = {
  initial: initialCalendar,
  evolve,
  admit,
  admitGiven: () => undefined,
  subjectOf: (event) => ('session' in event.data ? event.data.session : event.type),
  revisionOf: (state) => state.revision,
  touches: () => true,
};

function admit(state: CalendarState, act: Act<CalendarEvents>): Refusal | undefined {
  switch (act.type) {
    case 'session-entered':
      return state.sessions.has(act.data.session)
        ? refusal(
            'duplicate-session',
            `${act.data.session} is in the calendar already; revise it`,
            '/data/session',
          )
        : reversed(act.data);
    case 'session-revised': {
      const known = state.sessions.get(act.data.session);
      if (known === undefined) return unknown(act.data.session);
      return reversed(
        { ...known.value, ...act.data },
        act.data.closes === undefined ? '/data/opens' : '/data/closes',
      );
    }
    case 'session-cancelled':
      return state.sessions.has(act.data.session) ? undefined : unknown(act.data.session);
    case 'act-redated':
    case 'act-voided':
      return undefined;
  }
}

function unknown(session: string): Refusal {
  return refusal('unknown-session', `no session ${session} in the calendar; enter it first`, '/data/session');
}

function reversed(
  { opens, closes }: { opens: string; closes?: string },
  field = '/data/closes',
): Refusal | undefined {
  return closes !== undefined && closes < opens
    ? refusal('reversed-range', `the session would close (${closes}) before it opens (${opens})`, field)
    : undefined;
}
