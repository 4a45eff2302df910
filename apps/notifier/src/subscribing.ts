import {
  type KeptNotice,
  type KeptSubscription,
  type NoticeStore,
  type Standing,
  newSecret,
} from '@acta/application';
import type { Channel, Delivery, QuietHours, Subscription, Want } from '@acta/application/notify';
import { type Instant, type SubjectId, type Uuid, instantOf } from '@acta/domain';
import type { AskedChannel, SubscriptionAsk, SubscriptionChange } from './asked.js';
import { Refusal } from './refusal.js';
import type { Links } from './links.js';
import type { WhenDue } from './take.js';

/** How many subscriptions one subscriber may have. */
const MOST_OWN = 50;
/** How many addresses one subscriber may have written to, to be confirmed, in a day. */
const MOST_ASKED = 5;
const DAY_MS = 86_400_000;

export interface SubscribingParts {
  store: NoticeStore;
  links: Links;
  whenDue: WhenDue;
  clock: () => number;
  uuid: () => Uuid;
  /** Why nothing is ever sent by such a channel; undefined where it may be tried. */
  refusalOf: (channel: AskedChannel) => string | undefined;
}

/** A subscription as its owner sees it. */
export interface SubscriptionJson {
  id: Uuid;
  wants: readonly Want[];
  channel:
    | { kind: 'email'; address: string }
    /** The secret is told once: when it is made. */
    | { kind: 'webhook'; url: string; secret?: string }
    | { kind: 'atom'; feed: string };
  delivery: Delivery;
  quiet?: QuietHours;
  zone: string;
  language: 'en' | 'fr';
  createdAt: Instant;
  confirmedAt?: Instant;
  /** `unconfirmed`: nothing is sent before the address was confirmed. `paused`: nothing is sent until `paused` is set to false. */
  state: 'active' | 'unconfirmed' | 'paused';
  /** Why, and since when, nothing is sent. */
  paused?: { at: Instant; reason: string };
  /** What went wrong at the last attempt. */
  lastError?: string;
}

/** A notice as its owner sees it: what became of it, and why they were told. */
export type NoticeJson = Omit<KeptNotice, 'subscription' | 'dueAt'> & { dueAt: Instant };

/** Keeps what somebody asks to be told. @throws Refusal */
export function subscribe(
  subject: SubjectId,
  ask: SubscriptionAsk,
  parts: SubscribingParts,
): SubscriptionJson {
  const { store, clock, uuid } = parts;
  if (store.subscriptions(subject).length >= MOST_OWN)
    throw new Refusal(
      409,
      'too-many-subscriptions',
      `you have ${String(MOST_OWN)} subscriptions, which is the most; remove one first`,
    );
  const { wants, channel, delivery = { kind: 'at-once' }, quiet, zone = 'UTC', language = 'en' } = ask;
  const subscription: KeptSubscription = {
    id: uuid(),
    subject,
    wants,
    channel: channelOf(subject, channel, undefined, parts),
    delivery,
    ...(quiet === undefined ? {} : { quiet }),
    zone,
    language,
    createdAt: instantOf(clock()),
    standing: { failures: 0, refusals: 0 },
  };
  store.add(subscription);
  return shown(subscription, parts.links, true);
}

/** Replaces what is given and leaves the rest. @throws Refusal */
export function change(
  subject: SubjectId,
  id: Uuid,
  ask: SubscriptionChange,
  parts: SubscribingParts,
): SubscriptionJson {
  const { store, clock, whenDue } = parts;
  const before = own(subject, id, store);
  const { channel: asked, paused, quiet = before.quiet ?? null, ...rest } = ask;
  const channel = asked === undefined ? before.channel : channelOf(subject, asked, before.channel, parts);
  const { quiet: _before, confirmedAt, ...kept } = before;
  const isSame = reaches(channel) === reaches(before.channel);
  const after: KeptSubscription = {
    ...kept,
    ...rest,
    channel,
    ...(quiet === null ? {} : { quiet }),
    // Another address is confirmed anew.
    ...(isSame && confirmedAt !== undefined ? { confirmedAt } : {}),
    standing: standingAfter(before, { isSame, hasNewWants: ask.wants !== undefined, at: instantOf(clock()) }),
  };
  if (paused === true)
    after.standing = {
      ...after.standing,
      paused: { at: instantOf(clock()), reason: 'paused by the subscriber' },
    };
  if (paused === false) after.standing = resumed(after.standing);
  store.save(after, (madeAt) => whenDue(after, madeAt));
  return shown(after, parts.links, channel !== before.channel);
}

