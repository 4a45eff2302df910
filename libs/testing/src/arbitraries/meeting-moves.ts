import { dayOf, streamOf } from '@acta/domain';
import { backfilled } from '../given.js';
import type { Dice } from './dice.js';
import {
  DAY,
  GROUP,
  type MeetingPlan,
  type Move,
  type Step,
  type World,
  classification,
  noteDate,
  startingAt,
  stepDate,
  words,
} from './world.js';

const reason = 'as the meeting asked';

/** At most three meetings: enough to be linked, few enough to be met again. */
export const planMeeting: Move = ({ group, meetings }, dice) => {
  if (meetings.length === 3) return undefined;
  const ordinal = 15 + meetings.length;
  const entered = dice.once(3) ? dice.one(['closed', 'written-up', 'opened'] as const) : undefined;
  const timeline = startingAt(
    group.last === undefined ? group : { ...group, last: group.last + dice.below(400) * DAY },
  );
  const from = timeline.last ?? timeline.first;
  const plan: MeetingPlan = {
    ...timeline,
    stream: streamOf.meeting(GROUP, ordinal),
    ordinal,
    status: entered ?? 'planned',
    contributions: [],
    outcomes: [],
  };
  meetings.push(plan);
  return {
    type: 'plan-meeting',
    stream: plan.stream,
    data: {
      group: GROUP,
      ordinal,
      held: { from: dayOf(from), to: dayOf(from + dice.below(3) * DAY), place: 'Geneva' },
      ...(entered === undefined ? {} : { state: entered }),
    },
    ...(timeline.last === undefined ? {} : { effectiveAt: dayOf(timeline.last) }),
    ...(entered === undefined ? {} : backfilled),
  };
};

type Status = MeetingPlan['status'];

const held = (world: World, dice: Dice, ...statuses: Status[]): MeetingPlan | undefined =>
  dice.pick(world.meetings.filter(({ status }) => statuses.includes(status)));

/** A step of a meeting's life. */
function step(type: Step['type'], from: Status[], to: Status, more: Partial<Step> = {}): Move {
  return (world, dice) => {
    const meeting = held(world, dice, ...from);
    if (meeting === undefined) return undefined;
    meeting.status = to;
    if (to === 'written-up')
      for (const outcome of meeting.outcomes) if (outcome.status === 'provisional') outcome.status = 'issued';
    return { type, stream: meeting.stream, data: {}, ...more, ...stepDate(meeting, dice) };
  };
}

export const openMeeting = step('open-meeting', ['planned'], 'opened');
export const closeMeeting = step('close-meeting', ['opened'], 'closed');
export const writeUpMeeting = step('write-up-meeting', ['closed', 'reopened'], 'written-up');
export const reopenMeeting = step('reopen-meeting', ['written-up'], 'reopened', { reason });

export const rescheduleMeeting: Move = (world, dice) => {
  const meeting = held(world, dice, 'planned');
  if (meeting === undefined) return undefined;
  // Whichever of these is chosen, rarely a cancellation: it ends a meeting's life.
  if (dice.once(5)) {
    meeting.status = 'cancelled';
    return { type: 'cancel-meeting', stream: meeting.stream, data: {}, ...stepDate(meeting, dice) };
  }
  const from = (meeting.last ?? meeting.first) + dice.below(30) * DAY;
  return {
    type: 'reschedule-meeting',
    stream: meeting.stream,
    data: { held: { from: dayOf(from), place: dice.one(['Geneva', 'Bucharest']) } },
    ...stepDate(meeting, dice),
  };
};

const alive = (world: World) => world.meetings.filter(({ status }) => status !== 'cancelled');

/** What is noted of a meeting at any time of its life. */
export const noteMeeting: Move = (world, dice) => {
  const meeting = dice.pick(alive(world));
  if (meeting === undefined) return undefined;
  const { stream } = meeting;
  switch (dice.below(4)) {
    case 0:
      return {
        type: 'set-agenda',
        stream,
        data: {
          items: ['1', '2', '3']
            .slice(0, 1 + dice.below(3))
            .map((number) => ({ number, title: words(dice) })),
        },
        ...noteDate(meeting, dice),
      };
    case 1:
      return {
        type: 'record-chair',
        stream,
        data: { as: dice.one(['the Chair', 'a Vice-Chair']) },
        ...noteDate(meeting, dice),
      };
    case 2:
      return {
        type: 'record-count',
        stream,
        data: {
          of: dice.one(['participants', 'contributions']),
          ...(dice.once(2) ? { category: 'remote' } : {}),
          count: { count: dice.below(200), qualifier: dice.one(['exact', 'about', 'more-than']) },
        },
        ...noteDate(meeting, dice),
      };
    default:
      return {
        type: 'record-narrative',
        stream,
        data: { item: String(1 + dice.below(3)), text: words(dice) },
        ...noteDate(meeting, dice),
      };
  }
};

const SOURCES = [
  { name: 'Kingdom of Saudi Arabia', country: 'SA' },
  { name: 'Romania', country: 'RO' },
  { name: 'ITU Secretariat' },
] as const;

