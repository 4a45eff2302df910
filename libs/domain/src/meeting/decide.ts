import { isBackfill } from '../kernel/backfill.js';
import type { Decider } from '../kernel/decider.js';
import type { Act, EventOf } from '../kernel/event.js';
import { momentOf } from '../kernel/dates.js';
import { type Refusal, refusal } from '../kernel/refusal.js';
import { firstRepeated } from '../kernel/repeated.js';
import type { GroupCode } from '../kernel/values.js';
import type { Others } from '../others.js';
import { admitContribution } from './contribution/decide.js';
import type { MeetingEvents, Sitting } from './events.js';
import { countKey, evolve } from './evolve.js';
import { admitOutcome } from './outcome/decide.js';
import type { OutcomeSuperseded } from './outcome/events.js';
import { type MeetingState, type MeetingStatus, initialMeeting } from './state.js';

export const meeting: Decider<MeetingState, MeetingEvents> = {
  initial: initialMeeting,
  evolve,
  admit,
  admitGiven,
  subjectOf,
  revisionOf,
  touches,
};

/** From which states each step of a meeting's life may follow. */
const FOLLOWS = {
  'meeting-rescheduled': ['planned'],
  'meeting-cancelled': ['planned'],
  'meeting-opened': ['planned'],
  'meeting-closed': ['opened'],
  'meeting-written-up': ['closed', 'reopened'],
  'meeting-reopened': ['written-up'],
} as const satisfies Partial<Record<keyof MeetingEvents, readonly MeetingStatus[]>>;

function admit(state: MeetingState, act: Act<MeetingEvents>): Refusal | undefined {
  if (act.type === 'act-redated' || act.type === 'act-voided') return undefined;
  if (act.type === 'meeting-planned') return admitPlanning(state, act);
  if (state.status === 'unknown')
    return refusal(
      'unknown-meeting',
      'the meeting is not in the record at that moment; plan it first',
      '/stream',
    );
  if (state.status === 'cancelled')
    return refusal(
      'meeting-cancelled',
      'the meeting is cancelled at that moment; nothing takes effect in it after',
      '/stream',
    );
  const unexplained = unexplainedChange(state, act);
  if (unexplained !== undefined) return unexplained;
  switch (act.type) {
    case 'meeting-rescheduled':
      return admitStep(state, act.type) ?? reversed(act.data.held);
    case 'meeting-reopened':
      return (
        admitStep(state, act.type) ??
        (act.metadata.reason === undefined
          ? refusal('reason-required', 'reopening a meeting for correction needs a reason', '/reason')
          : undefined)
      );
    case 'meeting-cancelled':
    case 'meeting-opened':
    case 'meeting-closed':
    case 'meeting-written-up':
      return admitStep(state, act.type);
    case 'agenda-set': {
      const repeated = firstRepeated(act.data.items.map(({ number }) => number));
      return repeated === undefined
        ? undefined
        : refusal('duplicate-item', `agenda item ${repeated} occurs twice; each number once`, '/data/items');
    }
    case 'chair-recorded':
      return act.data.person === undefined && act.data.as === undefined
        ? refusal('nothing-said', 'say who chaired: a person, or the words of the record', '/data')
        : undefined;
    case 'count-recorded':
    case 'narrative-recorded':
      return undefined;
    case 'contribution-submitted':
    case 'contribution-revised':
    case 'contribution-presented':
    case 'contribution-disposed-of':
    case 'contribution-withdrawn':
    case 'contribution-carried-over':
    case 'contribution-classified':
      return admitContribution(state, act);
    case 'outcome-recorded':
    case 'outcome-revised':
    case 'outcome-amended':
    case 'outcome-superseded':
    case 'outcome-rescinded':
    case 'outcome-followed-up':
      return admitOutcome(state, act);
  }
}

/** What is written up rests on what was recorded by then: it changes openly, with a reason, or is backfilled. */
function unexplainedChange(state: MeetingState, act: Act<MeetingEvents>): Refusal | undefined {
  return state.status === 'written-up' &&
    !act.type.startsWith('meeting-') &&
    !act.type.startsWith('outcome-') &&
    act.type !== 'contribution-submitted' &&
    act.type !== 'contribution-classified' &&
    act.metadata.reason === undefined &&
    !isBackfill(act)
    ? refusal(
        'reason-required',
        'the meeting is written up; a later change needs a reason, or reopen the meeting for correction',
        '/reason',
      )
    : undefined;
}

function admitPlanning(
  state: MeetingState,
  act: Extract<Act<MeetingEvents>, { type: 'meeting-planned' }>,
): Refusal | undefined {
  const { ordinal, state: entered } = act.data;
  if (state.status !== 'unknown')
    return refusal(
      'duplicate-number',
      `meeting ${String(ordinal)} is in the record already, and numbers are never used again`,
      '/data/ordinal',
    );
  if (entered !== undefined && !isBackfill(act))
    return refusal(
      'backfill-only',
      'only a backfilled meeting, with provenance, enters in a later state',
      '/data/state',
    );
  return reversed(act.data.held);
}

