import type { KeptSubscription } from '@acta/application';
import { Controller, Get, Header, HttpCode, Inject, Param, Post } from '@nestjs/common';
import type { Purpose } from '../links.js';
import { Refusal } from '../refusal.js';
import { confirm } from '../subscribing.js';
import { Open } from './caller.js';
import { buttonPage, donePage, noticesPage } from './pages.js';
import { SERVICE, type Service } from './service.js';

/** How many notices a feed and a page show. */
const MOST_SHOWN = 50;
const HTML = 'text/html; charset=utf-8';

/** What whoever holds a link may do. A link is only looked at by GET: programs that open every link in a message change nothing. */
@Controller()
@Open()
export class LinksController {
  constructor(@Inject(SERVICE) private readonly service: Service) {}

  @Get('confirm/:token')
  @Header('content-type', HTML)
  @Header('cache-control', 'private, no-store')
  lookAtConfirming(@Param('token') token: string): string {
    return buttonPage('confirm', this.#subscriptionOf('confirm', token).language);
  }

  @Post('confirm/:token')
  @HttpCode(200)
  @Header('content-type', HTML)
  confirm(@Param('token') token: string): string {
    const subscription = this.#subscriptionOf('confirm', token);
    confirm(subscription, this.service);
    return donePage('confirm', subscription.language);
  }

  @Get('unsubscribe/:token')
  @Header('content-type', HTML)
  @Header('cache-control', 'private, no-store')
  lookAtUnsubscribing(@Param('token') token: string): string {
    return buttonPage('unsubscribe', this.#subscriptionOf('unsubscribe', token).language);
  }

  /** The button's, and that of programs that read mail (RFC 8058): whatever the body says. */
  @Post('unsubscribe/:token')
  @HttpCode(200)
  @Header('content-type', HTML)
  unsubscribe(@Param('token') token: string): string {
    const { links, store } = this.service;
    const id = links.idIn(token);
    const language = id === undefined ? undefined : store.find(id)?.language;
    // It does not depend on the channel, so that it is known when the subscription is gone, and may be pressed again.
    if (id === undefined || !links.isFor('unsubscribe', token, { id, channel: { kind: 'atom' } }))
      throw nowhere();
    store.remove(id);
    return donePage('unsubscribe', language ?? 'en');
  }

  /** Why one was told what, for who reads mail and has no token at hand. */
  @Get('notices/:token')
  @Header('content-type', HTML)
  @Header('cache-control', 'private, no-store')
  notices(@Param('token') token: string): string {
    const { store, links } = this.service;
    const subscription = this.#subscriptionOf('notices', token);
    const told = store.notices(subscription.id, { limit: MOST_SHOWN });
    return noticesPage(subscription, told, links.to('unsubscribe', subscription));
  }

  @Get('feeds/:file')
  @Header('content-type', 'application/atom+xml; charset=utf-8')
  @Header('cache-control', 'private, no-cache')
  feed(@Param('file') file: string): string {
    const { links, store, atomOf } = this.service;
    const subscription = this.#subscriptionOf('feed', file.replace(/\.atom$/, ''));
    const told = store
      .notices(subscription.id, { limit: MOST_SHOWN })
      .filter(({ status }) => status === 'sent');
    return atomOf(subscription, told, links);
  }

  /** @throws Refusal for a link that was not made here, or whose subscription is gone: which of the two is not said */
  #subscriptionOf(purpose: Purpose, token: string): KeptSubscription {
    const { links, store } = this.service;
    const id = links.idIn(token);
    const subscription = id === undefined ? undefined : store.find(id);
    if (subscription === undefined || !links.isFor(purpose, token, subscription)) throw nowhere();
    return subscription;
  }
}

function nowhere(): Refusal {
  return new Refusal(
    404,
    'not-found',
    'this link leads nowhere: the subscription was removed, or the link is not whole',
  );
}
