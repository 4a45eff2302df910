import { setTimeout as pause } from 'node:timers/promises';
import {
  type KeptNotice,
  type KeptSubscription,
  type NoticeStore,
  type Standing,
  derivedUuid,
} from '@acta/application';
import type { Channel, Notice, Subscription } from '@acta/application/notify';
import { type SubjectId, type Uuid, instantOf } from '@acta/domain';
import type { Links } from './links.js';
import { holdsSince } from './notice.js';
import type { AttemptResult, NotifierWatch } from './notifier-watch.js';
import type { Places } from './places.js';
import type { WhenDue } from './take.js';

/** Whoever carries a message on. Each resolves, once it was taken, with what was answered. @throws NotDelivered */
export interface Deliverers {
  /** One message of several notices. The same notices give the same Message-ID. */
  email(
    subscription: Subscription,
    notices: readonly Notice[],
    places: Places,
    signal: AbortSignal,
  ): Promise<string>;
  webhook(subscription: Subscription, notice: Notice, signal: AbortSignal): Promise<string>;
  /** Asks whoever reads mail at the address whether it is wanted. */
  confirmation(subscription: Subscription, link: string, signal: AbortSignal): Promise<string>;
}

/** It was not taken. `later`: it may be next time; otherwise this message, or whatever goes to this address, is refused for good. */
export class NotDelivered extends Error {
  override readonly name = 'NotDelivered';
  constructor(
    message: string,
    readonly what: Exclude<AttemptResult, 'sent'>,
  ) {
    super(message);
  }
}

/** How long somebody has to confirm an address, in days. */
export const CONFIRM_DAYS = 7;
/** The wait after the first failure; it doubles up to the longest. Milliseconds. */
const FIRST_RETRY_MS = 60_000;
const LONGEST_RETRY_MS = 15 * 60_000;
/** A message is given up after so long since it was due, and so many attempts: a service that was away tries again, too. */
const GIVEN_UP_MS = 3 * 86_400_000;
const FEWEST_ATTEMPTS = 20;
/** Messages refused for good in a row after which nothing more is sent. */
const MOST_REFUSALS = 3;
/** Notices in one message. */
const MOST_IN_MESSAGE = 100;
/** Messages on their way at once, of one kind of channel, and of one subscriber. */
const MOST_AT_ONCE = 8;
const MOST_OF_ONE = 2;
/** After so many messages, or so long, others have their turn. */
const MOST_IN_TURN = 20;
const TURN_MS = 10_000;

export interface DeliveryParts {
  store: Pick<NoticeStore, 'due' | 'find' | 'subscriptions' | 'next' | 'gather' | 'settle' | 'save'>;
  deliverers: Deliverers;
  links: Pick<Links, 'to'>;
  placesOf: (subscription: Subscription) => Places;
  whenDue: WhenDue;
  clock: () => number;
  watch: Pick<NotifierWatch, 'tried'>;
}

/**
 * Sends what is due, to several subscriptions at once and to each in order, until the signal. Which notices a message has is
 * kept before it is sent and what became of it after, so that a message that was on its way at a crash is sent again: with the
 * same notices, hence the same Message-ID, by which whoever reads mail knows it.
 * @param tickMs how often it is looked for what is due
 * @throws what the store throws
 */
export async function deliverUntil(parts: DeliveryParts, tickMs: number, signal: AbortSignal): Promise<void> {
  const busy = new Map<Uuid, Turn>();
  const servedAt = new Map<Uuid, number>();
  const failures: unknown[] = [];
  let turns = 0;
  while (!signal.aborted && failures.length === 0) {
    const waiting = ready(parts).sort((a, b) => (servedAt.get(a.id) ?? 0) - (servedAt.get(b.id) ?? 0));
    for (const subscription of waiting) {
      const { id, subject, channel } = subscription;
      if (!hasRoom([...busy.values()], subscription)) continue;
      servedAt.set(id, ++turns);
      const work = deliverTo(id, parts, signal)
        .catch((error: unknown) => void failures.push(error))
        .finally(() => busy.delete(id));
      busy.set(id, { id, subject, kind: channel.kind, work });
    }
    await pause(tickMs, undefined, { signal }).catch(() => undefined);
  }
  await Promise.all([...busy.values()].map(({ work }) => work));
  if (failures.length > 0) throw failures[0];
}

