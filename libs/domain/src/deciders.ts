import { calendar } from './calendar/decide.js';
import type { CalendarEvents } from './calendar/events.js';
import type { CalendarState } from './calendar/state.js';
import { group } from './group/decide.js';
import type { GroupEvents } from './group/events.js';
import type { GroupState } from './group/state.js';
import type { Decider } from './kernel/decider.js';
import { liaison } from './liaison/decide.js';
import type { LiaisonEvents } from './liaison/events.js';
import type { LiaisonState } from './liaison/state.js';
import { meeting } from './meeting/decide.js';
import type { MeetingEvents } from './meeting/events.js';
import type { MeetingState } from './meeting/state.js';
import { person } from './person/decide.js';
import type { PersonEvents } from './person/events.js';
import type { PersonState } from './person/state.js';
import { report } from './report/decide.js';
import type { ReportEvents } from './report/events.js';
import type { ReportState } from './report/state.js';
import type { AggregateName } from './streams.js';

export interface States {
  group: GroupState;
  meeting: MeetingState;
  liaison: LiaisonState;
  report: ReportState;
  calendar: CalendarState;
  person: PersonState;
}

export interface EventsOf {
  group: GroupEvents;
  meeting: MeetingEvents;
  liaison: LiaisonEvents;
  report: ReportEvents;
  calendar: CalendarEvents;
  person: PersonEvents;
}

/** The decider of each aggregate. */
export const deciders: { [A in AggregateName]: Decider<States[A], EventsOf[A]> } = {
  group,
  meeting,
  liaison,
  report,
  calendar,
  person,
};
