import { appendFileSync } from 'node:fs';
import type { CloudEvent, FeedSource } from '@acta/application';
import type { Notice, Subscription } from '@acta/application/notify';
import { type Deliverers, type NotDelivered, type NotifierParts } from '@acta/notifier';
import { SseClient } from './sse.js';

/** What a fake deliverer was given. */
export interface Told {
  kind: 'email' | 'webhook' | 'confirmation';
  subscription: string;
  to: string;
  /** Keys of the notices; of a confirmation, the link. */
  what: string[];
  notices: readonly Notice[];
}

/** Deliverers that reach nobody: they note what they were given, and answer as they are told. */
export class FakeDeliverers implements Deliverers {
  readonly told: Told[] = [];
  /** What stands in the way of the next messages. */
  failure: NotDelivered | undefined;
  /** @param file each message is a line of, too */
  constructor(private readonly file?: string) {}

  email(subscription: Subscription, notices: readonly Notice[]): Promise<string> {
    return this.#take('email', subscription, notices);
  }

  webhook(subscription: Subscription, notice: Notice): Promise<string> {
    return this.#take('webhook', subscription, [notice]);
  }

  confirmation(subscription: Subscription, link: string): Promise<string> {
    return this.#take('confirmation', subscription, [], [link]);
  }

  /** The messages that were not to confirm an address. */
  get news(): Told[] {
    return this.told.filter(({ kind }) => kind !== 'confirmation');
  }

  async #take(
    kind: Told['kind'],
    { id, channel }: Subscription,
    notices: readonly Notice[],
    what: string[] = notices.map(({ key }) => key),
  ): Promise<string> {
    if (this.failure !== undefined) throw this.failure;
    const to = channel.kind === 'email' ? channel.address : channel.kind === 'webhook' ? channel.url : '';
    const told = { kind, subscription: id, to, what, notices };
    this.told.push(told);
    if (this.file !== undefined) appendFileSync(this.file, `${JSON.stringify(told)}\n`);
    return '250 taken';
  }
}

/** The feed of an API, as far as a test needs it: not resumed by itself. */
export function streamedFeed(url: string, query = ''): FeedSource {
  return {
    name: url,
    async follow(take, after, signal) {
      const client = await SseClient.open(`${url}/events?after=${String(after)}${query}`);
      signal.addEventListener('abort', () => client.close());
      for (let next = 0; !signal.aborted && !client.isOver;) {
        await client.until(({ messages }) => messages.length > next || signal.aborted, 3_600_000);
        while (next < client.messages.length) await take(client.messages[next++]?.data as CloudEvent);
      }
    },
  };
}

/** What a notifier is made of besides its store and its feed, for tests: told at once, looked for often. */
export function partsFor(
  deliverers: Deliverers,
): Pick<NotifierParts, 'deliverersWith' | 'whenDue' | 'refusalOf' | 'atomOf' | 'tickMs'> {
  return {
    deliverersWith: () => deliverers,
    whenDue: (_subscription, madeAt) => madeAt,
    refusalOf: (channel) =>
      channel.kind !== 'webhook' || channel.url.startsWith('https://')
        ? undefined
        : 'a webhook begins with https://',
    atomOf: ({ id }, notices) => `<feed>${[id, ...notices.map(({ key }) => key)].join(' ')}</feed>`,
    tickMs: 10,
  };
}
