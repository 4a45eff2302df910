import type { CalendarState } from './calendar/state.js';
import type { GroupState } from './group/state.js';
import type { GroupCode, Identifier, Ordinal } from './kernel/values.js';
import type { LiaisonState } from './liaison/state.js';
import type { MeetingState } from './meeting/state.js';
import type { ReportState } from './report/state.js';

/** Other streams as they stood at the effective moment of the act that is judged. Undefined where none exists then. */
export interface Others {
  group(code: GroupCode): GroupState | undefined;
  meeting(group: GroupCode, ordinal: Ordinal): MeetingState | undefined;
  /** Apart from its meeting: it may be hidden from whoever acts. */
  hasContribution(group: GroupCode, meeting: Ordinal, number: Identifier): boolean;
  liaison(id: string): LiaisonState | undefined;
  /** @param id the stream's name without `report-` */
  report(id: string): ReportState | undefined;
  calendar(): CalendarState;
}
