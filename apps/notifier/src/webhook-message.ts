import { type WebhookMessage, signed } from '@acta/application';
import type { Channel, Notice, Subscription } from '@acta/application/notify';
import { tell } from './telling.js';

/** A subscription whose channel is a webhook. */
export type WebhookSubscription = Subscription & { channel: Extract<Channel, { kind: 'webhook' }> };

/**
 * A notice as it is posted: as it is kept, with what happened and why in the subscriber's language. Signed as Standard Webhooks
 * has it; `webhook-id` is the notice's id, the same at every attempt.
 * @param at of this attempt, milliseconds since the epoch
 */
export function webhookMessage(
  subscription: WebhookSubscription,
  notice: Notice,
  at: number,
): WebhookMessage {
  const { title, why } = tell(notice, subscription);
  // The key is the notifier's own.
  const body = JSON.stringify({ ...notice, key: undefined, title, why });
  return {
    headers: {
      'content-type': 'application/json; charset=utf-8',
      ...signed(body, { id: notice.id, at, secret: subscription.channel.secret }),
    },
    body,
  };
}
