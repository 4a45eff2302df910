import { type NoticeStore, derivedUuid } from '@acta/application';
import type { Notice, Subscription, Want } from '@acta/application/notify';
import type { KeptSubscription } from '@acta/application';
import { type Day, type GroupCode, instantOf } from '@acta/domain';
import { holdsSince, type NewNotice } from './notice.js';
import type { WhenDue } from './take.js';
import { clockOf, dayAfter, dayShownAt, firstAt } from './zone.js';

/** A day by which something awaits an answer, or contributions. */
export interface NearingDay {
  group: GroupCode;
  /** For example CWG-COP/liaison-statements/i-3, or CWG-COP/meetings/19. */
  subject: string;
  due: Day;
  /** Of a liaison statement: who is to answer. */
  addressee?: string;
  words?: { text: string; language: string };
}

/** What the record knows of days that near, as of a day, UTC. Each rejects where the record cannot be asked now. */
export interface NearingDays {
  /** Answers to liaison statements that are awaited by a day. */
  answersDue(group: GroupCode | undefined, by: Day, asOf: Day): Promise<NearingDay[]>;
  /** Meetings to come whose last day for contributions is known. */
  contributionsDue(group: GroupCode, asOf: Day): Promise<NearingDay[]>;
}

type DayWant = Extract<Want, { days: number }>;

/** From when in the day, where the subscriber is, days that near are looked for: minutes since midnight. */
const LOOKED_FOR_AT = 8 * 60;

export interface DeadlineParts {
  store: Pick<NoticeStore, 'subscriptions' | 'find' | 'notice'>;
  days: NearingDays;
  whenDue: WhenDue;
  clock: () => number;
}

/**
 * Tells who wants it of days that near: once a day for each subscription, at 08:00 where the subscriber is or as soon after as
 * this is called. A day of the record ends UTC, so how near it is goes by the day there. What is asked of the record in
 * one call is asked once.
 * @returns notices made
 * @throws where the record cannot be asked; who was told already stays so, the others are told at the next call
 */
export async function tellNearingDays({ store, days, whenDue, clock }: DeadlineParts): Promise<number> {
  const now = clock();
  const asked = new Map<string, Promise<NearingDay[]>>();
  let made = 0;
  for (const { id } of store.subscriptions().filter((each) => isToBeChecked(each, now))) {
    const found: NewNotice[] = [];
    const subscription = store.find(id);
    for (const want of subscription?.wants.filter(isOfDays) ?? []) {
      const answer = await once(asked, want, dayOf(now), days);
      found.push(...nearingNotices(subscription as Subscription, want, answer, dayOf(now)));
    }
    // It may have been changed, or removed, while the record was asked.
    const current = store.find(id);
    if (current === undefined) continue;
    const standing = { ...current.standing, checkedOn: dayShownAt(clockOf(current.zone), now) };
    const notices = found.map((notice) => ({
      ...notice,
      madeAt: instantOf(now),
      dueAt: whenDue(current, now),
    }));
    made += store.notice(id, notices, standing);
  }
  return made;
}

/** Whether days that near are to be looked for, for a subscription, at a moment. */
export function isToBeChecked(subscription: KeptSubscription, now: number): boolean {
  const { wants, zone, standing } = subscription;
  if (!wants.some(isOfDays) || holdsSince(subscription) === undefined) return false;
  const there = clockOf(zone);
  const day = dayShownAt(there, now);
  return firstAt(there, day, LOOKED_FOR_AT) <= now && (standing.checkedOn ?? '') < day;
}

/**
 * The notices of days that are at most as far ahead as a want says, and not over. Pure.
 * @param today UTC
 */
export function nearingNotices(
  { id: subscription }: Pick<Subscription, 'id'>,
  want: DayWant,
  days: readonly NearingDay[],
  today: Day,
): NewNotice[] {
  const last = dayAfter(today, want.days);
  return days
    .filter(({ due, addressee }) => today <= due && due <= last && isOf(want, addressee))
    .map(({ group, subject, due, addressee, words }): NewNotice => {
      const key = [want.kind, subject, ...(addressee === undefined ? [] : [addressee]), due, want.days].join(
        ':',
      );
      const about: Notice['about'] = { kind: 'day', due, ...(words === undefined ? {} : { words }) };
      return {
        id: derivedUuid('notice', subscription, key),
        subscription,
        key,
        want,
        group,
        subject,
        about,
      };
    });
}

/** UTC. */
function dayOf(milliseconds: number): Day {
  return instantOf(milliseconds).slice(0, 10);
}

function isOf(want: DayWant, addressee: string | undefined): boolean {
  if (want.kind !== 'liaison-due') return true;
  return addressee?.trim().toLowerCase() === want.addressee.trim().toLowerCase();
}

function isOfDays(want: Want): want is DayWant {
  return 'days' in want;
}

function once(
  asked: Map<string, Promise<NearingDay[]>>,
  want: DayWant,
  today: Day,
  days: NearingDays,
): Promise<NearingDay[]> {
  const by = dayAfter(today, want.days);
  const key = [want.kind, want.group ?? '', want.kind === 'liaison-due' ? by : ''].join(' ');
  let answer = asked.get(key);
  if (answer === undefined) {
    answer =
      want.kind === 'liaison-due'
        ? days.answersDue(want.group, by, today)
        : days.contributionsDue(want.group, today);
    asked.set(key, answer);
  }
  return answer;
}
