import { newSecret } from '@acta/application';
import { describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import type { Notice } from '@acta/application/notify';
import { type WebhookSubscription, webhookMessage } from './webhook-message.js';

const SUBSCRIPTION: WebhookSubscription = {
  id: '0199c0de-0000-7000-8000-000000000001',
  subject: '5f0c0000-0000-4000-8000-000000000001',
  wants: [{ kind: 'own' }],
  channel: { kind: 'webhook', url: 'https://receiver.example/', secret: newSecret() },
  delivery: { kind: 'at-once' },
  zone: 'UTC',
  language: 'fr',
  createdAt: '2026-01-01T00:00:00.000Z',
};
const NOTICE: Notice = {
  id: '0199c0de-0000-7000-8000-000000000002',
  subscription: SUBSCRIPTION.id,
  key: 'own 44',
  want: { kind: 'own' },
  group: 'CWG-COP',
  subject: 'CWG-COP/meetings/15/outcomes/3',
  about: {
    kind: 'act',
    type: 'outcome-amended',
    event: '0199c0de-0000-7000-8000-0000000000aa',
    position: 44,
    recordedAt: '2026-03-02T13:05:00.000Z',
    words: { text: 'قرر الفريق', language: 'ar' },
  },
  madeAt: '2026-03-02T13:05:01.000Z',
};

describe('a notice as a webhook gets it', () => {
  const secretOf = ({ channel }: WebhookSubscription) => new Webhook(channel.secret);

  it('is whole, says why, and is signed', () => {
    const { headers, body } = webhookMessage(SUBSCRIPTION, NOTICE, Date.now());
    expect(headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'webhook-id': NOTICE.id,
    });
    const { key: _, ...kept } = NOTICE;
    expect(secretOf(SUBSCRIPTION).verify(body, headers)).toEqual({
      ...kept,
      title: 'Le résultat 3 de la quinzième réunion a été modifié',
      why: "les actes d'autrui sur ce que vous avez inscrit au dossier",
    });
    expect(() => secretOf(SUBSCRIPTION).verify(body.replace('44', '45'), headers)).toThrow();
  });

  it('is known again when it is sent again', () => {
    const [first, again] = [0, 60_000].map((later) =>
      webhookMessage(SUBSCRIPTION, NOTICE, Date.now() + later),
    );
    expect(again?.body).toBe(first?.body);
    expect(again?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    expect(again?.headers['webhook-signature']).not.toBe(first?.headers['webhook-signature']);
  });
});
