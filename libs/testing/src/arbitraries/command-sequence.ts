import { dayOf, momentOf, streamOf } from '@acta/domain';
import fc from 'fast-check';
import { backfilled } from '../given.js';
import { Dice } from './dice.js';
import * as documents from './document-moves.js';
import * as group from './group-moves.js';
import * as meeting from './meeting-moves.js';
import type { PlannedCommand } from './planned-command.js';
import { DAY, GROUP, type Move, type Step, type World, words } from './world.js';

/** Each as often as it stands here. */
const MOVES: readonly Move[] = [
  meeting.planMeeting,
  meeting.planMeeting,
  meeting.planMeeting,
  meeting.planMeeting,
  meeting.openMeeting,
  meeting.openMeeting,
  meeting.closeMeeting,
  meeting.writeUpMeeting,
  meeting.writeUpMeeting,
  meeting.reopenMeeting,
  meeting.rescheduleMeeting,
  meeting.noteMeeting,
  meeting.noteMeeting,
  meeting.submitContribution,
  meeting.submitContribution,
  meeting.handleContribution,
  meeting.handleContribution,
  meeting.recordOutcome,
  meeting.recordOutcome,
  meeting.recordOutcome,
  meeting.handleOutcome,
  meeting.handleOutcome,
  meeting.handleOutcome,
  documents.enterStatement,
  documents.handleStatement,
  documents.handleStatement,
  documents.draftReport,
  documents.handleReport,
  documents.handleReport,
  group.renameGroup,
  group.setParticipation,
  group.amendMandate,
  group.setTermsOfReference,
  group.linkToClauses,
  group.linkToClauses,
  group.setWorkingMethods,
  group.appointOfficer,
  group.appointOfficer,
  group.releaseOfficer,
  group.renewGroup,
  group.terminateGroup,
  group.enterSession,
  group.cancelSession,
];

/**
 * Commands about one group, as a client would give them: its meetings with contributions and outcomes, its liaison
 * statements and reports, the calendar. Most are valid. Among them: acts of the past at every precision, backfilled
 * ones, corrections of acts and of corrections, repetitions, and commands that a rule refuses.
 * @param maxLength how many commands at most, after those that establish the group, its terms of reference and the calendar
 */
export function commandSequence(maxLength = 60): fc.Arbitrary<PlannedCommand[]> {
  const rolls = fc.array(fc.nat(0xffff), { minLength: 14, maxLength: 14 });
  return fc.array(rolls, { maxLength, size: 'max' }).map(plan);
}

function plan(throws: readonly number[][]): PlannedCommand[] {
  const commands: PlannedCommand[] = beginning();
  let world = beginningWorld();
  for (const rolls of throws) {
    const dice = new Dice(rolls);
    const wait = dice.one([1, 0, 60_000, DAY]);
    const kind = dice.below(20);
    if (kind === 19) commands.push({ ...(commands.at(-1) as PlannedCommand), wait });
    else if (kind >= 15) commands.push({ ...correction(commands, dice), wait });
    else {
      const spoilt = kind === 14;
      const next = spoilt ? structuredClone(world) : world;
      const step = nextStep(next, dice);
      commands.push({ ...(spoilt ? spoil(step, dice) : step), wait });
      if (!spoilt) world = next;
    }
  }
  return commands;
}

function beginning(): PlannedCommand[] {
  const session = (code: string, opens: string): PlannedCommand => ({
    type: 'enter-session',
    stream: streamOf.calendar(),
    data: { session: code, kind: 'plenipotentiary', title: `Plenipotentiary Conference (${code})`, opens },
    wait: 1,
  });
  return [
    {
      type: 'establish-group',
      stream: streamOf.group(GROUP),
      data: { group: GROUP, acronym: 'WG-CP', name: { language: 'en', text: 'Council Working Group' } },
      effectiveAt: '2009-06-19',
      ...backfilled,
      wait: 1,
    },
    {
      type: 'set-terms-of-reference',
      stream: streamOf.group(GROUP),
      data: {
        version: '2009',
        clauses: ['1.1', '1.2'].map((number) => ({ number, text: { language: 'en', text: 'To study' } })),
      },
      effectiveAt: '2009-06-19',
      ...backfilled,
      wait: 1,
    },
    session('PP-18', '2018-10-29'),
    session('PP-22', '2022-09-26'),
  ];
}

function beginningWorld(): World {
  const { start } = momentOf('2009-06-19');
  return {
    group: { first: start, last: start, appointments: 0, nextTerm: 2010, adopted: false },
    meetings: [],
    liaison: [],
    reports: [],
    sessions: ['PP-18', 'PP-22'],
  };
}

/** The first of some random moves that makes sense now; a renaming always does. */
function nextStep(world: World, dice: Dice): Step {
  for (const _ of MOVES) {
    const step = dice.pick(MOVES)?.(world, dice);
    if (step !== undefined) return step;
  }
  return { type: 'rename-group', stream: streamOf.group(GROUP), data: { acronym: GROUP, name: words(dice) } };
}

/** Voids or redates one of the newest ten, to a day near its own; now and then a correction, or without a reason. */
function correction(commands: readonly PlannedCommand[], dice: Dice): Step {
  const corrects = Math.max(0, commands.length - 1 - dice.below(10));
  const reason = dice.once(10) ? {} : { reason: 'entered in error' };
  if (dice.once(2)) return { type: 'void-act', data: {}, corrects, ...reason };
  const on = commands[corrects]?.effectiveAt ?? '2025-12-01';
  const near = momentOf(on).start + (dice.below(9) - 4) * DAY;
  const effectiveAt = dice.once(8) ? dayOf(near).slice(0, 7) : dayOf(near);
  return { type: 'redate-act', data: { effectiveAt }, corrects, ...reason };
}

/** Makes a command such as a rule should refuse. */
function spoil({ reason, ...step }: Step, dice: Dice): Step {
  switch (dice.below(4)) {
    case 0:
      return { ...step, ...(reason === undefined ? { effectiveAt: '2001-01-01' } : {}) };
    case 1:
      if ('number' in step.data) return { ...step, data: { ...step.data, number: `${GROUP}-99/99` } };
      // Where the data names the group too, its ordinal names the stream.
      if ('ordinal' in step.data && !('group' in step.data))
        return { ...step, data: { ...step.data, ordinal: 99 } };
      return { ...step, effectiveAt: '1999-12' };
    case 2: {
      const { backfill: _backfill, provenance: _provenance, ...bare } = step;
      return { ...bare, effectiveAt: '2001' };
    }
    default:
      return {
        ...step,
        effectiveAt: '2010-01-01T00:00:00.000Z',
        ...(reason === undefined ? {} : { reason }),
      };
  }
}