function admitStep(state: MeetingState, type: keyof typeof FOLLOWS): Refusal | undefined {
  const allowed: readonly MeetingStatus[] = FOLLOWS[type];
  return allowed.includes(state.status)
    ? undefined
    : refusal(
        'wrong-state',
        `the meeting is ${state.status}; this takes one that is ${allowed.join(' or ')}`,
        '/stream',
      );
}

function reversed({ from, to }: Sitting): Refusal | undefined {
  return to !== undefined && momentOf(to).end < momentOf(from).start
    ? refusal('reversed-range', `the meeting would end (${to}) before it starts (${from})`, '/data/held/to')
    : undefined;
}

function admitGiven(state: MeetingState, act: Act<MeetingEvents>, others: Others): Refusal | undefined {
  if (act.type === 'meeting-planned') return groupFault(act.data.group, others);
  if (act.type === 'outcome-superseded') return successorFault(state, act.data.by, others);
  if (act.type !== 'outcome-recorded' && act.type !== 'outcome-revised' && act.type !== 'outcome-amended')
    return undefined;
  const unknown = act.data.links?.liaisonStatements?.find((id) => others.liaison(id) === undefined);
  return unknown === undefined
    ? undefined
    : refusal(
        'unknown-liaison-statement',
        `no liaison statement ${unknown} in the record at that moment`,
        '/data/links/liaisonStatements',
      );
}

function groupFault(code: GroupCode, others: Others): Refusal | undefined {
  const status = others.group(code)?.status ?? 'unknown';
  if (status === 'unknown')
    return refusal(
      'unknown-group',
      `the group ${code} is not established at that moment; establish it first`,
      '/data/group',
    );
  return status === 'terminated'
    ? refusal('group-terminated', `the group ${code} is terminated at that moment`, '/data/group')
    : undefined;
}

function successorFault(
  state: MeetingState,
  { meeting: ordinal, ordinal: number }: OutcomeSuperseded['by'],
  others: Others,
): Refusal | undefined {
  // Within the meeting it is a rule of the stream, which corrections are held to as well.
  if (ordinal === state.ordinal) return undefined;
  return othersMeeting(state, ordinal, others)?.outcomes.has(number) === true
    ? undefined
    : refusal(
        'unknown-outcome',
        `no outcome ${String(number)} of meeting ${String(ordinal)} at that moment; record it first`,
        '/data/by',
      );
}

function othersMeeting({ group }: MeetingState, ordinal: number, others: Others): MeetingState | undefined {
  return group === undefined ? undefined : others.meeting(group, ordinal);
}

/** Contributions and outcomes have revisions of their own; being written up issues the outcomes. */
function touches(event: EventOf<MeetingEvents>, subject: string): boolean {
  const isApart = (path: string) => path.startsWith('outcomes/') || path.startsWith('contributions/');
  const own = subjectOf(event);
  if (!isApart(subject)) return !isApart(own);
  return own === subject || (event.type === 'meeting-written-up' && subject.startsWith('outcomes/'));
}

function revisionOf(state: MeetingState, subject: string): number {
  const key = subject.slice(subject.indexOf('/') + 1);
  if (subject.startsWith('outcomes/')) return state.outcomes.get(Number(key))?.revision ?? -1;
  if (subject.startsWith('contributions/')) return state.contributions.get(key)?.revision ?? -1;
  return state.revision;
}

function subjectOf(event: EventOf<MeetingEvents>): string {
  switch (event.type) {
    case 'contribution-submitted':
    case 'contribution-revised':
    case 'contribution-presented':
    case 'contribution-disposed-of':
    case 'contribution-withdrawn':
    case 'contribution-carried-over':
    case 'contribution-classified':
      return `contributions/${event.data.number}`;
    case 'outcome-recorded':
    case 'outcome-revised':
    case 'outcome-amended':
    case 'outcome-superseded':
    case 'outcome-rescinded':
    case 'outcome-followed-up':
      return `outcomes/${String(event.data.ordinal)}`;
    case 'count-recorded':
      return `counts/${countKey(event.data)}`;
    case 'narrative-recorded':
      return `narrative/${event.data.item}`;
    case 'agenda-set':
    case 'chair-recorded':
    case 'act-redated':
    case 'act-voided':
      return event.type;
    case 'meeting-planned':
    case 'meeting-rescheduled':
    case 'meeting-cancelled':
    case 'meeting-opened':
    case 'meeting-closed':
    case 'meeting-written-up':
    case 'meeting-reopened':
      return 'life';
  }
}
