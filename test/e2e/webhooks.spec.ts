import { type Identity, principalOf } from '@acta/application';
import type { Command } from '@acta/domain';
import { type Served, serve } from '@acta/api';
import { type Acta, openActa } from '@acta/runtime';
import { PATIENCE_MS, until } from '@acta/testing/until';
import { openWebhookSender } from '@acta/webhooks';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Webhook as PublicWebhook } from 'standardwebhooks';
import { act } from '../support/acting.js';
import { accepting } from '../support/callers.js';
import { Receiver } from '../support/receiver.js';
import { type Temporary, temporaryFolder } from '../support/temporary.js';

interface Shown {
  id: string;
  secret: string;
  state: string;
  delivered: string;
  attempts: number;
  lastError?: string;
  parkedAt?: string;
  waiting: { id: string; type: string; position: string }[];
  isMore: boolean;
}

const TOKENS: Record<string, Partial<Identity>> = {
  service: { grants: [{ role: 'service' }] },
  secretariat: { grants: [{ role: 'secretariat' }] },
  delegate: { grants: [{ role: 'delegate' }] },
};

describe('webhooks', () => {
  let temporary: Temporary;
  let acta: Acta;
  let served: Served;
  let receiver: Receiver;
  let now = 0;
  const callers = accepting(TOKENS);

  /** @param answerMs how long a receiver's answer is waited for */
  async function openAll(answerMs = PATIENCE_MS): Promise<void> {
    acta = await openActa(
      { ...temporary.config, port: 0, webhookAllow: ['127.0.0.1'] },
      { mode: 'write', clock: () => Date.now() + now },
    );
    acta.authenticator = callers;
    acta.delivery = { firstRetryMs: 20, longestRetryMs: 60, mostAttempts: 3 };
    acta.sender = openWebhookSender({ allow: ['127.0.0.1'], answerMs });
    served = await serve(acta);
  }
  async function closeAll(): Promise<void> {
    await served.stop();
    await acta.close();
  }

  beforeEach(async () => {
    now = 0;
    temporary = temporaryFolder();
    await openAll();
    receiver = await Receiver.open();
    await act(acta, {
      type: 'establish-group',
      data: { group: 'AB', acronym: 'AB', name: { language: 'en', text: 'A group' } },
    });
  });
  afterEach(async () => {
    await closeAll();
    receiver.close();
    temporary.remove();
  });

  async function call(
    method: string,
    path: string,
    {
      token = 'service',
      body,
      type = 'application/json',
    }: { token?: string; body?: unknown; type?: string } = {},
  ): Promise<{ status: number; body: Shown; headers: Headers }> {
    const response = await fetch(`${served.url}/webhooks${path}`, {
      method,
      headers: {
        ...(token === '' ? {} : callers.bearer(token)),
        ...(body === undefined ? {} : { 'content-type': type }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const read: unknown = text === '' ? undefined : JSON.parse(text);
    return { status: response.status, body: read as Shown, headers: response.headers };
  }
  const add = async (more: object = {}, token = 'service') =>
    (await call('POST', '', { token, body: { url: receiver.url, ...more } })).body;
  const show = async ({ id }: Shown) => (await call('GET', `/${id}`)).body;
  let ordinal = 0;
  const give = (command: Command) => act(acta, command);
  const plan = () =>
    give({ type: 'plan-meeting', data: { group: 'AB', ordinal: ++ordinal, held: { from: '2031-01-01' } } });

  describe('are kept', () => {
    it('by those who may, each seeing their own, with the secret told once', async () => {
      const { status, body, headers } = await call('POST', '', {
        body: { url: receiver.url, group: 'AB', type: ['meeting-planned'], subject: 'AB/meetings' },
      });
      expect(status).toBe(201);
      expect(headers.get('location')).toBe(`/webhooks/${body.id}`);
      expect(body).toMatchObject({
        url: receiver.url,
        group: 'AB',
        type: ['meeting-planned'],
        subject: 'AB/meetings',
        state: 'delivering',
        delivered: '1',
      });
      expect(Buffer.from(body.secret.replace('whsec_', ''), 'base64')).toHaveLength(32);
      const { secret: _secret, ...kept } = body;
      expect((await call('GET', '')).body).toEqual({ items: [kept] });
      expect(await show(body)).toEqual({ ...kept, waiting: [], isMore: false });
      expect((await call('GET', '', { token: 'secretariat' })).body).toEqual({ items: [] });
      for (const [method, path] of [
        ['GET', ''],
        ['DELETE', ''],
        ['POST', '/redrive'],
      ])
        expect((await call(method ?? '', `/${body.id}${path ?? ''}`, { token: 'secretariat' })).status).toBe(
          404,
        );
      expect((await call('DELETE', `/${body.id}`)).status).toBe(204);
      expect((await call('GET', `/${body.id}`)).status).toBe(404);
    });

    it('by nobody else', async () => {
      const body = { url: receiver.url };
      expect((await call('POST', '', { token: '', body })).status).toBe(401);
      expect((await call('POST', '', { token: 'delegate', body })).status).toBe(403);
    });

    it.each([
      [{ url: 'http://receiver.example/' }],
      [{ url: 'https://10.0.0.1/' }],
      [{ url: 'https://[::1]/' }],
      [{ url: 'https://169.254.169.254/latest' }],
      [{ url: 'nowhere' }],
      [{ url: 'https://receiver.example/', type: ['no-such-event'] }],
      [{ url: 'https://receiver.example/', after: '7' }],
      [{ url: 'https://receiver.example/', secret: 'mine' }],
      [{ url: { constructor: 'x' } }],
      [{ url: { constructor: { name: 'x' } } }],
      [{ url: 'https://receiver.example/', type: [{ constructor: 1 }] }],
      [{ url: 'https://receiver.example/', type: { constructor: 'Array', length: 1 } }],
      [{ url: 'https://receiver.example/', subject: { toString: 1 } }],
      [[{ url: 'https://receiver.example/' }]],
      ['https://receiver.example/'],
      [null],
      [{}],
    ])('not with %j', async (body) => {
      expect((await call('POST', '', { body })).status).toBe(400);
      expect((await call('GET', '')).body).toEqual({ items: [] });
    });

    it.each(['application/pdf', 'application/x-ndjson', 'text/plain', 'multipart/form-data; boundary=x'])(
      'not with a body of %s, and goes on serving',
      async (type) => {
        expect((await call('POST', '', { body: '%PDF-1.7', type })).status).toBe(415);
        expect((await call('GET', '')).body).toEqual({ items: [] });
      },
    );

    it('up to so many of one owner', async () => {
      for (let i = 0; i < 20; i++) await add();
      expect((await call('POST', '', { body: { url: receiver.url } })).status).toBe(409);
      expect((await call('POST', '', { token: 'secretariat', body: { url: receiver.url } })).status).toBe(
        201,
      );
    });

    it('and not where the record is open for reading', async () => {
      // Who has been here once is known by it ever after.
      await call('GET', '');
      const reading = await openActa({ ...temporary.config, port: 0 }, { mode: 'read' });
      reading.authenticator = callers;
      const other = await serve(reading);
      const response = await fetch(`${other.url}/webhooks`, { headers: callers.bearer('service') });
      await other.stop();
      await reading.close();
      expect(response.status).toBe(503);
    });
  });

  describe('deliver', () => {
    it('what is recorded, signed as Standard Webhooks has it', async () => {
      const { secret } = await add();
      await plan();
      await until(() => receiver.received.length === 1);
      const [message] = receiver.received;
      expect(message?.headers['content-type']).toBe('application/cloudevents+json; charset=utf-8');
      expect(
        new PublicWebhook(secret).verify(message?.body ?? '', message?.headers as Record<string, string>),
      ).toEqual(message?.event);
      expect(message?.event).toMatchObject({
        type: 'int.acta.meeting-planned.v1',
        position: '2',
        previousposition: '1',
        group: 'AB',
      });
      expect(message?.headers['webhook-id']).toBe(message?.event.id);
    });

    it('from where they are asked to, each event naming the one before it, one at a time', async () => {
      for (let i = 0; i < 5; i++) await plan();
      await add({ after: '0', type: ['meeting-planned'] });
      receiver.answer = (response) => setTimeout(() => response.writeHead(200).end(), 20);
      for (let i = 0; i < 5; i++) await plan();
      await until(() => receiver.received.length === 10);
      expect(receiver.positions).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
      expect(receiver.received.map(({ event }) => event.previousposition)).toEqual([
        '0',
        '2',
        '3',
        '4',
        '5',
        '6',
        '7',
        '8',
        '9',
        '10',
      ]);
      expect(receiver.mostAtOnce).toBe(1);
    });

    it('after a restart what was not delivered, and nothing again', async () => {
      const webhook = await add();
      await plan();
      await until(() => receiver.received.length === 1);
      await until(async () => (await show(webhook)).delivered === '2');
      await served.stop();
      await plan();
      await acta.close();
      await openAll();
      await until(() => receiver.received.length === 2);
      await plan();
      await until(() => receiver.received.length === 3);
      expect(receiver.positions).toEqual([2, 3, 4]);
    });

    it('what failed again under the same id, until it is taken', async () => {
      await add();
      let left = 2;
      receiver.answer = (response) => response.writeHead(left-- > 0 ? 500 : 200).end();
      await plan();
      await plan();
      await until(() => receiver.received.length === 4);
      expect(receiver.positions).toEqual([2, 2, 2, 3]);
      expect(new Set(receiver.received.slice(0, 3).map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    });

    it.each<[does: string, error: string, answer: Receiver['answer'], answerMs: number]>([
      ['fails', 'answered 500', (response) => response.writeHead(500).end(), PATIENCE_MS],
      ['hangs', 'no answer within 1500 milliseconds', () => undefined, 1_500],
      ['hangs up', 'the connection failed (ECONNRESET)', (response) => response.destroy(), PATIENCE_MS],
      [
        'redirects to a private address',
        'answered 302: redirects are not followed',
        (response) => response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data' }).end(),
        PATIENCE_MS,
      ],
    ])(
      'nothing more to a receiver that %s, until it is redriven: then all, in order',
      async (_, error, answer, answerMs) => {
        await closeAll();
        await openAll(answerMs);
        const webhook = await add();
        receiver.answer = answer;
        await plan();
        await plan();
        await until(async () => (await show(webhook)).state === 'parked');
        const parked = await show(webhook);
        expect(parked).toMatchObject({ attempts: 3, delivered: '1', lastError: error, isMore: false });
        expect(parked.waiting.map(({ position, type }) => [position, type])).toEqual([
          ['2', 'meeting-planned'],
          ['3', 'meeting-planned'],
        ]);
        expect(receiver.positions).toEqual([2, 2, 2]);
        await plan();
        await new Promise((resolve) => setTimeout(resolve, 150));
        expect(receiver.received).toHaveLength(3);
        receiver.recover();
        expect((await call('POST', `/${webhook.id}/redrive`)).status).toBe(202);
        await until(() => receiver.received.length === 6);
        expect(receiver.positions.slice(3)).toEqual([2, 3, 4]);
        await until(async () => (await show(webhook)).delivered === '4');
        expect(await show(webhook)).not.toHaveProperty('lastError');
      },
    );

    it('at once no more to a receiver that is gone for good', async () => {
      const webhook = await add();
      receiver.answer = (response) => response.writeHead(410).end();
      await plan();
      await until(async () => (await show(webhook)).state === 'parked');
      expect(receiver.received).toHaveLength(1);
    });

    it('to others while one does not answer', async () => {
      const other = await Receiver.open();
      receiver.answer = () => undefined;
      await add();
      await call('POST', '', { body: { url: other.url } });
      await plan();
      await until(() => other.received.length === 1);
      other.close();
    });

    it('nothing to a name that comes to stand for a private address', async () => {
      const connected: string[] = [];
      acta.sender = openWebhookSender({
        resolve: async () => ['10.0.0.5'],
        connect: ({ address }) => {
          connected.push(address);
          throw new Error('nothing may be connected to');
        },
      });
      await served.stop();
      served = await serve(acta);
      const { body: webhook } = await call('POST', '', { body: { url: 'https://receiver.example/' } });
      await plan();
      await until(async () => (await show(webhook)).state === 'parked');
      expect(await show(webhook)).toMatchObject({ lastError: 'the receiver has no public address' });
      expect(connected).toEqual([]);
    });

    it('nothing after they are deleted, what is in flight included', async () => {
      receiver.answer = () => undefined;
      const webhook = await add();
      await plan();
      await until(() => receiver.received.length === 1);
      expect((await call('DELETE', `/${webhook.id}`)).status).toBe(204);
      await plan();
      await new Promise((resolve) => setTimeout(resolve, 150));
      expect(receiver.received).toHaveLength(1);
    });

    it('marks of backfill', async () => {
      await add();
      await act(
        acta,
        { type: 'plan-meeting', data: { group: 'AB', ordinal: 900, held: { from: '2001-01-01' } } },
        { backfill: true },
      );
      await until(() => receiver.received.length === 1);
      expect(receiver.received[0]?.event.backfill).toBe('true');
    });
  });

  describe('follow what their owner may see', () => {
    const submit = (number: string, classification: string) =>
      give({
        type: 'submit-contribution',
        stream: `meeting-AB-${String(ordinal)}`,
        data: {
          number,
          title: { language: 'en', text: 'A title' },
          sources: [{ name: 'A source' }],
          classification,
        },
      });

    it('as of their roles now', async () => {
      await add();
      await plan();
      await submit('1', 'states');
      await submit('2', 'members');
      await plan();
      await until(() => receiver.received.length === 3);
      expect(receiver.received.map(({ event }) => event.subject.split('/').slice(2).join('/'))).toEqual([
        String(ordinal - 1),
        expect.stringMatching(/contributions\/2$/),
        String(ordinal),
      ]);
    });

    it('and rest, in their place, when the role has ended or nobody has shown it for long', async () => {
      const { subject } = await principalOf(await callers.authenticate('service'), acta.vault);
      const webhook = await add();
      now = 31 * 86_400_000;
      await plan();
      await new Promise((resolve) => setTimeout(resolve, 150));
      expect(receiver.received).toEqual([]);
      expect(acta.webhooks?.all()[0]).toMatchObject({ owner: { subject }, progress: { delivered: 1 } });
      // Whoever looks shows a token.
      expect((await show(webhook)).state).toBe('delivering');
      await call('POST', `/${webhook.id}/redrive`);
      await until(() => receiver.received.length === 1);
    });
  });
});
