import type { Webhook, WebhookStore } from '@acta/application';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

/** An adapter's store while a test runs: empty at first. */
export interface OpenWebhooks {
  store: WebhookStore;
  /** Closes the store and opens what it wrote. */
  reopen: () => WebhookStore;
  /** Closes and removes everything. */
  dispose: () => void;
}

const OWNER = '00000000-0000-7000-8000-00000000000a';
const OTHER = '00000000-0000-7000-8000-00000000000b';

function webhook(number: number, change: Partial<Webhook> = {}): Webhook {
  return {
    id: `01900000-0000-7000-8000-${String(number).padStart(12, '0')}`,
    url: 'https://receiver.example/acta',
    filter: { group: 'AB', types: ['outcome-amended'], subject: 'AB/meetings/1' },
    secret: 'whsec_c2VjcmV0',
    createdAt: 1_700_000_000_000,
    owner: {
      subject: OWNER,
      grants: [{ role: 'service', from: '2026-01-01' }],
      claimsOffices: false,
      shownAt: 1,
    },
    progress: { cursor: 7, delivered: 5, attempts: 0 },
    ...change,
  };
}

/** What every WebhookStore promises. */
export function webhookStoreContract(name: string, open: () => OpenWebhooks): void {
  describe(name, () => {
    let opened: OpenWebhooks;
    let store: WebhookStore;

    beforeEach(() => {
      opened = open();
      ({ store } = opened);
    });
    afterEach(() => opened.dispose());

    it('give back what was added, in order of creation, after being opened again too', () => {
      const added = [webhook(3), webhook(1), webhook(2, { filter: {} })];
      for (const each of added) store.add(each);
      expect(store.all()).toEqual(added);
      expect(store.find(webhook(1).id)).toEqual(webhook(1));
      expect(opened.reopen().all()).toEqual(added);
    });

    it('have nothing under an id that was not added', () => {
      expect([store.find(webhook(1).id), store.all()]).toEqual([undefined, []]);
    });

    it('refuse an id that is there already, and keep what is there', () => {
      store.add(webhook(1));
      expect(() => store.add(webhook(1, { url: 'https://other.example/' }))).toThrow(RangeError);
      expect(store.all()).toEqual([webhook(1)]);
    });

    it('remove one, and say whether it was there', () => {
      store.add(webhook(1));
      store.add(webhook(2));
      expect([store.remove(webhook(1).id), store.remove(webhook(1).id)]).toEqual([true, false]);
      expect(opened.reopen().all()).toEqual([webhook(2)]);
    });

    it('replace how far one is, and nothing else', () => {
      store.add(webhook(1));
      store.add(webhook(2));
      const parked = { cursor: 9, delivered: 8, attempts: 3, parkedAt: 5, lastError: 'answered 500' };
      store.save(webhook(1).id, parked);
      expect(opened.reopen().all()).toEqual([webhook(1, { progress: parked }), webhook(2)]);
      const after = { cursor: 10, delivered: 10, attempts: 0 };
      const again = opened.reopen();
      again.save(webhook(1).id, after);
      expect(again.find(webhook(1).id)?.progress).toEqual(after);
    });

    it('do not bring back one that was removed while it was at work', () => {
      store.add(webhook(1));
      store.remove(webhook(1).id);
      store.save(webhook(1).id, { cursor: 9, delivered: 9, attempts: 0 });
      expect(store.all()).toEqual([]);
    });

    it('replace what is known of an owner in all their webhooks, and in no one else’s', () => {
      const others = webhook(3, { owner: { ...webhook(3).owner, subject: OTHER } });
      for (const each of [webhook(1), webhook(2), others]) store.add(each);
      const owner = { subject: OWNER, grants: [], claimsOffices: true, shownAt: 2 };
      store.renew(owner);
      expect(opened.reopen().all()).toEqual([webhook(1, { owner }), webhook(2, { owner }), others]);
    });
  });
}