/** Some messages of one subscription, on their way. */
interface Turn {
  id: Uuid;
  subject: SubjectId;
  kind: Channel['kind'];
  work: Promise<void>;
}

/** A channel that stalls holds no other up, and a subscriber nobody else. */
function hasRoom(busy: readonly Turn[], { id, subject, channel }: KeptSubscription): boolean {
  return (
    busy.every((turn) => turn.id !== id) &&
    busy.filter(({ kind }) => kind === channel.kind).length < MOST_AT_ONCE &&
    busy.filter((turn) => turn.subject === subject).length < MOST_OF_ONE
  );
}

/** Subscriptions for which something can be sent now. */
function ready(parts: DeliveryParts): KeptSubscription[] {
  const { store, clock } = parts;
  const now = clock();
  const asking = store.subscriptions().filter(isToBeAsked);
  const due = store.due(now).flatMap((id) => store.find(id) ?? []);
  return [...asking, ...due.filter((each) => holdsSince(each) !== undefined && !isQuiet(each, parts))].filter(
    ({ standing }) => standing.paused === undefined && (standing.nextAttemptAt ?? 0) <= now,
  );
}

/** Whether nothing may be sent now, whenever it was due. Nobody hears a feed. */
function isQuiet(subscription: Subscription, { whenDue, clock }: DeliveryParts): boolean {
  const now = clock();
  const isHeard = subscription.channel.kind !== 'atom';
  return isHeard && whenDue({ ...subscription, delivery: { kind: 'at-once' } }, now) > now;
}

/** Whether the address is still to be written to, to be confirmed. */
function isToBeAsked({ channel, confirmedAt, standing }: KeptSubscription): boolean {
  return channel.kind === 'email' && confirmedAt === undefined && standing.askedAt === undefined;
}

/** Sends one subscription what is due, some messages at most, up to the first that does not arrive. */
async function deliverTo(id: Uuid, parts: DeliveryParts, signal: AbortSignal): Promise<void> {
  const { store, clock } = parts;
  const isStopping = (): boolean => signal.aborted;
  const began = clock();
  for (let sent = 0; sent < MOST_IN_TURN && clock() - began < TURN_MS; sent++) {
    const subscription = store.find(id);
    if (isStopping() || subscription === undefined || subscription.standing.paused !== undefined) return;
    if (isToBeAsked(subscription)) return ask(subscription, parts, signal);
    if (isQuiet(subscription, parts)) return;
    const most = subscription.channel.kind === 'webhook' ? 1 : MOST_IN_MESSAGE;
    // A message that was made for another channel may have more.
    const notices = store.next(id, clock(), most).slice(0, most);
    if (notices.length === 0) return;
    if (leaveOut(notices, subscription, parts)) continue;
    const ids = notices.map((notice) => notice.id);
    if (notices[0]?.message === undefined) store.gather(derivedUuid('message', ...ids), ids);
    const outcome = await outcomeOf(() => send(subscription, notices.map(plain), parts, signal));
    if (isStopping() && outcome.what !== 'sent') return;
    parts.watch.tried(subscription.channel.kind, outcome.what);
    settle(subscription, notices, outcome, parts);
    if (outcome.what !== 'sent') return;
  }
}

/** Days that are over by now are told to nobody. @returns whether there were some */
function leaveOut(
  notices: readonly KeptNotice[],
  { id: subscription, standing }: KeptSubscription,
  { store, clock }: DeliveryParts,
): boolean {
  const at = instantOf(clock());
  const over = notices.filter(({ about }) => about.kind === 'day' && about.due < at.slice(0, 10));
  if (over.length === 0) return false;
  const ids = over.map(({ id }) => id);
  const answer = 'the day was over before it was to go out';
  store.settle({ subscription, notices: ids, status: 'refused', at, answer, standing });
  return true;
}

