import { type Classification, type EffectiveDate, type Text, dayOf, instantOf, momentOf } from '@acta/domain';
import { RECORDING_STARTS } from '../given.js';
import type { Dice } from './dice.js';
import type { PlannedCommand } from './planned-command.js';

/** The group of every plan. */
export const GROUP = 'CWG-COP';
export const DAY = 86_400_000;
const NOW = momentOf(RECORDING_STARTS).start;

/** When the acts of a stream took effect, as far as planned: from `first` to `last`, in milliseconds. */
export interface Timeline {
  first: number;
  /** Absent: the newest takes effect when it is recorded. */
  last?: number;
}

export interface MeetingPlan extends Timeline {
  stream: string;
  ordinal: number;
  status: 'planned' | 'opened' | 'closed' | 'written-up' | 'reopened' | 'cancelled';
  contributions: { number: string; status: 'submitted' | 'presented' | 'ended'; revisions: number }[];
  outcomes: { ordinal: number; status: 'provisional' | 'issued' | 'ended' }[];
}

export interface LiaisonPlan extends Timeline {
  stream: string;
  id: string;
  status: 'drafted' | 'approved' | 'sent' | 'received' | 'withdrawn';
  before: LiaisonPlan['status'];
  addressees: string[];
}

export interface ReportPlan extends Timeline {
  stream: string;
  status: 'drafted' | 'adopted' | 'submitted' | 'noted' | 'transmitted' | 'decided';
  corrigenda: number;
}

/** What a plan expects the record to hold: enough to plan acts that mostly make sense. Plain data. */
export interface World {
  group: Timeline & { appointments: number; openChair?: string; nextTerm: number; adopted: boolean };
  meetings: MeetingPlan[];
  liaison: LiaisonPlan[];
  reports: ReportPlan[];
  sessions: string[];
}

/** A command without its moment. */
export type Step = Omit<PlannedCommand, 'wait'>;

/** Plans one kind of command and notes in the world what it would do; undefined where it makes no sense now. */
export type Move = (world: World, dice: Dice) => Step | undefined;

/** Words of the kind that records hold: several scripts, marks that combine, a character beyond the first plane. */
const WORDS = [
  'The Chair encouraged Member States to share their experience.',
  'Le Président a invité les membres à présenter des contributions.',
  'أشار الرئيس إلى المبادئ التوجيهية',
  '主席鼓励成员国',
  'e\u0301 is not é',
  'a “quoted” phrase\nand a second line',
  'an emoji 👧🏽',
] as const;

/** Who may read something: a classification. */
export function classification(dice: Dice): Classification {
  return dice.one(['public', 'members', 'states', 'draft']);
}

export function words(dice: Dice): Text {
  return { language: dice.one(['en', 'fr', 'zh-Hans']), text: `${dice.one(WORDS)} (${dice.below(50)})` };
}

/** The moment of the next step of a life: never before the steps planned so far. */
export function stepDate(timeline: Timeline, dice: Dice): { effectiveAt?: EffectiveDate } {
  const { last } = timeline;
  const way = dice.below(6);
  if (last === undefined || way === 5) {
    delete timeline.last;
    return {};
  }
  const later = way < 2 ? last : last + (1 + dice.below(20)) * DAY;
  if (way < 4) {
    timeline.last = later;
    return { effectiveAt: dayOf(later) };
  }
  timeline.last = later + (1 + dice.below(1_000)) * 1_000;
  return { effectiveAt: instantOf(timeline.last) };
}

/** The moment of an act that may take effect at any moment of a life, between other acts too, at any precision. */
export function noteDate({ first, last = NOW }: Timeline, dice: Dice): { effectiveAt?: EffectiveDate } {
  const between = first + dice.below(Math.floor((last - first) / DAY) + 1) * DAY;
  switch (dice.below(7)) {
    case 0:
      return {};
    case 1:
    case 2:
      return { effectiveAt: dayOf(last) };
    case 3:
      return { effectiveAt: dayOf(between) };
    case 4:
      return { effectiveAt: instantOf(between + dice.below(DAY)) };
    case 5:
      return { effectiveAt: dayOf(last).slice(0, 7) };
    default:
      return { effectiveAt: dayOf(last).slice(0, 4) };
  }
}

/** A timeline that begins when the other one stands where it does now. */
export function startingAt({ first, last }: Timeline): Timeline {
  return last === undefined ? { first: NOW } : { first: Math.max(first, last), last };
}