export const submitContribution: Move = (world, dice) => {
  const meeting = held(world, dice, 'planned', 'opened', 'closed', 'reopened');
  if (meeting === undefined) return undefined;
  const number = `${GROUP}-${meeting.ordinal}/${meeting.contributions.length + 1}`;
  meeting.contributions.push({ number, status: 'submitted', revisions: 0 });
  return {
    type: 'submit-contribution',
    stream: meeting.stream,
    data: { number, title: words(dice), sources: SOURCES.slice(0, 1 + dice.below(3)) },
    ...stepDate(meeting, dice),
  };
};

/** The next step of a contribution. */
export const handleContribution: Move = (world, dice) => {
  const open = ({ status }: MeetingPlan['contributions'][number]) => status !== 'ended';
  const meeting = dice.pick(alive(world).filter(({ contributions }) => contributions.some(open)));
  const contribution = dice.pick(meeting?.contributions.filter(open) ?? []);
  if (meeting === undefined || contribution === undefined) return undefined;
  const { number } = contribution;
  const { stream } = meeting;
  if (dice.once(8))
    return { type: 'classify-contribution', stream, data: { number, classification: classification(dice) } };
  switch (dice.below(6)) {
    case 0:
    case 1:
      if (contribution.status === 'submitted') {
        contribution.status = 'presented';
        return {
          type: 'present-contribution',
          stream,
          data: { number, by: 'a delegate' },
          ...stepDate(meeting, dice),
        };
      }
      break;
    case 2:
      contribution.status = 'ended';
      return { type: 'withdraw-contribution', stream, data: { number }, ...stepDate(meeting, dice) };
    case 3:
      contribution.status = 'ended';
      return {
        type: 'carry-over-contribution',
        stream,
        data: { number, to: meeting.ordinal + 1 },
        ...stepDate(meeting, dice),
      };
    case 4:
      contribution.status = 'ended';
      return {
        type: 'dispose-of-contribution',
        stream,
        data: dice.once(2)
          ? { number, disposal: 'as-worded', words: words(dice) }
          : { number, disposal: 'noted' },
        ...stepDate(meeting, dice),
      };
    default:
      break;
  }
  return {
    type: 'revise-contribution',
    stream,
    data: { number, revisedAs: `${number} Rev.${++contribution.revisions}`, title: words(dice) },
    ...stepDate(meeting, dice),
  };
};

export const recordOutcome: Move = (world, dice) => {
  const meeting = held(world, dice, 'opened', 'closed', 'reopened', 'written-up');
  if (meeting === undefined) return undefined;
  const ordinal = meeting.outcomes.length + 1;
  const issued = meeting.status === 'written-up';
  meeting.outcomes.push({ ordinal, status: issued ? 'issued' : 'provisional' });
  const contribution = dice.once(3) ? dice.pick(meeting.contributions) : undefined;
  const statement = dice.once(5) ? dice.pick(world.liaison) : undefined;
  const links = {
    ...(contribution === undefined ? {} : { contributions: [contribution.number] }),
    ...(statement === undefined ? {} : { liaisonStatements: [statement.id] }),
  };
  return {
    type: 'record-outcome',
    stream: meeting.stream,
    data: {
      ordinal,
      text: words(dice),
      ...(dice.once(2) ? { attribution: { as: 'The Chair', kind: 'chair' }, addressees: ['Council'] } : {}),
      ...(Object.keys(links).length === 0 ? {} : { links }),
      ...(issued ? { state: 'issued' } : {}),
    },
    ...(issued ? backfilled : {}),
    ...stepDate(meeting, dice),
  };
};

/** The next act on an outcome: a revision before issue, an amendment and the rest after it. */
export const handleOutcome: Move = (world, dice) => {
  const meeting = dice.pick(alive(world).filter(({ outcomes }) => outcomes.length > 0));
  const outcome = dice.pick(meeting?.outcomes ?? []);
  if (meeting === undefined || outcome === undefined) return undefined;
  const { ordinal, status } = outcome;
  const { stream } = meeting;
  const followUp: Step = {
    type: 'follow-up-outcome',
    stream,
    data: { ordinal, followUp: words(dice) },
    ...stepDate(meeting, dice),
  };
  if (status === 'provisional')
    return {
      type: 'revise-outcome',
      stream,
      data: { ordinal, text: words(dice) },
      ...stepDate(meeting, dice),
    };
  if (status === 'ended') return followUp;
  const other = meeting.outcomes.find((each) => each.ordinal !== ordinal);
  switch (dice.below(7)) {
    case 0:
      return followUp;
    case 1:
      outcome.status = 'ended';
      return { type: 'rescind-outcome', stream, data: { ordinal }, reason, ...stepDate(meeting, dice) };
    case 2:
      if (other === undefined) return followUp;
      outcome.status = 'ended';
      return {
        type: 'supersede-outcome',
        stream,
        data: { ordinal, by: { meeting: meeting.ordinal, ordinal: other.ordinal } },
        reason,
        ...stepDate(meeting, dice),
      };
    default:
      return {
        type: 'amend-outcome',
        stream,
        data: { ordinal, class: dice.one(['editorial', 'substantive']), text: words(dice) },
        reason,
        authority: { by: 'the Chair' },
        ...(dice.once(2) ? noteDate(meeting, dice) : stepDate(meeting, dice)),
      };
  }
};
