import { join } from 'node:path';
import { Links, type NotifierParts, type RunningNotifier, startNotifier } from '@acta/notifier';
import { type Config, type Notices, openFeedSource, openNotices } from '@acta/runtime';
import { until } from '@acta/testing/until';
import { FakeDeliverers, partsFor } from './notifier.js';
import { type Heard, ServedRecord, type Voice, ask } from './served.js';

/** A notice as its reader is shown it. */
export interface NoticeShown {
  id: string;
  key: string;
  status: string;
  subject: string;
  about: { type: string; event: string; due?: string; words?: { text: string } };
}

/** A record that is served, and a notifier beside it that follows it. */
export class NotifiedRecord {
  readonly deliverers = new FakeDeliverers();
  readonly lines: string[] = [];
  notifier!: RunningNotifier;
  #notices!: Notices;

  private constructor(readonly record: ServedRecord) {}

  static async open(
    options: Parameters<typeof ServedRecord.open>[0] = {},
    change: Partial<NotifierParts> = {},
    more: Parameters<typeof ServedRecord.open>[1] = {},
  ): Promise<NotifiedRecord> {
    const notified = new NotifiedRecord(await ServedRecord.open(options, more));
    await notified.start(change);
    return notified;
  }

  get store() {
    return this.#notices.store;
  }

  /** The notifier's links, as its messages have them. */
  get links(): Links {
    return new Links(() => this.notifier.url, this.#notices.linkKey);
  }

  get config(): Config {
    return {
      ...this.record.acta.config,
      notifierData: join(this.record.temporary.folder, 'notifier'),
      notifierPort: 0,
      api: this.record.url,
    };
  }

  async start(change: Partial<NotifierParts> = {}): Promise<void> {
    const { config } = this;
    const notices = await openNotices(config, () => undefined, new AbortController().signal);
    if (notices === undefined) throw new Error('it was not opened');
    this.#notices = notices;
    this.notifier = await startNotifier({
      ...partsFor(this.deliverers),
      ...notices,
      config,
      source: await openFeedSource(config),
      clock: Date.now,
      tell: (line) => this.lines.push(line),
      ...change,
    });
  }

  async stop(): Promise<void> {
    await this.notifier.stop();
    this.#notices.store.close();
  }

  async close(): Promise<void> {
    await this.stop();
    await this.record.close();
  }

  /** Somebody who speaks to the notifier, as a delegate unless another role is named. */
  async reader(name: string, role: Parameters<ServedRecord['token']>[0] = 'delegate'): Promise<Voice> {
    const token = await this.record.token(role, name);
    return (method, path, saying = {}) =>
      this.anybody(method, path, {
        ...saying,
        headers: { authorization: `Bearer ${token}`, ...saying.headers },
      });
  }

  /** Somebody who does not say who they are, at an address of the notifier's. */
  readonly anybody: Voice = (method, path, saying) =>
    ask(path.startsWith('http') ? path : this.notifier.url + path, method, saying ?? {});

  /** Subscribes an address. */
  subscribe(voice: Voice, wants: object[], more: object = {}): Promise<Heard> {
    const channel = { kind: 'email', address: 'reader@example.org' };
    return voice('POST', '/subscriptions', { body: { wants, channel, ...more } });
  }

  /** The link that the address of a subscription is to be confirmed with, once it was sent. */
  async confirmationOf(id: string): Promise<string> {
    const link = (): string | undefined =>
      this.deliverers.told.findLast(
        ({ kind, subscription }) => kind === 'confirmation' && subscription === id,
      )?.what[0];
    await until(() => link() !== undefined);
    return link() ?? '';
  }

  /** Subscribes an address and confirms it. @returns the subscription's id */
  async confirmed(voice: Voice, wants: object[], more: object = {}): Promise<string> {
    const answer = await this.subscribe(voice, wants, more);
    if (answer.status !== 201) throw new Error(answer.text);
    const { id } = answer.body as { id: string };
    await this.anybody('POST', await this.confirmationOf(id));
    return id;
  }

  async noticesOf(voice: Voice, id: string): Promise<NoticeShown[]> {
    return ((await voice('GET', `/subscriptions/${id}/notices`)).body as { items: NoticeShown[] }).items;
  }

  /** Resolves when the notifier has taken all that is recorded and everybody may see. */
  async caughtUp(): Promise<void> {
    const { position } = this.record.acta.journal.head();
    await until(() => this.store.position() >= position);
  }
}
