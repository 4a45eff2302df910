import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DueNotice, KeptSubscription, NoticeStore } from '@acta/application';
import type { Notice, Subscription } from '@acta/application/notify';
import { openNotices } from '@acta/runtime';
import { until } from '@acta/testing/until';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type Deliverers, NotDelivered, deliverUntil } from './deliver.js';
import { Links } from './links.js';
import type { Places } from './places.js';

const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];
const START = Date.UTC(2031, 0, 1);
const uuid = (number: number): string => `01900000-0000-7000-8000-${String(number).padStart(12, '0')}`;

/** Takes messages as it is told. */
class FakeDeliverers implements Deliverers {
  readonly sent: string[] = [];
  posted: Notice | undefined;
  onTheirWay = 0;
  answer: (what: string, signal: AbortSignal) => Promise<string> = async () => '250 taken';

  email(_: Subscription, notices: readonly Notice[], _places: Places, signal: AbortSignal): Promise<string> {
    return this.#take(notices.map(({ key }) => key).join('+'), signal);
  }
  webhook(_: Subscription, notice: Notice, signal: AbortSignal): Promise<string> {
    this.posted = notice;
    return this.#take(notice.key, signal);
  }
  confirmation(_: Subscription, link: string, signal: AbortSignal): Promise<string> {
    return this.#take(link.replace(/[^/]+$/, 'token'), signal);
  }
  async #take(what: string, signal: AbortSignal): Promise<string> {
    this.onTheirWay++;
    try {
      const answer = await this.answer(what, signal);
      this.sent.push(what);
      return answer;
    } finally {
      this.onTheirWay--;
    }
  }
  fails(what: NotDelivered['what'], message = 'it fails'): void {
    this.answer = async () => Promise.reject(new NotDelivered(message, what));
  }
}

let folder: string;
let store: NoticeStore;
let deliverers: FakeDeliverers;
let now: number;
let whenDue: (subscription: Subscription, madeAt: number) => number;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'acta-deliver-'));
  const opened = await openNotices({ notifierData: folder }, () => undefined, new AbortController().signal);
  if (opened === undefined) throw new Error('it was not opened');
  ({ store } = opened);
  deliverers = new FakeDeliverers();
  now = START;
  whenDue = (_subscription, madeAt) => madeAt;
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true });
});

function subscribed(change: Partial<KeptSubscription> = {}, isConfirmed = true): void {
  store.add({
    id: uuid(1),
    subject: uuid(901),
    wants: [{ kind: 'acts' }],
    channel: { kind: 'email', address: 'reader@example.org' },
    delivery: { kind: 'at-once' },
    zone: 'UTC',
    language: 'en',
    createdAt: new Date(START).toISOString(),
    ...(isConfirmed ? { confirmedAt: new Date(START).toISOString() } : {}),
    standing: { failures: 0, refusals: 0 },
    ...change,
  });
}

let made = 0;
function notice(key: string, dueAt = now, due = '2099-01-01'): void {
  const standing = store.find(uuid(1))?.standing ?? { failures: 0, refusals: 0 };
  const added: DueNotice = {
    id: uuid(1000 + ++made),
    subscription: uuid(1),
    key,
    want: { kind: 'acts' },
    subject: 'AB/meetings/1',
    about: { kind: 'day', due },
    madeAt: new Date(now).toISOString(),
    dueAt,
  };
  store.notice(uuid(1), [added], standing);
}

/** Delivers until it was looked for what is due some times with nothing on its way, or until that holds. */
async function deliver(isEnough?: () => boolean): Promise<void> {
  const over = new AbortController();
  let looks = 0;
  const due = store.due.bind(store);
  const looking = jest.spyOn(store, 'due').mockImplementation((at) => {
    looks = deliverers.onTheirWay === 0 ? looks + 1 : 0;
    return due(at);
  });
  const links = new Links(() => 'https://notices.example', Buffer.alloc(32, 1));
  const placesOf = () => ({ record: '', notices: '', unsubscribe: '' });
  const watch = { tried: () => undefined };
  const parts = { store, deliverers, links, placesOf, whenDue, clock: () => now, watch };
  const work = deliverUntil(parts, 1, over.signal);
  await until(isEnough ?? (() => looks > 3));
  over.abort();
  await work;
  looking.mockRestore();
}

const kept = (key: string) => store.notices(uuid(1), { limit: 99 }).find((each) => each.key === key);
const standing = () => store.find(uuid(1))?.standing;

