import { describe, expect, it } from '@jest/globals';
import { subscriptionAsk, subscriptionChange } from './asked.js';
import { Links } from './links.js';
import { Refusal } from './refusal.js';

const channel = { kind: 'email', address: 'reader@example.org' };
const wants = [{ kind: 'acts' }];
const ask = { wants, channel };

function refusalOf(body: unknown, read: (body: unknown) => unknown = subscriptionAsk): Refusal {
  try {
    read(body);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

describe('what is asked', () => {
  it('is taken as it is', () => {
    const whole = {
      wants: [
        { kind: 'acts', group: 'CWG-COP', types: ['outcome-amended'] },
        { kind: 'own' },
        { kind: 'liaison-due', addressee: 'Council', days: 7 },
        { kind: 'contributions-due', group: 'CWG-COP', days: 0 },
      ],
      channel: { kind: 'webhook', url: 'https://hook.example/' },
      delivery: { kind: 'weekly', at: '08:30', weekday: 1 },
      quiet: { from: '22:00', to: '06:30' },
      zone: 'Europe/Zurich',
      language: 'fr',
    };
    expect([subscriptionAsk(whole), subscriptionAsk(ask)]).toEqual([whole, ask]);
  });

  it.each([
    [{ ...ask, wants: [] }, '/wants'],
    [{ ...ask, wants: [{ kind: 'everything' }] }, '/wants/0/kind'],
    [{ ...ask, wants: [{ kind: 'acts', types: ['outcome-sung'] }] }, '/wants/0/types/0'],
    [{ ...ask, wants: [{ kind: 'acts', group: 'cwg' }] }, '/wants/0/group'],
    [{ ...ask, wants: [{ kind: 'contributions-due', days: 3 }] }, '/wants/0'],
    [{ ...ask, wants: [{ kind: 'liaison-due', addressee: 'A', days: 1.5 }] }, '/wants/0/days'],
    [
      { ...ask, channel: { kind: 'email', address: 'a@example.org\r\nBcc: b@example.org' } },
      '/channel/address',
    ],
    [{ ...ask, channel: { kind: 'email', address: 'nobody' } }, '/channel/address'],
    [{ ...ask, channel: { kind: 'pigeon' } }, '/channel/kind'],
    [{ ...ask, channel: { ...channel, secret: 'x' } }, '/channel/secret'],
    [{ ...ask, delivery: { kind: 'daily', at: '24:00' } }, '/delivery/at'],
    [{ ...ask, quiet: { from: '22:00' } }, '/quiet'],
    [{ ...ask, zone: 'Mars/Olympus' }, '/zone'],
    [{ ...ask, language: 'de' }, '/language'],
    [{ ...ask, subject: 'somebody else' }, '/subject'],
    [{ wants }, ''],
    ['nothing', ''],
    [undefined, ''],
  ])('is refused, with the place: %j', (body, pointer) => {
    const { status, faults } = refusalOf(body);
    expect([status, faults.map((fault) => fault.pointer)]).toEqual([400, expect.arrayContaining([pointer])]);
  });

  it('says what an address and a zone are', () => {
    const email = refusalOf({ ...ask, channel: { kind: 'email', address: 'nobody' } });
    expect(email.message).toMatch(/is no address of mail; give one such as you@example\.org/);
    expect(refusalOf({ ...ask, zone: 'Mars/Olympus' }).message).toMatch(/is no time zone/);
    const types = Array.from({ length: 5_000 }, (_, index) => `act-${String(index)}`);
    expect(refusalOf({ ...ask, wants: [{ kind: 'acts', types }] }).faults.length).toBeLessThanOrEqual(20);
  });

  it('of a change is what is given of it', () => {
    for (const body of [{ quiet: null }, { paused: false }, { zone: 'UTC', wants }])
      expect(subscriptionChange(body)).toEqual(body);
    for (const body of [{}, { id: 'x' }, { paused: 'no' }])
      expect(refusalOf(body, subscriptionChange).status).toBe(400);
  });
});

describe('links', () => {
  const links = new Links(() => 'https://notices.example', Buffer.alloc(32, 1));
  const id = '01900000-0000-7000-8000-000000000001';
  const subscription = { id, channel: { kind: 'email', address: 'a@example.org' } } as const;
  const tokenOf = (link: string): string => link.replace(/^.*\//, '').replace(/\.atom$/, '');

  it('are of one subscription, for one purpose', () => {
    const token = tokenOf(links.to('unsubscribe', subscription));
    expect(links.idIn(token)).toBe(id);
    expect(links.isFor('unsubscribe', token, subscription)).toBe(true);
    expect(links.isFor('confirm', token, subscription)).toBe(false);
    expect(links.isFor('unsubscribe', token, { ...subscription, id: id.replace('1', '2') })).toBe(false);
    expect(new Links(() => '', Buffer.alloc(32, 2)).isFor('unsubscribe', token, subscription)).toBe(false);
    for (const other of ['', 'x', `${token}x`, token.slice(1)])
      expect([links.idIn(other), links.isFor('unsubscribe', other, subscription)]).toEqual([
        undefined,
        false,
      ]);
  });

  it('that confirm are of one address', () => {
    const token = tokenOf(links.to('confirm', subscription));
    const other = { id, channel: { kind: 'email', address: 'b@example.org' } } as const;
    expect([links.isFor('confirm', token, subscription), links.isFor('confirm', token, other)]).toEqual([
      true,
      false,
    ]);
  });

  it('to a feed end as feeds do', () => {
    expect(links.to('feed', subscription)).toMatch(/^https:\/\/notices\.example\/feeds\/[\w-]{43}\.atom$/);
  });
});
