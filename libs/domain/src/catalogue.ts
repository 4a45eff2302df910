import { type CalendarEvents, calendarCommands } from './calendar/events.js';
import { type GroupEvents, groupCommands } from './group/events.js';
import { type CorrectionEvents, correctionCommands } from './kernel/corrections.js';
import type { EventOf } from './kernel/event.js';
import type { ActDetails, Capacity } from './kernel/metadata.js';
import { type LiaisonEvents, liaisonCommands } from './liaison/events.js';
import { type MeetingEvents, meetingCommands } from './meeting/events.js';
import { type PersonEvents, personCommands } from './person/events.js';
import { type ReportEvents, reportCommands } from './report/events.js';
import type { AggregateName } from './streams.js';
import type { GroupCode } from './kernel/values.js';

/** Every event type with its data, at the newest schema version. */
export interface ActaEvents
  extends
    CorrectionEvents,
    GroupEvents,
    MeetingEvents,
    LiaisonEvents,
    ReportEvents,
    CalendarEvents,
    PersonEvents {}

export type EventType = keyof ActaEvents;
export type ActaEvent = EventOf<ActaEvents>;

/**
 * Newest schema version of each event type. A published schema never changes: raise the number here and add an
 * upcaster from the version before.
 */
export const schemaVersions: Record<EventType, number> = {
  'act-redated': 1,
  'act-voided': 1,
  'group-established': 1,
  'group-renamed': 1,
  'participation-set': 1,
  'mandate-amended': 1,
  'terms-of-reference-set': 1,
  'officer-appointed': 1,
  'officer-released': 1,
  'working-methods-set': 2,
  'group-renewed': 1,
  'clauses-linked': 1,
  'group-terminated': 1,
  'meeting-planned': 1,
  'meeting-rescheduled': 1,
  'meeting-cancelled': 1,
  'meeting-opened': 1,
  'meeting-closed': 1,
  'meeting-written-up': 1,
  'meeting-reopened': 1,
  'agenda-set': 1,
  'chair-recorded': 1,
  'count-recorded': 1,
  'narrative-recorded': 1,
  'contribution-submitted': 2,
  'contribution-revised': 1,
  'contribution-presented': 1,
  'contribution-disposed-of': 1,
  'contribution-withdrawn': 1,
  'contribution-carried-over': 1,
  'contribution-classified': 1,
  'outcome-recorded': 1,
  'outcome-revised': 1,
  'outcome-amended': 1,
  'outcome-superseded': 1,
  'outcome-rescinded': 1,
  'outcome-followed-up': 1,
  'liaison-statement-drafted': 2,
  'liaison-statement-received': 2,
  'liaison-statement-revised': 1,
  'liaison-statement-approved': 1,
  'liaison-statement-sent': 1,
  'liaison-statement-withdrawn': 1,
  'liaison-statement-reinstated': 1,
  'liaison-response-recorded': 1,
  'liaison-statement-classified': 1,
  'report-drafted': 1,
  'report-revised': 1,
  'report-adopted': 1,
  'report-submitted': 1,
  'report-noted': 1,
  'report-transmitted': 1,
  'report-decided': 1,
  'corrigendum-issued': 1,
  'session-entered': 1,
  'session-revised': 1,
  'session-cancelled': 1,
  'person-erased': 1,
};

export function isEventType(type: string): type is EventType {
  return Object.hasOwn(schemaVersions, type);
}

/** Each aggregate's commands, and the event that each asks for, with the same data. */
export const commandsOf = {
  group: groupCommands,
  meeting: meetingCommands,
  liaison: liaisonCommands,
  report: reportCommands,
  calendar: calendarCommands,
  person: personCommands,
} as const satisfies Record<AggregateName, Record<string, EventType>>;

type Table<A extends AggregateName> = (typeof commandsOf)[A];
type OwnCommandType = { [A in AggregateName]: keyof Table<A> & string }[AggregateName];

/** `redate-act` and `void-act` go to any stream; every other command belongs to one aggregate. */
export type CommandType = OwnCommandType | keyof typeof correctionCommands;

const eventOfCommand: ReadonlyMap<string, EventType> = new Map(
  [correctionCommands, ...Object.values(commandsOf)].flatMap((table) => Object.entries(table)),
);

/** Which event a command asks for; undefined for a command that does not exist. */
export function eventFor(command: string): EventType | undefined {
  return eventOfCommand.get(command);
}

/** All command types, in the order of the catalogue. */
export const commandTypes = [...eventOfCommand.keys()] as readonly CommandType[];

/** The aggregate that a command belongs to; undefined for corrections, which belong to the stream that they name. */
export function aggregateFor(command: string): AggregateName | undefined {
  return (Object.keys(commandsOf) as AggregateName[]).find((name) =>
    Object.hasOwn(commandsOf[name], command),
  );
}

/**
 * What somebody asks for. `stream` names what it acts on (for example meeting-CWG-COP-15); a command that brings a
 * subject into the record may leave it out, since its data names it. Personal fields in `data` are in clear.
 */
export interface Command extends ActDetails {
  type: CommandType;
  stream?: string;
  data: Record<string, unknown>;
}

/** Who asks, and how that is known. Set by the edge, never by the command. */
export interface Caller {
  subject: string;
  assurance: 'asserted' | 'authenticated';
  actingAs: Capacity & { group?: GroupCode };
}
