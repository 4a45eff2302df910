import type { DueNotice, Intake, KeptSubscription, NoticeStore } from '@acta/application';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

/** An adapter's store while a test runs: empty at first. */
export interface OpenNotices {
  store: NoticeStore;
  /** Closes the store and opens what it wrote. */
  reopen: () => NoticeStore;
  /** Closes and removes everything. */
  dispose: () => void;
}

const id = (number: number): string => `01900000-0000-7000-8000-${String(number).padStart(12, '0')}`;
const [ALICE, BOB] = [id(901), id(902)];
const DAY = 86_400_000;
const at = (milliseconds: number): string => new Date(milliseconds).toISOString();

function subscription(number: number, change: Partial<KeptSubscription> = {}): KeptSubscription {
  return {
    id: id(number),
    subject: ALICE,
    wants: [{ kind: 'acts', group: 'AB' }],
    channel: { kind: 'email', address: 'alice@example.org' },
    delivery: { kind: 'at-once' },
    zone: 'Europe/Zurich',
    language: 'en',
    createdAt: at(1_000),
    confirmedAt: at(2_000),
    standing: { failures: 0, refusals: 0 },
    ...change,
  };
}

function notice(number: number, change: Partial<DueNotice> = {}): DueNotice {
  return {
    id: id(100 + number),
    subscription: id(1),
    key: `event:${id(number)}`,
    want: { kind: 'acts', group: 'AB' },
    group: 'AB',
    subject: 'AB/meetings/1/outcomes/1',
    about: {
      kind: 'act',
      type: 'outcome-recorded',
      event: id(number),
      position: number,
      recordedAt: at(5_000),
      words: { text: 'The words.', language: 'en' },
    },
    madeAt: at(6_000),
    dueAt: 6_000,
    ...change,
  };
}

const intake = (position: number, change: Partial<Intake> = {}): Intake => ({
  key: 'urn:acta:main AB',
  position,
  notices: [],
  ...change,
});