describe('what is due', () => {
  it('together goes out in one message, once, and nothing before it is due', async () => {
    subscribed();
    notice('a');
    notice('b');
    notice('c', now + HOUR);
    await deliver();
    expect(deliverers.sent).toEqual(['a+b']);
    expect(kept('a')).toMatchObject({
      status: 'sent',
      attempts: 1,
      answer: '250 taken',
      message: kept('b')?.message,
    });
    now += HOUR;
    await deliver();
    expect(deliverers.sent).toEqual(['a+b', 'c']);
  });

  it('goes to a webhook one by one in order, up to the first that does not arrive', async () => {
    subscribed({ channel: { kind: 'webhook', url: 'https://hook.example/', secret: 'whsec_' } });
    for (const key of ['a', 'b', 'c']) notice(key);
    deliverers.answer = async (what) => {
      if (what === 'b') throw new NotDelivered('the receiver answered 500', 'later');
      return '204';
    };
    await deliver();
    expect(deliverers.sent).toEqual(['a']);
    deliverers.answer = async () => '204';
    now += MINUTE;
    await deliver();
    expect(deliverers.sent).toEqual(['a', 'b', 'c']);
    expect(Object.keys(deliverers.posted ?? {})).toEqual([
      'id',
      'subscription',
      'key',
      'want',
      'subject',
      'about',
      'madeAt',
    ]);
  });

  it('shows in a feed, and nobody carries it', async () => {
    subscribed({ channel: { kind: 'atom' } });
    notice('a');
    await deliver();
    expect([deliverers.sent, kept('a')?.status]).toEqual([[], 'sent']);
  });

  it('is told to nobody whose address is not confirmed: it is asked for, once', async () => {
    subscribed({}, false);
    notice('a');
    deliverers.fails('later');
    await deliver();
    expect(standing()).toMatchObject({ failures: 1, lastError: 'it fails' });
    deliverers.answer = async () => '250 taken';
    now += MINUTE;
    await deliver();
    await deliver();
    expect(deliverers.sent).toEqual(['https://notices.example/confirm/token']);
    expect(standing()).toEqual({ failures: 0, refusals: 0, askedAt: new Date(now).toISOString() });
  });
});

describe('what changes before it is sent', () => {
  const webhook = { kind: 'webhook', url: 'https://hook.example/', secret: 'whsec_' } as const;
  const subscription = (): KeptSubscription => {
    const found = store.find(uuid(1));
    if (found === undefined) throw new Error('there is no subscription');
    return found;
  };

  it('loses nothing of a message that was made for mail and goes to a webhook', async () => {
    subscribed();
    for (const key of ['a', 'b', 'c']) notice(key);
    deliverers.fails('later');
    await deliver();
    expect(kept('c')?.message).toBeDefined();
    store.save({ ...subscription(), channel: webhook, standing: { failures: 0, refusals: 0 } });
    deliverers.answer = async () => '204';
    await deliver();
    expect(deliverers.sent).toEqual(['a', 'b', 'c']);
  });

  it('holds nothing against a new address that the old one said', async () => {
    subscribed();
    notice('a');
    deliverers.answer = async () => {
      store.save({ ...subscription(), channel: webhook, standing: { failures: 0, refusals: 0 } });
      deliverers.answer = async () => '204';
      throw new NotDelivered('550 no such mailbox', 'address');
    };
    await deliver();
    expect(subscription().standing.paused).toBeUndefined();
    expect([kept('a')?.status, deliverers.sent]).toEqual(['sent', ['a']]);
  });

  it('is not sent in quiet hours, though it was due before; a feed is silent anyway', async () => {
    subscribed();
    notice('a');
    whenDue = (_subscription, at) => Math.max(at, START + HOUR);
    await deliver();
    expect(deliverers.sent).toEqual([]);
    now = START + HOUR;
    await deliver();
    expect(deliverers.sent).toEqual(['a']);
  });

  it('leaves out a day that is over', async () => {
    subscribed();
    notice('over', now, new Date(START - DAY).toISOString().slice(0, 10));
    notice('today', now, new Date(START).toISOString().slice(0, 10));
    await deliver();
    expect(deliverers.sent).toEqual(['today']);
    expect(kept('over')).toMatchObject({
      status: 'refused',
      answer: expect.stringContaining('the day was over'),
    });
  });

  it('waits for its turn where somebody else has much', async () => {
    subscribed();
    for (let each = 0; each < 3; each++)
      store.add({ ...subscription(), id: uuid(2 + each), channel: webhook });
    expect(store.subscriptions(uuid(901))).toHaveLength(4);
    let most = 0;
    let running = 0;
    for (const id of [1, 2, 3, 4])
      store.notice(
        uuid(id),
        [
          {
            id: uuid(2000 + id),
            subscription: uuid(id),
            key: 'k',
            want: { kind: 'acts' },
            subject: 'AB',
            about: { kind: 'day', due: '2099-01-01' },
            madeAt: new Date(now).toISOString(),
            dueAt: now,
          },
        ],
        { failures: 0, refusals: 0 },
      );
    deliverers.answer = async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 5));
      running--;
      return '204';
    };
    await deliver();
    expect([most, deliverers.sent.length]).toEqual([2, 4]);
  });
});

