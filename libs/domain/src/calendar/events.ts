import type { CorrectionEvents } from '../kernel/corrections.js';
import type { Day, Line, SessionCode } from '../kernel/values.js';

/** A conference, a Council session or a consultation, with its days. */
export interface SessionEntered {
  session: SessionCode;
  kind: 'plenipotentiary' | 'council' | 'consultation' | 'conference';
  title: Line;
  opens: Day;
  closes?: Day;
  place?: Line;
}

/** Replaces the days or the place; what is absent stays. */
export interface SessionRevised {
  session: SessionCode;
  opens?: Day;
  closes?: Day;
  place?: Line;
}

export interface SessionCancelled {
  session: SessionCode;
}

/** One calendar a log. Its entries name periods: they are read as recorded, whatever moment a query asks about. */
export interface CalendarEvents extends CorrectionEvents {
  'session-entered': SessionEntered;
  'session-revised': SessionRevised;
  'session-cancelled': SessionCancelled;
}

export const calendarCommands = {
  'enter-session': 'session-entered',
  'revise-session': 'session-revised',
  'cancel-session': 'session-cancelled',
} as const satisfies Record<string, keyof CalendarEvents>;
