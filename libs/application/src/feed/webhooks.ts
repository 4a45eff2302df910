import type { Uuid } from '@acta/domain';
import type { Access } from '../access/access.js';
import type { Principal } from '../access/principal.js';
import type { Known } from '../commands/execute.js';
import { NotFound, invalid } from '../faults.js';
import type { Clock, Ids } from '../ports/clock.js';
import type { WebhookSender } from '../ports/webhook-sender.js';
import type { Webhook, WebhookOwner, WebhookStore } from '../ports/webhook-store.js';
import { type FeedParts, type Found, feedPage } from './feed-page.js';
import { FeedReader } from './feed-reader.js';
import type { FeedFilter } from './filter.js';
import { newSecret } from './signature.js';

/**
 * How long what a token said of its owner's roles counts after it was shown, in milliseconds: an issuer tells nobody
 * that it has taken a role away, so who is no longer seen is no longer sent anything.
 */
const GRANTS_COUNT_MS = 30 * 86_400_000;

/** How many webhooks are kept: of one owner, and in all. */
const MOST_OWN = 20;
const MOST = 500;
/** How many events that wait are shown. */
const MOST_SHOWN = 20;
/** How much of the journal is looked through for them. */
const MOST_PAGES = 20;

export interface WebhookParts extends FeedParts {
  webhooks: WebhookStore;
  sender: Pick<WebhookSender, 'refusalOf'>;
  access: Pick<Access, 'viewer' | 'judge'>;
  clock: Clock;
  ids: Ids;
}

/** As many webhooks are kept as are allowed. */
export class TooManyWebhooks extends Error {
  override readonly name = 'TooManyWebhooks';
}

/** What somebody asks to be sent. */
export interface WebhookAsk {
  url: string;
  filter: FeedFilter;
  /** Position to begin after; absent: from now on. */
  after?: number;
}

/**
 * `delivering`: at work or waiting for events; `retrying`: an attempt failed and the next is due; `parked`: nothing is
 * tried until it is redriven; `lapsed`: its owner may not keep webhooks now, or has not been seen for long.
 */
export type WebhookState = 'delivering' | 'retrying' | 'parked' | 'lapsed';

/** The principal whose roles decide what a webhook is sent, as of now. */
export function ownerAsPrincipal({ owner }: Webhook, now: number): Principal {
  const { subject, grants, claimsOffices, shownAt } = owner;
  const stillCounts = now - shownAt <= GRANTS_COUNT_MS;
  return {
    subject,
    assurance: 'authenticated',
    grants: stillCounts ? grants : [],
    claimsOffices: claimsOffices && stillCounts,
  };
}

/** Whether its owner may keep webhooks now. */
export function mayBeKept(
  webhook: Webhook,
  { access, clock }: Pick<WebhookParts, 'access' | 'clock'>,
): boolean {
  return access.judge(ownerAsPrincipal(webhook, clock()), 'keep-webhooks').allowed;
}

export function stateOf(webhook: Webhook, parts: Pick<WebhookParts, 'access' | 'clock'>): WebhookState {
  const { parkedAt, attempts } = webhook.progress;
  if (!mayBeKept(webhook, parts)) return 'lapsed';
  if (parkedAt !== undefined) return 'parked';
  return attempts > 0 ? 'retrying' : 'delivering';
}

/**
 * Keeps a webhook. The secret in the answer is told this once.
 * @throws Invalid, TooManyWebhooks; nothing is kept
 */
export function addWebhook({ url, filter, after }: WebhookAsk, owner: Known, parts: WebhookParts): Webhook {
  const { webhooks, sender, journal, clock, ids } = parts;
  const refusal = sender.refusalOf(url);
  if (refusal !== undefined) throw invalid('not-reachable', refusal, '/url');
  const head = journal.head().position;
  if (after !== undefined && after > head)
    throw invalid(
      'beyond-head',
      `position ${String(after)} is beyond the newest, which is ${String(head)}`,
      '/after',
    );
  const all = webhooks.all();
  const own = all.filter((each) => each.owner.subject === owner.subject);
  if (own.length >= MOST_OWN)
    throw new TooManyWebhooks(`you keep ${String(MOST_OWN)} webhooks, which is the most; delete one`);
  if (all.length >= MOST)
    throw new TooManyWebhooks(`${String(MOST)} webhooks are kept here, which is the most`);
  const from = after ?? head;
  const webhook: Webhook = {
    id: ids.uuid(),
    url,
    filter,
    secret: newSecret(),
    createdAt: clock(),
    owner: ownerOf(owner, clock()),
    progress: { cursor: from, delivered: from, attempts: 0 },
  };
  webhooks.add(webhook);
  return webhook;
}

/** Somebody's webhooks, in order of creation. What their token says of them counts from now on. */
export function ownWebhooks(owner: Known, { webhooks, clock }: WebhookParts): Webhook[] {
  webhooks.renew(ownerOf(owner, clock()));
  return webhooks.all().filter((each) => each.owner.subject === owner.subject);
}

/** One of somebody's webhooks. What their token says of them counts from now on. @throws NotFound */
export function ownWebhook(id: Uuid, owner: Known, { webhooks, clock }: WebhookParts): Webhook {
  webhooks.renew(ownerOf(owner, clock()));
  const webhook = webhooks.find(id);
  if (webhook?.owner.subject === owner.subject) return webhook;
  throw new NotFound(`you keep no webhook ${id}`);
}

/** The events that wait to be delivered, the next one first, at most some. */
export function waitingFor(webhook: Webhook, parts: WebhookParts): { events: Found[]; isMore: boolean } {
  const { filter, progress } = webhook;
  const reader = new FeedReader(ownerAsPrincipal(webhook, parts.clock()), parts.access);
  const events: Found[] = [];
  let { cursor } = progress;
  for (let page = 0; page < MOST_PAGES; page++) {
    const limit = MOST_SHOWN + 1 - events.length;
    const { found, scanned } = feedPage(cursor, { filter, reader, limit }, parts);
    events.push(...found);
    if (events.length > MOST_SHOWN) return { events: events.slice(0, MOST_SHOWN), isMore: true };
    if (scanned === cursor) return { events, isMore: false };
    cursor = scanned;
  }
  return { events, isMore: true };
}

function ownerOf({ subject, grants, claimsOffices = false }: Known, shownAt: number): WebhookOwner {
  return { subject, grants, claimsOffices, shownAt };
}