describe('what does not arrive', () => {
  it('is tried again with the same notices, after waits that double up to six hours', async () => {
    subscribed();
    notice('a');
    notice('b');
    deliverers.fails('later', '451 busy');
    const waits: number[] = [];
    for (let attempt = 0; attempt < 11; attempt++) {
      await deliver();
      const next = standing()?.nextAttemptAt ?? 0;
      waits.push((next - now) / MINUTE);
      now = next;
    }
    expect(waits).toEqual([1, 2, 4, 8, 15, 15, 15, 15, 15, 15, 15]);
    const message = kept('a')?.message;
    notice('c');
    deliverers.answer = async () => '250 taken';
    await deliver();
    expect(deliverers.sent).toEqual(['a+b', 'c']);
    expect(kept('a')).toMatchObject({ status: 'sent', attempts: 12, message });
    expect(standing()).toEqual({ failures: 0, refusals: 0 });
  });

  it('is given up after three days, and what comes later is not', async () => {
    subscribed();
    notice('a');
    deliverers.fails('later', '451 busy');
    await deliver();
    now = START + 4 * DAY;
    for (let attempt = 2; attempt <= 20; attempt++) {
      expect(kept('a')).toMatchObject({ status: 'waiting', attempts: attempt - 1 });
      await deliver();
      if (attempt < 20) now = standing()?.nextAttemptAt ?? 0;
    }
    expect(kept('a')).toMatchObject({ status: 'refused', answer: 'given up after three days: 451 busy' });
    notice('b');
    now += 6 * HOUR;
    await deliver();
    expect(kept('b')).toMatchObject({ status: 'waiting', attempts: 1 });
  });

  it('is tried again after quiet hours, where its next attempt would be in them', async () => {
    subscribed({ delivery: { kind: 'daily', at: '12:00' } });
    whenDue = ({ delivery }, at) => (delivery.kind !== 'at-once' ? at + DAY : at > now ? at + HOUR : at);
    notice('a');
    deliverers.fails('later');
    await deliver();
    expect(standing()?.nextAttemptAt).toBe(now + MINUTE + HOUR);
  });

  it('as a message refused for good is not tried again; three in a row end it all, until the subscriber says so', async () => {
    subscribed();
    deliverers.fails('message', '554 not this');
    for (const key of ['a', 'b', 'c']) {
      expect(standing()?.paused).toBeUndefined();
      notice(key);
      await deliver();
      expect(kept(key)).toMatchObject({ status: 'refused', answer: '554 not this', attempts: 1 });
    }
    expect(standing()?.paused).toEqual({ at: new Date(now).toISOString(), reason: '554 not this' });
    deliverers.answer = async () => '250 taken';
    notice('d');
    await deliver();
    expect([deliverers.sent, kept('d')?.status]).toEqual([[], 'waiting']);
  });

  it('because nothing reaches the address ends it all at once', async () => {
    subscribed();
    notice('a');
    deliverers.fails('address', '550 no such user');
    await deliver();
    expect(standing()?.paused?.reason).toBe('550 no such user');
  });

  it('because of a fault of ours stands in the way of nobody else', async () => {
    subscribed();
    notice('a');
    deliverers.answer = async () => Promise.reject(new TypeError('no such property'));
    await deliver();
    expect(kept('a')).toMatchObject({ status: 'waiting', answer: 'no such property' });
  });

  it('because the service stops is as if it had not been tried', async () => {
    subscribed();
    notice('a');
    deliverers.answer = (_, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('cut off')));
      });
    await deliver(() => deliverers.onTheirWay > 0);
    expect(kept('a')).toMatchObject({ status: 'waiting', attempts: 0 });
  });
});

describe('a message that was on its way at a crash', () => {
  it('is sent again with the same notices, though others are due by then', async () => {
    subscribed();
    notice('a');
    store.gather(uuid(5000), [kept('a')?.id ?? '']);
    notice('b');
    await deliver();
    expect(deliverers.sent).toEqual(['a', 'b']);
    expect(kept('a')?.message).toBe(uuid(5000));
  });
});
