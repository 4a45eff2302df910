import { type GroupState, type SubjectId, dayOf, isCorrection, momentOf } from '@acta/domain';
import type { EntriesByStream } from './record.js';
import { type TimelineAct, type TimelineOptions, timeline } from './timeline.js';
import { present } from './views/parts.js';

/** What an investigation looks for. */
export const inquiries = ['person', 'late', 'without-evidence', 'after-term'] as const;
export type Inquiry = (typeof inquiries)[number];

/** An act that an investigation found, and why. */
export interface Finding {
  readonly act: TimelineAct;
  /** `late`: days between the end of the date on which it took effect and its recording. */
  readonly daysLate?: number;
  /** `without-evidence`: what the act does not name. */
  readonly missing?: 'authority' | 'evidence';
  /** `after-term`: the appointment of whoever acted that had ended, or not begun, as the record now has it. */
  readonly term?: { readonly appointment: string; readonly from: string; readonly to?: string };
  /** `person`: whether they recorded it, or are named in words as who approved it or on whose authority it was done. */
  readonly as?: 'actor' | 'named';
}

/** What is asked: of `person`, who recorded it, words, or both; of `late`, more than so many days. */
export interface InquiryOptions extends TimelineOptions {
  person?: SubjectId;
  /** Words to be found in an approval, an authority or an attribution, whatever their case. */
  named?: string;
  days?: number;
}

/** How many days make an act late where nothing is said. */
export const LATE_DAYS = 30;

const DAY_MS = 86_400_000;

/**
 * The acts of a group that an inquiry is about, in the timeline's order. Acts that cannot be read are left out.
 * @param streams up to the `asOf` that is asked for
 * @param group its state there: whose terms had ended is told by its officers
 */
export function investigate(
  inquiry: Inquiry,
  { streams, group }: { streams: EntriesByStream; group: Pick<GroupState, 'officers'> },
  options: InquiryOptions,
): Finding[] {
  const find = finders[inquiry];
  return timeline(streams, options).flatMap((act) => {
    if ('unreadable' in act) return [];
    const found = find(act, { officers: group.officers, options });
    return found === undefined ? [] : [present({ act, ...found })];
  });
}

type Find = (
  act: TimelineAct,
  given: { officers: GroupState['officers']; options: InquiryOptions },
) => Omit<Finding, 'act'> | undefined;

const finders: Readonly<Record<Inquiry, Find>> = {
  person(act, { options: { person, named } }) {
    if (person !== undefined && act.actor === person) return { as: 'actor' };
    const words = [act.approvedBy, act.authority?.by, act.attributedTo];
    const isNamed =
      named !== undefined && words.some((each) => each?.toLowerCase().includes(named.toLowerCase()));
    return isNamed ? { as: 'named' } : undefined;
  },

  late({ effective, recordedAt }, { options: { days = LATE_DAYS } }) {
    if (effective.datedBy === 'recording') return undefined;
    const daysLate = Math.floor((Date.parse(recordedAt) - momentOf(effective.date).end) / DAY_MS);
    return daysLate > days ? { daysLate } : undefined;
  },

  'without-evidence'({ type, authority }) {
    if (type !== 'outcome-amended' && !isCorrection({ type })) return undefined;
    if (authority === undefined) return { missing: 'authority' };
    return authority.evidence === undefined ? { missing: 'evidence' } : undefined;
  },

  'after-term'({ actor, actingAs: { role }, recordedAt }, { officers }) {
    const terms = [...officers.values()]
      .map(({ value }) => value)
      .filter(({ person, office }) => person.subject === actor && office === role);
    const day = dayOf(Date.parse(recordedAt));
    if (terms.some(({ from, to }) => from <= day && (to === undefined || day <= to))) return undefined;
    const newest = terms.sort((a, b) => (a.from < b.from ? -1 : 1)).at(-1);
    if (newest === undefined) return undefined;
    const { appointment, from, to } = newest;
    return { term: present({ appointment, from, to }) };
  },
};