/** Another channel begins anew; days are looked for anew where something else is wanted. */
function standingAfter(
  { standing }: KeptSubscription,
  { isSame, hasNewWants, at }: { isSame: boolean; hasNewWants: boolean; at: Instant },
): Standing {
  const { checkedOn, ...kept }: Standing = isSame ? standing : { failures: 0, refusals: 0, since: at };
  return hasNewWants || checkedOn === undefined ? kept : { ...kept, checkedOn };
}

function resumed({ paused: _, nextAttemptAt: _before, lastError: _last, ...kept }: Standing): Standing {
  return { ...kept, failures: 0, refusals: 0 };
}

/** A subscriber's own. @throws Refusal */
export function own(subject: SubjectId, id: Uuid, store: Pick<NoticeStore, 'find'>): KeptSubscription {
  const subscription = store.find(id);
  // Of others it is not said that they exist.
  if (subscription?.subject !== subject)
    throw new Refusal(404, 'not-found', 'you have no subscription of this id');
  return subscription;
}

/** That an address wants what is sent to it. Again, it changes nothing. */
export function confirm(
  subscription: KeptSubscription,
  { store, clock }: Pick<SubscribingParts, 'store' | 'clock'>,
): void {
  if (subscription.confirmedAt !== undefined) return;
  store.save({ ...subscription, confirmedAt: instantOf(clock()) });
}

/** @param isNew whether the channel was made just now: its secret is told this once */
export function shown(subscription: KeptSubscription, links: Links, isNew = false): SubscriptionJson {
  const { standing, channel, subject: _own, ...kept } = subscription;
  const { paused, lastError } = standing;
  const unconfirmed = channel.kind === 'email' && kept.confirmedAt === undefined;
  return {
    ...kept,
    channel: shownChannel(subscription, links, isNew),
    state: paused !== undefined ? 'paused' : unconfirmed ? 'unconfirmed' : 'active',
    ...(paused === undefined ? {} : { paused }),
    ...(lastError === undefined ? {} : { lastError }),
  };
}

export function shownNotice({ subscription: _own, dueAt, ...notice }: KeptNotice): NoticeJson {
  return { ...notice, dueAt: instantOf(dueAt) };
}

function shownChannel(subscription: Subscription, links: Links, isNew: boolean): SubscriptionJson['channel'] {
  const { channel } = subscription;
  switch (channel.kind) {
    case 'email':
      return channel;
    case 'webhook':
      return isNew ? channel : { kind: 'webhook', url: channel.url };
    case 'atom':
      return { kind: 'atom', feed: links.to('feed', subscription) };
  }
}

function channelOf(
  subject: SubjectId,
  asked: AskedChannel,
  before: Channel | undefined,
  parts: SubscribingParts,
): Channel {
  if (before !== undefined && reaches(before) === reaches(asked)) return before;
  const { store, clock, refusalOf } = parts;
  const refusal = refusalOf(asked);
  if (refusal !== undefined) {
    const pointer = asked.kind === 'webhook' ? '/channel/url' : '/channel/kind';
    throw new Refusal(400, 'invalid', refusal, [{ pointer, message: refusal }]);
  }
  switch (asked.kind) {
    case 'email':
      if (store.timesAsked(subject, clock() - DAY_MS) >= MOST_ASKED)
        throw new Refusal(
          429,
          'too-many-confirmations',
          `you have had ${String(MOST_ASKED)} addresses written to within a day, which is the most; try again tomorrow`,
        );
      store.asked(subject, clock());
      return asked;
    case 'webhook':
      return { ...asked, secret: newSecret() };
    case 'atom':
      return asked;
  }
}

/** Whom a channel reaches. */
function reaches(channel: AskedChannel): string {
  return [
    channel.kind,
    channel.kind === 'email' ? channel.address : '',
    channel.kind === 'webhook' ? channel.url : '',
  ].join(' ');
}
