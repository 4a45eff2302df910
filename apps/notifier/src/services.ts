import { DeliveryFailed, MailFailed, MailRefused } from '@acta/application';
import type { Subscription } from '@acta/application/notify';
import { type Config, openFeedSource, openMailSender, webhookSender } from '@acta/runtime';
import { CONFIRM_DAYS, NotDelivered } from './deliver.js';
import type { Tell } from './following.js';
import { type MailSubscription, confirmationMail, mailOf } from './mail/mail.js';
import type { NotifierParts } from './notifier.js';
import { webhookMessage } from './webhook-message.js';

/** Whom the service follows and what it tells people with. */
type Services = Pick<NotifierParts, 'source' | 'deliverers' | 'refusalOf'> & { close(): void };

/** As configured; nobody is connected to yet. @throws ConfigRefused */
export async function openServices(config: Config, tell: Tell): Promise<Services> {
  const source = await openFeedSource(config, tell);
  const sender = config.smtp === undefined ? undefined : await openMailSender(config);
  const webhooks = webhookSender(config);
  if (sender === undefined) tell('sends no mail, since no mail server is configured (ACTA_SMTP)');
  const mailing = mailer(sender, tell);
  return {
    source,
    deliverers: {
      email: (subscription, notices, places, signal) =>
        mailing(mailOf({ subscription: byMail(subscription), notices, places }), signal),
      confirmation: (subscription, confirm, signal) =>
        mailing(
          confirmationMail(byMail(subscription), {
            confirm,
            days: CONFIRM_DAYS,
            record: config.recordUrl ?? config.api,
          }),
          signal,
        ),
      async webhook(subscription, notice, signal) {
        const { channel } = subscription;
        if (channel.kind !== 'webhook') throw new TypeError('this subscription has no webhook');
        const message = webhookMessage({ ...subscription, channel }, notice, Date.now());
        try {
          await webhooks.send(channel.url, message, signal);
        } catch (error) {
          if (!(error instanceof DeliveryFailed)) throw error;
          throw new NotDelivered(error.message, error.isFinal ? 'address' : 'later');
        }
        return 'taken by the webhook';
      },
    },
    refusalOf(channel) {
      if (channel.kind === 'webhook') return webhooks.refusalOf(channel.url);
      if (channel.kind === 'email' && sender === undefined)
        return 'no mail is sent from here; ask for a feed (atom) or a webhook';
      return undefined;
    },
    close: () => sender?.close(),
  };
}

type Sender = Awaited<ReturnType<typeof openMailSender>>;
type Mailing = (mail: Parameters<Sender['send']>[0], signal: AbortSignal) => Promise<string>;

/** Sends, and tells whoever runs the service, once, what stands in the way of all mail until some is taken again. */
function mailer(sender: Sender | undefined, tell: Tell): Mailing {
  const told = new Set<string>();
  return async (mail, signal) => {
    if (sender === undefined) throw new NotDelivered('no mail server is configured (ACTA_SMTP)', 'later');
    try {
      await sender.send(mail, signal);
    } catch (error) {
      if (error instanceof MailRefused) throw new NotDelivered(error.message, error.kind);
      if (!(error instanceof MailFailed)) throw error;
      if (!signal.aborted && !told.has(error.message)) tell(`mail: ${error.message}`);
      told.add(error.message);
      throw new NotDelivered(error.message, 'later');
    }
    told.clear();
    return 'taken by the mail server';
  };
}

function byMail(subscription: Subscription): MailSubscription {
  const { channel } = subscription;
  if (channel.kind !== 'email') throw new TypeError('this subscription has no address');
  return { ...subscription, channel };
}
