import type { CalendarState } from './calendar/state.js';
import type { GroupState } from './group/state.js';
import type { GroupCode, Ordinal } from './kernel/values.js';
import type { LiaisonState } from './liaison/state.js';
import type { MeetingState } from './meeting/state.js';

/** Other streams as they stood at the effective moment of the act that is judged. Undefined where none exists then. */
export interface Others {
  group(code: GroupCode): GroupState | undefined;
  meeting(group: GroupCode, ordinal: Ordinal): MeetingState | undefined;
  liaison(id: string): LiaisonState | undefined;
  calendar(): CalendarState;
}