async function ask(subscription: KeptSubscription, parts: DeliveryParts, signal: AbortSignal): Promise<void> {
  const { store, deliverers, links, clock } = parts;
  const link = links.to('confirm', subscription);
  const outcome = await outcomeOf(() => deliverers.confirmation(subscription, link, signal));
  const current = store.find(subscription.id);
  if (current === undefined || (signal.aborted && outcome.what !== 'sent')) return;
  parts.watch.tried('email', outcome.what);
  if (!isSameChannel(current, subscription)) return;
  const asked = outcome.what === 'sent' ? { askedAt: instantOf(clock()) } : {};
  store.save({ ...current, standing: { ...standingAfter(outcome, current, parts), ...asked } });
}

interface Outcome {
  what: AttemptResult;
  answer: string;
}

async function outcomeOf(attempt: () => Promise<string>): Promise<Outcome> {
  try {
    return { what: 'sent', answer: await attempt() };
  } catch (error) {
    if (error instanceof NotDelivered) return { what: error.what, answer: error.message };
    // Whatever it is, it concerns this message alone: the others go out.
    return { what: 'later', answer: error instanceof Error ? error.message : String(error) };
  }
}

async function send(
  subscription: Subscription,
  notices: readonly Notice[],
  { deliverers, placesOf }: DeliveryParts,
  signal: AbortSignal,
): Promise<string> {
  switch (subscription.channel.kind) {
    case 'email':
      return deliverers.email(subscription, notices, placesOf(subscription), signal);
    case 'webhook':
      return deliverers.webhook(subscription, notices[0] as Notice, signal);
    case 'atom':
      return 'shown in the feed';
  }
}

/** As it was made, so that every attempt says the same. */
function plain(kept: KeptNotice): Notice {
  const { status: _s, dueAt: _d, attempts: _a, message: _m, sentAt: _t, answer: _w, ...notice } = kept;
  return notice;
}

function settle(
  tried: KeptSubscription,
  notices: readonly KeptNotice[],
  { what, answer }: Outcome,
  parts: DeliveryParts,
): void {
  const { store, clock } = parts;
  const current = store.find(tried.id);
  if (current === undefined) return;
  // What an address that was given up said is nothing against the new one, which is still to be told.
  if (what !== 'sent' && !isSameChannel(current, tried)) return;
  const isOver = what === 'later' && notices.some((notice) => isGivenUp(notice, clock()));
  store.settle({
    subscription: tried.id,
    notices: notices.map((notice) => notice.id),
    status: what === 'sent' ? 'sent' : what === 'later' && !isOver ? 'waiting' : 'refused',
    at: instantOf(clock()),
    answer: isOver ? `given up after three days: ${answer}` : answer,
    standing: isSameChannel(current, tried)
      ? standingAfter({ what, answer }, current, parts)
      : current.standing,
  });
}

function isSameChannel(one: Subscription, other: Subscription): boolean {
  return JSON.stringify(one.channel) === JSON.stringify(other.channel);
}

function isGivenUp({ attempts, dueAt }: KeptNotice, now: number): boolean {
  return attempts + 1 >= FEWEST_ATTEMPTS && now - dueAt >= GIVEN_UP_MS;
}

function standingAfter(
  { what, answer }: Outcome,
  subscription: KeptSubscription,
  { clock, whenDue }: DeliveryParts,
): Standing {
  const { failures, refusals, nextAttemptAt: _before, lastError: _last, ...kept } = subscription.standing;
  const now = clock();
  if (what === 'sent') return { ...kept, failures: 0, refusals: 0 };
  if (what === 'later') {
    const wait = Math.min(FIRST_RETRY_MS * 2 ** failures, LONGEST_RETRY_MS);
    // Quiet hours hold for another attempt, too; it waits for no digest.
    const nextAttemptAt = whenDue({ ...subscription, delivery: { kind: 'at-once' } }, now + wait);
    return { ...kept, failures: failures + 1, refusals, nextAttemptAt, lastError: answer };
  }
  const isOver = what === 'address' || refusals + 1 >= MOST_REFUSALS;
  return {
    ...kept,
    failures: 0,
    refusals: refusals + 1,
    lastError: answer,
    ...(isOver ? { paused: { at: instantOf(now), reason: answer } } : {}),
  };
}
