import type { Day, Instant, SubjectId, Uuid } from '@acta/domain';
import type { Notice, Subscription } from '../notify/subscription.js';

/** How the channel of a subscription fares. */
export interface Standing {
  /** Attempts that failed in a row. */
  failures: number;
  /** Messages that were refused for good in a row. */
  refusals: number;
  /** Nothing is tried before it, milliseconds since the epoch; absent: at once. */
  nextAttemptAt?: number;
  /** What went wrong last; absent after something arrived. */
  lastError?: string;
  /** Since when nothing is sent until the subscriber says so, and why. */
  paused?: { at: Instant; reason: string };
  /** Newest day, in the zone of the subscription, on which days that near were looked for. */
  checkedOn?: Day;
  /** When the channel was given, where that was after the beginning. */
  since?: Instant;
  /** When the address was written to, to be confirmed. */
  askedAt?: Instant;
}

export interface KeptSubscription extends Subscription {
  standing: Standing;
}

/**
 * `waiting`: to be sent when it is due; `sent`: whoever carries it on has taken it; `refused`: for good; `withdrawn`: what it
 * is about was voided before it was sent.
 */
export type NoticeStatus = 'waiting' | 'sent' | 'refused' | 'withdrawn';

/** A notice, and what became of it. */
export interface KeptNotice extends Notice {
  status: NoticeStatus;
  /** When it is to go out, milliseconds since the epoch. */
  dueAt: number;
  attempts: number;
  /** The message that it is part of, once one was made: the same notices at every attempt. */
  message?: Uuid;
  sentAt?: Instant;
  /** What whoever was to carry it on said last. */
  answer?: string;
}

/** A notice that is new. */
export interface DueNotice extends Notice {
  dueAt: number;
}

/** What an event of the feed changes here, all at once. */
export interface Intake {
  /** What keeps its order: source and group. */
  key: string;
  position: number;
  /** Who recorded something about what. */
  recorded?: { subject: string; actor: SubjectId };
  notices: readonly DueNotice[];
  /** An act that was voided: it is no news any more. */
  voided?: Uuid;
  /** What may not be told any more, with all that is part of it: what waits is removed, and the words of what was told. */
  restricted?: string;
  /** Somebody who is to be forgotten: their subscriptions and what they were told. */
  erased?: SubjectId;
}

/** What became of an attempt to send some notices of one subscription. */
export interface Attempt {
  subscription: Uuid;
  notices: readonly Uuid[];
  status: Exclude<NoticeStatus, 'withdrawn'>;
  at: Instant;
  answer?: string;
  standing: Standing;
}

/**
 * Who wants to be told of what, what they were told, and how far the feed was taken. One process at a time. Each call is one
 * transaction; what it has done survives `kill -9` and loss of power. One contract suite (`libs/testing`) runs on every adapter.
 */
export interface NoticeStore {
  /** Newest position that was taken, of what keeps its order under this key, or of all; 0 where none was. */
  position(key?: string): number;
  /**
   * Takes what an event makes, once: nothing is changed where the position is not above its key's.
   * @returns whether it was, and how many waiting notices were withdrawn
   */
  take(intake: Intake): { isNew: boolean; withdrawn: number };
  /** Who recorded something about any of these. */
  recordersOf(subjects: readonly string[]): SubjectId[];

  /** @throws RangeError for an id that is there already */
  add(subscription: KeptSubscription): void;
  find(id: Uuid): KeptSubscription | undefined;
  /** In order of creation; those of one subscriber alone, where one is named. */
  subscriptions(subject?: SubjectId): KeptSubscription[];
  /** Replaces one, and says anew when what waits is due. One that was removed stays removed. */
  save(subscription: KeptSubscription, dueAt?: (madeAt: number) => number): void;
  /** With its notices. Whether it was there. */
  remove(id: Uuid): boolean;

  /** Adds those whose key the subscription has had no notice of, and how its channel fares. @returns how many */
  notice(subscription: Uuid, notices: readonly DueNotice[], standing: Standing): number;
  /** Subscriptions with notices that are due by a moment, paused ones too. */
  due(now: number): Uuid[];
  /** How many subscriptions there are, how many notices wait, and how many of those are due by a moment. */
  counts(now: number): { subscriptions: number; waiting: number; due: number };
  /** Those of the message that was made and not settled, or, where there is none, those that are due: first due, first. */
  next(subscription: Uuid, now: number, limit: number): KeptNotice[];
  /** Makes a message of some notices. */
  gather(message: Uuid, notices: readonly Uuid[]): void;
  settle(attempt: Attempt): void;
  /** Newest first, after one that is named. */
  notices(subscription: Uuid, page: { after?: Uuid; limit: number }): KeptNotice[];

  /** That an address was written to for somebody, to be confirmed. */
  asked(subject: SubjectId, at: number): void;
  /** How often that was since a moment. */
  timesAsked(subject: SubjectId, since: number): number;
  /** Removes subscriptions that were to be confirmed and were not, by a moment. @returns how many */
  expire(before: number): number;
  /**
   * Removes notices that were due before a moment, whatever became of them, oldest first and some thousands at most. One of a
   * day that is not over by `today` (UTC) stays, or the day would be told of again.
   * @returns how many
   */
  forget(before: number, today: Day): number;
  close(): void;
}
