import type { Want } from '@acta/application/notify';
import { NotDelivered } from '@acta/notifier';
import { until } from '@acta/testing/until';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { NotifiedRecord } from '../support/notified-record.js';
import { type Voice, ask } from '../support/served.js';

const WANTS = [{ kind: 'acts', group: 'CWG-COP' }];
let notified: NotifiedRecord;
let alice: Voice;
let bob: Voice;

beforeAll(async () => {
  notified = await NotifiedRecord.open();
  alice = await notified.reader('alice');
  bob = await notified.reader('bob');
});
afterAll(() => notified.close());
beforeEach(() => {
  notified.deliverers.failure = undefined;
});
afterEach(() => {
  for (const { id } of notified.store.subscriptions()) notified.store.remove(id);
});

interface Shown {
  id: string;
  state: string;
  channel: { secret?: string; feed?: string };
}
const atom = { kind: 'atom' };
const bodyOf = (answer: { body: never }): Shown => answer.body;

describe('the routes of the notifier', () => {
  it('that are one’s own take a token, and the API says whose it is', async () => {
    const id = bodyOf(await notified.subscribe(alice, WANTS)).id;
    for (const [method, path] of [
      ['GET', '/subscriptions'],
      ['POST', '/subscriptions'],
      ['GET', `/subscriptions/${id}`],
      ['PATCH', `/subscriptions/${id}`],
      ['DELETE', `/subscriptions/${id}`],
      ['GET', `/subscriptions/${id}/notices`],
    ] as const) {
      const nobody = await notified.anybody(method, path);
      expect([nobody.status, nobody.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
      const forged = await notified.anybody(method, path, { headers: { authorization: 'Bearer a.b.c' } });
      expect(forged).toMatchObject({ status: 401, body: { type: 'urn:acta:problem:unauthorized' } });
      if (path === '/subscriptions') continue;
      const body = method === 'PATCH' ? { body: { zone: 'UTC' } } : {};
      expect((await bob(method, path, body)).status).toBe(404);
    }
    const [{ subject } = { subject: '' }] = notified.store.subscriptions();
    const me = await (await notified.record.as('delegate', 'alice'))('GET', '/me');
    expect(me.body).toMatchObject({ subject });
  });

  it('that there are not are not there, and say so as the others do', async () => {
    const answer = await alice('GET', '/nowhere');
    expect(answer).toMatchObject({ status: 404, body: { type: 'urn:acta:problem:not-found' } });
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });

  it('say what is wrong in what they are sent, and where', async () => {
    const wrong = await alice('POST', '/subscriptions', {
      body: { wants: [{ kind: 'acts', group: 'cwg' }], channel: { kind: 'pigeon' } },
    });
    expect(wrong).toMatchObject({
      status: 400,
      body: {
        type: 'urn:acta:problem:invalid',
        errors: [{ pointer: '/wants/0/group' }, { pointer: '/channel/kind' }],
      },
    });
    const unreadable = await alice('POST', '/subscriptions', {
      body: '{',
      headers: { 'content-type': 'application/json' },
    });
    expect(unreadable.status).toBe(400);
    const { id } = bodyOf(await notified.subscribe(alice, WANTS, { channel: atom }));
    expect((await alice('GET', `/subscriptions/${id}/notices?limit=0`)).status).toBe(400);
  });

  it('for anybody: what this is, and whether it works', async () => {
    const [home, health, ready] = [
      await notified.anybody('GET', '/'),
      await notified.anybody('GET', '/health'),
      await notified.anybody('GET', '/ready'),
    ];
    expect(home.text).toContain(`curl -X POST ${notified.notifier.url}/subscriptions`);
    expect(home.headers.get('content-security-policy')).toContain("default-src 'none'");
    await until(() => notified.store.position() > 0);
    expect(health.body).toMatchObject({ status: 'ok' });
    expect(ready.body).toMatchObject({ status: 'ready' });
  });
});

describe('a subscription', () => {
  it('is kept, changed and removed by whoever asked for it', async () => {
    const made = await notified.subscribe(alice, WANTS, { channel: atom, zone: 'Europe/Zurich' });
    const { id, channel } = bodyOf(made);
    expect(made).toMatchObject({ status: 201, body: { state: 'active', delivery: { kind: 'at-once' } } });
    const change = { delivery: { kind: 'daily', at: '08:00' }, quiet: { from: '22:00', to: '06:00' } };
    expect((await alice('PATCH', `/subscriptions/${id}`, { body: change })).body).toMatchObject(change);
    const without = await alice('PATCH', `/subscriptions/${id}`, { body: { quiet: null } });
    expect(without.body).not.toHaveProperty('quiet');
    expect((await alice('GET', '/subscriptions')).body).toEqual({ items: [without.body] });
    expect(await notified.anybody('GET', channel.feed ?? '')).toMatchObject({
      status: 200,
      text: expect.stringContaining(`<id>urn:uuid:${id}</id>`),
    });
    expect((await alice('DELETE', `/subscriptions/${id}`)).status).toBe(204);
    expect((await alice('GET', `/subscriptions/${id}`)).status).toBe(404);
    expect((await notified.anybody('GET', channel.feed ?? '')).status).toBe(404);
  });

  it('by webhook tells its secret once', async () => {
    const made = await notified.subscribe(alice, WANTS, {
      channel: { kind: 'webhook', url: 'https://hook.example/' },
    });
    const { id, channel } = bodyOf(made);
    expect(channel.secret).toMatch(/^whsec_/);
    expect((await alice('GET', `/subscriptions/${id}`)).text).not.toContain('secret');
    const other = { channel: { kind: 'webhook', url: 'https://other.example/' } };
    const changed = bodyOf(await alice('PATCH', `/subscriptions/${id}`, { body: other }));
    expect(changed.channel.secret).toMatch(/^whsec_/);
    expect(changed.channel.secret).not.toBe(channel.secret);
    const refused = await notified.subscribe(alice, WANTS, { channel: { kind: 'webhook', url: 'ftp://x' } });
    expect(refused).toMatchObject({ status: 400, body: { errors: [{ pointer: '/channel/url' }] } });
  });

  it('is one of fifty at most', async () => {
    for (let count = 0; count < 50; count++)
      expect((await notified.subscribe(alice, WANTS, { channel: atom })).status).toBe(201);
    expect(await notified.subscribe(alice, WANTS, { channel: atom })).toMatchObject({
      status: 409,
      body: { type: 'urn:acta:problem:too-many-subscriptions' },
    });
    expect((await notified.subscribe(bob, WANTS, { channel: atom })).status).toBe(201);
  });

  it('that is paused goes on when its owner says so', async () => {
    const { id } = bodyOf(await notified.subscribe(bob, WANTS, { channel: atom }));
    const paused = await bob('PATCH', `/subscriptions/${id}`, { body: { paused: true } });
    expect(paused.body).toMatchObject({ state: 'paused', paused: { reason: 'paused by the subscriber' } });
    const resumed = await bob('PATCH', `/subscriptions/${id}`, { body: { paused: false } });
    expect(resumed.body).toMatchObject({ state: 'active' });
    expect(resumed.body).not.toHaveProperty('paused');
  });

  it('whose address is refused says so', async () => {
    notified.deliverers.failure = new NotDelivered('550 no such user', 'address');
    const { id } = bodyOf(await notified.subscribe(bob, WANTS));
    const shown = () => bob('GET', `/subscriptions/${id}`);
    await until(async () => bodyOf(await shown()).state === 'paused');
    expect((await shown()).body).toMatchObject({
      paused: { reason: '550 no such user' },
      lastError: '550 no such user',
    });
  });
});

describe('an address', () => {
  it('is confirmed by pressing a button, not by looking at the link', async () => {
    const carol = await notified.reader('carol');
    const { id } = bodyOf(await notified.subscribe(carol, WANTS, { language: 'fr' }));
    const link = await notified.confirmationOf(id);
    for (let count = 0; count < 2; count++) {
      const page = await notified.anybody('GET', link);
      expect(page.text).toContain('<form method="post"><button>Oui, envoyez-les-moi</button></form>');
    }
    const state = async (): Promise<string> => bodyOf(await carol('GET', `/subscriptions/${id}`)).state;
    expect(await state()).toBe('unconfirmed');
    const pressed = await notified.anybody('POST', link, {
      body: '',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect([pressed.status, await state()]).toEqual([200, 'active']);
  });

  it('that is changed is confirmed anew, and the old link is of no use', async () => {
    const dave = await notified.reader('dave');
    const id = await notified.confirmed(dave, WANTS);
    const old = await notified.confirmationOf(id);
    const channel = { kind: 'email', address: 'other@example.org' };
    const changed = await dave('PATCH', `/subscriptions/${id}`, { body: { channel } });
    expect(bodyOf(changed).state).toBe('unconfirmed');
    expect((await notified.anybody('POST', old)).status).toBe(404);
    await until(async () => (await notified.confirmationOf(id)) !== old);
    expect((await notified.anybody('POST', await notified.confirmationOf(id))).status).toBe(200);
  });

  it('is written to five times a day at most, by one subscriber', async () => {
    const erin = await notified.reader('erin');
    for (let count = 0; count < 5; count++) expect((await notified.subscribe(erin, WANTS)).status).toBe(201);
    expect(await notified.subscribe(erin, WANTS)).toMatchObject({
      status: 429,
      body: { type: 'urn:acta:problem:too-many-confirmations' },
    });
  });

  it('is taken away by one click, as programs that read mail do it, and again', async () => {
    const frank = await notified.reader('frank');
    const id = await notified.confirmed(frank, WANTS);
    const subscription = notified.store.find(id);
    if (subscription === undefined) throw new Error('it is not kept');
    const { unsubscribe, forged } = {
      unsubscribe: notified.links.to('unsubscribe', subscription),
      forged: notified.links.to('confirm', subscription).replace('/confirm/', '/unsubscribe/'),
    };
    expect((await notified.anybody('POST', forged)).status).toBe(404);
    const page = await notified.anybody('GET', unsubscribe);
    expect(page.text).toContain('<button>Send me nothing more</button>');
    expect((await frank('GET', `/subscriptions/${id}`)).status).toBe(200);
    const click = () =>
      ask(unsubscribe, 'POST', {
        body: 'List-Unsubscribe=One-Click',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      });
    expect([(await click()).status, (await click()).status]).toEqual([200, 200]);
    expect((await frank('GET', '/subscriptions')).body).toEqual({ items: [] });
  });
});

describe('the page of what somebody was told', () => {
  it('is shown to whoever has its link, and says why; what others wrote is no markup there', async () => {
    const grace = await notified.reader('grace');
    const addressee = '<script>Council</script> & "others"';
    const wants = [{ kind: 'acts' }, { kind: 'liaison-due', addressee, days: 7 }];
    const { id } = bodyOf(await notified.subscribe(grace, wants, { channel: atom, language: 'fr' }));
    const subscription = notified.store.find(id);
    if (subscription === undefined) throw new Error('it is not kept');
    const link = notified.links.to('notices', subscription);
    expect((await notified.anybody('GET', link)).text).toContain('Vous n&#39;avez encore reçu aucun avis.');
    const notice = {
      id,
      subscription: id,
      key: 'liaison-due:x',
      want: wants[1] as Want,
      subject: 'CWG-COP/liaison-statements/i-1',
      about: { kind: 'day' as const, due: '2031-02-03' },
      madeAt: '2031-02-01T08:00:00.000Z',
      dueAt: 0,
    };
    notified.store.notice(id, [notice], subscription.standing);
    const { text } = await notified.anybody('GET', link);
    expect(text).toContain('&lt;script&gt;Council&lt;/script&gt; &amp; &quot;others&quot;');
    expect(text).not.toContain('<script>');
    expect(text).toContain(notified.links.to('unsubscribe', subscription));
    expect((await notified.anybody('GET', link.replace(/.$/, '_'))).status).toBe(404);
    // As long, and not of the letters that links have.
    expect((await notified.anybody('GET', link.replace(/.$/, '%C5%81'))).status).toBe(404);
  });
});

describe('somebody who asks too often', () => {
  it('is told to wait', async () => {
    const busy = await NotifiedRecord.open({}, {}, { sample: false, change: { rateLimit: 20 } });
    const answers = await Promise.all(Array.from({ length: 25 }, () => busy.anybody('GET', '/health')));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(5);
    expect(refused[0]).toMatchObject({ body: { type: 'urn:acta:problem:too-many-requests', status: 429 } });
    expect(refused[0]?.headers.get('retry-after')).not.toBeNull();
    await busy.close();
  });
});