/** What every NoticeStore promises. */
export function noticeStoreContract(name: string, open: () => OpenNotices): void {
  describe(name, () => {
    let opened: OpenNotices;
    let store: NoticeStore;

    beforeEach(() => {
      opened = open();
      ({ store } = opened);
    });
    afterEach(() => opened.dispose());

    const all = (of = 1) => store.notices(id(of), { limit: 100 });
    const statuses = (of = 1): string[] =>
      all(of)
        .map(({ status }) => status)
        .reverse();

    it('takes what an event makes once, whatever comes again, and after being opened again', () => {
      store.add(subscription(1));
      expect(store.take(intake(7, { notices: [notice(7)] }))).toEqual({ isNew: true, withdrawn: 0 });
      for (const position of [7, 6])
        expect(store.take(intake(position, { notices: [notice(position)] })).isNew).toBe(false);
      store = opened.reopen();
      expect(store.take(intake(7, { notices: [notice(8)] })).isNew).toBe(false);
      expect(all().map(({ key }) => key)).toEqual([notice(7).key]);
    });

    it('knows the newest position of each key, and of all', () => {
      expect([store.position(), store.position('other')]).toEqual([0, 0]);
      store.take(intake(7));
      store.take(intake(3, { key: 'other' }));
      store = opened.reopen();
      expect([store.position(), store.position('other'), store.position('unknown')]).toEqual([7, 3, 0]);
    });

    it('makes one notice of a key for a subscription, and one for each that wants it', () => {
      store.add(subscription(1));
      store.add(subscription(2));
      const again = notice(2, { id: id(300), key: notice(1).key });
      const others = notice(3, { subscription: id(2), key: notice(1).key });
      const orphan = notice(4, { subscription: id(99) });
      store.take(intake(1, { notices: [notice(1), again, others, orphan] }));
      expect([all(1), all(2)].map((each) => each.map((made) => made.id))).toEqual([[id(101)], [id(103)]]);
    });

    it('knows who recorded something about a subject', () => {
      store.take(intake(1, { recorded: { subject: 'AB/meetings/1', actor: ALICE } }));
      store.take(intake(2, { recorded: { subject: 'AB/meetings/1', actor: BOB } }));
      store.take(intake(3, { recorded: { subject: 'AB/meetings/10', actor: id(903) } }));
      expect(store.recordersOf(['AB', 'AB/meetings/1']).sort()).toEqual([ALICE, BOB]);
      expect(store.recordersOf([])).toEqual([]);
    });

    it('withdraws what waits on an act that is voided, and not what was sent', () => {
      store.add(subscription(1));
      store.add(subscription(2));
      const sent = notice(1, { id: id(200), subscription: id(2) });
      store.take(intake(1, { notices: [notice(1), sent] }));
      const standing = { failures: 0, refusals: 0 };
      store.settle({ subscription: id(2), notices: [sent.id], status: 'sent', at: at(7_000), standing });
      expect(store.take(intake(2, { voided: id(1) }))).toEqual({ isNew: true, withdrawn: 1 });
      expect([statuses(1), statuses(2)]).toEqual([['withdrawn'], ['sent']]);
    });

    it('keeps nothing of what waits on what may not be told any more, and no words of what was told', () => {
      store.add(subscription(1));
      const about = (number: number, subject: string) => notice(number, { subject });
      const notices = [
        about(1, 'AB/meetings/1'),
        about(2, 'AB/meetings/1/outcomes/1'),
        about(3, 'AB/meetings/10'),
      ];
      store.take(intake(1, { notices }));
      store.settle({
        subscription: id(1),
        notices: [id(101)],
        status: 'sent',
        at: at(7_000),
        standing: { failures: 0, refusals: 0 },
      });
      expect(store.take(intake(2, { restricted: 'AB/meetings/1' })).withdrawn).toBe(1);
      expect(statuses()).toEqual(['sent', 'waiting']);
      expect(all().map((each) => 'words' in each.about)).toEqual([true, false]);
    });

    it('forgets somebody who is erased, and nobody else', () => {
      store.add(subscription(1));
      store.add(subscription(2, { subject: BOB }));
      store.asked(ALICE, 5_000);
      store.take(
        intake(1, {
          notices: [notice(1), notice(2, { subscription: id(2) })],
          recorded: { subject: 'AB', actor: ALICE },
        }),
      );
      store.take(intake(1, { key: 'persons', erased: ALICE }));
      store = opened.reopen();
      expect(store.subscriptions().map((each) => each.id)).toEqual([id(2)]);
      expect([all(1), all(2).length, store.recordersOf(['AB']), store.timesAsked(ALICE, 0)]).toEqual([
        [],
        1,
        [],
        0,
      ]);
    });

    it('gives back subscriptions in order of creation, changes them, and removes them with their notices', () => {
      for (const number of [3, 1, 2]) store.add(subscription(number, number === 2 ? { subject: BOB } : {}));
      expect(() => store.add(subscription(1))).toThrow(RangeError);
      store.save(subscription(1, { zone: 'Asia/Tokyo' }));
      store.take(intake(1, { notices: [notice(1)] }));
      expect([store.remove(id(3)), store.remove(id(3))]).toEqual([true, false]);
      store.save(subscription(3));
      store = opened.reopen();
      expect(store.subscriptions()).toEqual([
        subscription(1, { zone: 'Asia/Tokyo' }),
        subscription(2, { subject: BOB }),
      ]);
      expect(store.subscriptions(ALICE).map((each) => each.id)).toEqual([id(1)]);
      store.remove(id(1));
      expect([store.find(id(1)), all()]).toEqual([undefined, []]);
    });

    it('says what is due, and keeps the notices of a message together until it is settled', () => {
      store.add(subscription(1));
      store.take(
        intake(3, {
          notices: [notice(1), notice(2, { dueAt: 6_500 }), notice(3, { dueAt: 9_000 })],
        }),
      );
      expect([store.due(5_999), store.due(6_000)]).toEqual([[], [id(1)]]);
      expect(store.counts(6_500)).toEqual({ subscriptions: 1, waiting: 3, due: 2 });
      expect(store.next(id(1), 7_000, 10).map((each) => each.id)).toEqual([id(101), id(102)]);
      expect(store.next(id(1), 7_000, 1).map((each) => each.id)).toEqual([id(101)]);
      store.gather(id(500), [id(101), id(102)]);
      store = opened.reopen();
      expect(store.next(id(1), 10_000, 10).map((each) => [each.id, each.message])).toEqual([
        [id(101), id(500)],
        [id(102), id(500)],
      ]);
      const standing = { failures: 1, refusals: 0, nextAttemptAt: 99, lastError: 'busy' };
      store.settle({
        subscription: id(1),
        notices: [id(101), id(102)],
        status: 'waiting',
        at: at(10_000),
        answer: 'busy',
        standing,
      });
      expect(store.find(id(1))?.standing).toEqual(standing);
      store.settle({
        subscription: id(1),
        notices: [id(101), id(102)],
        status: 'sent',
        at: at(11_000),
        answer: '250 taken',
        standing: { failures: 0, refusals: 0 },
      });
      expect(store.next(id(1), 10_000, 10).map((each) => each.id)).toEqual([id(103)]);
      expect(all()[2]).toMatchObject({
        status: 'sent',
        attempts: 2,
        answer: '250 taken',
        sentAt: at(11_000),
      });
    });

    it('says anew when what waits is due', () => {
      store.add(subscription(1));
      store.take(intake(2, { notices: [notice(1), notice(2)] }));
      store.gather(id(500), [id(101)]);
      store.save(subscription(1), (madeAt) => madeAt + DAY);
      expect(all().map(({ dueAt }) => dueAt)).toEqual([6_000 + DAY, 6_000]);
    });

    it('adds notices of no event once, with the day on which they were looked for', () => {
      store.add(subscription(1));
      const standing = { failures: 0, refusals: 0, checkedOn: '2031-01-01' };
      const due = notice(1, { key: 'liaison-due:AB-i-1:AB:2031-01-08:7' });
      expect([store.notice(id(1), [due], standing), store.notice(id(1), [due], standing)]).toEqual([1, 0]);
      expect(opened.reopen().find(id(1))?.standing).toEqual(standing);
    });

    it('shows notices page by page, newest first', () => {
      store.add(subscription(1));
      for (const number of [1, 2, 3]) store.take(intake(number, { notices: [notice(number)] }));
      expect(store.notices(id(1), { limit: 2 }).map((each) => each.id)).toEqual([id(103), id(102)]);
      expect(store.notices(id(1), { after: id(102), limit: 2 }).map((each) => each.id)).toEqual([id(101)]);
      expect(store.notices(id(1), { after: id(999), limit: 2 })).toEqual([]);
    });

    it('counts the addresses that were written to, and removes what nobody confirmed', () => {
      const { confirmedAt: _never, ...unconfirmed } = subscription(1);
      store.add({ ...unconfirmed, standing: { failures: 0, refusals: 0, askedAt: at(5_000) } });
      store.add(subscription(2));
      for (const moment of [4_000, 5_000]) store.asked(ALICE, moment);
      expect([store.timesAsked(ALICE, 4_500), store.timesAsked(BOB, 0)]).toEqual([1, 0]);
      expect([store.expire(5_000), store.expire(5_001)]).toEqual([0, 1]);
      expect(store.subscriptions().map((each) => each.id)).toEqual([id(2)]);
      expect(store.timesAsked(ALICE, 0)).toBe(0);
      const changed = { failures: 0, refusals: 0, since: at(9_000) };
      store.add({ ...unconfirmed, id: id(3), standing: changed });
      expect([store.expire(9_000), store.expire(9_001)]).toEqual([0, 1]);
    });

    it('forgets notices that were due before a moment, and takes no event again', () => {
      store.add(subscription(1));
      store.take(intake(1, { notices: [notice(1), notice(2, { dueAt: 7_000 })] }));
      const standing = { failures: 0, refusals: 0 };
      store.settle({ subscription: id(1), notices: [id(101)], status: 'sent', at: at(6_500), standing });
      expect([store.forget(6_000, '1970-01-01'), store.forget(6_001, '1970-01-01')]).toEqual([0, 1]);
      expect([all().map((each) => each.id), store.due(9_000)]).toEqual([[id(102)], [id(1)]]);
      expect(store.take(intake(1, { notices: [notice(1)] })).isNew).toBe(false);
      expect(store.forget(9_000, '1970-01-01')).toBe(1);
      expect([all(), store.due(9_000), store.find(id(1))?.id]).toEqual([[], [], id(1)]);
    });

    it('forgets no notice of a day that is not over', () => {
      store.add(subscription(1));
      const ofDay = notice(1, { about: { kind: 'day', due: '2031-05-02' } });
      store.notice(id(1), [ofDay], { failures: 0, refusals: 0 });
      expect(store.forget(Date.UTC(2031, 4, 2), '2031-05-02')).toBe(0);
      expect(store.forget(Date.UTC(2031, 4, 2), '2031-05-03')).toBe(1);
    });
  });
}
