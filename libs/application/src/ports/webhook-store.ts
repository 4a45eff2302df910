import type { SubjectId, Uuid } from '@acta/domain';
import type { Grant } from '../access/principal.js';
import type { FeedFilter } from '../feed/filter.js';

/** Whose webhook it is, with what a token of theirs showed last: what is delivered follows it. */
export interface WebhookOwner {
  subject: SubjectId;
  grants: readonly Grant[];
  /** As of a principal. */
  claimsOffices: boolean;
  /** When a token showed the grants, milliseconds since the epoch. */
  shownAt: number;
}

/** How far a webhook is. */
export interface WebhookProgress {
  /** Position up to which everything is delivered or is not for it. */
  cursor: number;
  /** Position of the event that was delivered last; where it began, until one was. */
  delivered: number;
  /** Failed attempts to deliver the next event. */
  attempts: number;
  /** When the next attempt is due, milliseconds since the epoch; absent: at once. */
  nextAttemptAt?: number;
  /** Since when nothing is tried any more, milliseconds since the epoch. */
  parkedAt?: number;
  /** What went wrong last; absent after a delivery. */
  lastError?: string;
}

/** Where the events of a feed are sent, and how far it is. */
export interface Webhook {
  id: Uuid;
  url: string;
  filter: FeedFilter;
  /** Signs what is sent: `whsec_` and base64 (Standard Webhooks). Told to the owner once. */
  secret: string;
  /** Milliseconds since the epoch. */
  createdAt: number;
  owner: WebhookOwner;
  progress: WebhookProgress;
}

/**
 * The webhooks that are kept. One contract suite (`libs/testing`) runs on every adapter.
 *
 * - What `add` and `remove` have done survives `kill -9` and loss of power.
 * - What `save` and `renew` have done survives `kill -9`; a loss of power may take the newest, so that an event is
 *   delivered again, never left out.
 */
export interface WebhookStore {
  /** @throws RangeError for an id that is there already */
  add(webhook: Webhook): void;
  find(id: Uuid): Webhook | undefined;
  /** In order of creation. */
  all(): Webhook[];
  /** Whether it was there. */
  remove(id: Uuid): boolean;
  /** Replaces how far it is. One that was removed stays removed. */
  save(id: Uuid, progress: WebhookProgress): void;
  /** Replaces what is known of an owner, in all their webhooks. */
  renew(owner: WebhookOwner): void;
  close(): void;
}
