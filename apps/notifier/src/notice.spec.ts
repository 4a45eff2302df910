import type { CloudEvent, NoticeStore } from '@acta/application';
import type { Subscription, Want } from '@acta/application/notify';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type RecordersOf, factsOf, noticesOf } from './notice.js';
import { newsOf, takeEvent } from './take.js';

const [ALICE, BOB] = ['01900000-0000-7000-8000-0000000000aa', '01900000-0000-7000-8000-0000000000bb'];
const at = (second: number): string => new Date(Date.UTC(2031, 0, 1) + second * 1000).toISOString();
const uuid = (number: number): string => `01900000-0000-7000-8000-${String(number).padStart(12, '0')}`;

function event(position: number, change: Partial<CloudEvent> = {}): CloudEvent {
  return {
    specversion: '1.0',
    id: uuid(position),
    source: 'urn:acta:main',
    type: 'int.acta.outcome-amended.v1',
    subject: 'AB/meetings/1/outcomes/3',
    time: at(position),
    recordedtime: at(position),
    position: String(position),
    previousposition: String(position - 1),
    group: 'AB',
    actor: BOB,
    correlationid: uuid(position),
    causationid: uuid(position),
    datacontenttype: 'application/json',
    dataschema: 'https://acta.example/schemas/feed/outcome-amended.v1.json',
    data: { ordinal: 3, text: { language: 'en', text: 'The words.' } },
    ...change,
  };
}

function subscription(wants: Want[], change: Partial<Subscription> = {}): Subscription {
  return {
    id: uuid(900),
    subject: ALICE,
    wants,
    channel: { kind: 'atom' },
    delivery: { kind: 'at-once' },
    zone: 'UTC',
    language: 'en',
    createdAt: at(0),
    ...change,
  };
}

const nobody: RecordersOf = () => [];
const acts: Want = { kind: 'acts' };

/** How many notices a want makes of an event. */
function told(want: Want, change: Partial<CloudEvent> = {}, recorders = nobody): number {
  return noticesOf(event(7, change), [subscription([want])], recorders).length;
}

describe('an act is noticed', () => {
  it('where its group and its type are wanted', () => {
    expect(told(acts)).toBe(1);
    expect(told({ kind: 'acts', group: 'AB' })).toBe(1);
    expect(told({ kind: 'acts', group: 'ABC' })).toBe(0);
    expect(told({ kind: 'acts', types: ['outcome-recorded', 'outcome-amended'] })).toBe(1);
    expect(told({ kind: 'acts', types: ['outcome-recorded'] })).toBe(0);
    expect(told({ kind: 'acts', group: 'AB' }, { group: 'CD' })).toBe(0);
  });

  it('with what it says, in the language of the subscriber where there are official words in it', () => {
    const data = {
      text: { language: 'en', text: 'The words.' },
      translations: [{ language: 'fr', text: 'Les mots.' }],
    };
    const change = { data, time: at(3), effectivedate: '2030-12' };
    const [notice] = noticesOf(event(7, change), [subscription([acts], { language: 'fr' })], nobody);
    expect(notice).toMatchObject({
      key: `event:${uuid(7)}`,
      want: acts,
      group: 'AB',
      subject: 'AB/meetings/1/outcomes/3',
      about: {
        kind: 'act',
        type: 'outcome-amended',
        event: uuid(7),
        position: 7,
        recordedAt: at(7),
        effectiveAt: '2030-12',
        words: { language: 'fr', text: 'Les mots.' },
      },
    });
  });

  it.each([
    ['an outcome', { text: { language: 'en', text: 'A' } }, 'A'],
    ['a contribution', { title: { language: 'fr', text: 'B' } }, 'B'],
    ['a liaison statement', { subject: { language: 'en', text: 'C' } }, 'C'],
    ['what has none', { ordinal: 3, subject: 'a subject id' }, undefined],
  ])('with the words of %s', (_what, data, words) => {
    const [notice] = noticesOf(event(7, { data }), [subscription([acts])], nobody);
    expect(notice?.about.words?.text).toBe(words);
  });

  it('as own where another acts on what the subscriber recorded, or on a part of it', () => {
    const recorded =
      (subject: string): RecordersOf =>
      (subjects) =>
        subjects.includes(subject) ? [ALICE] : [];
    for (const subject of ['AB/meetings/1/outcomes/3', 'AB/meetings/1', 'AB'])
      expect(told({ kind: 'own' }, {}, recorded(subject))).toBe(1);
    for (const subject of ['AB/meetings/1/outcomes/33', 'AB/meetings/1/outcomes/3/part', 'AB/meetings/11'])
      expect(told({ kind: 'own' }, {}, recorded(subject))).toBe(0);
    expect(told({ kind: 'own', group: 'CD' }, {}, recorded('AB'))).toBe(0);
    expect(told({ kind: 'own' })).toBe(0);
  });

  it('once, though several wants are answered, and never by wants of days', () => {
    expect(
      noticesOf(event(7), [subscription([acts, acts, { kind: 'acts', group: 'AB' }])], nobody),
    ).toHaveLength(1);
    expect(told({ kind: 'contributions-due', group: 'AB', days: 3 })).toBe(0);
    expect(told({ kind: 'liaison-due', addressee: 'AB', days: 3 })).toBe(0);
  });

  it('not by whoever did it', () => {
    expect(told(acts, { actor: ALICE })).toBe(0);
    expect(told({ kind: 'own' }, { actor: ALICE }, () => [ALICE])).toBe(0);
  });

  it('not where it is backfill or a replay', () => {
    expect([told(acts, { backfill: 'true' }), told(acts, { replay: 'true' })]).toEqual([0, 0]);
  });

  it('not where it was recorded before the subscription held', () => {
    const made = (change: Partial<Subscription>): number =>
      noticesOf(event(7), [subscription([acts], change)], nobody).length;
    expect([made({ createdAt: at(7) }), made({ createdAt: at(8) })]).toEqual([1, 0]);
    const channel = { kind: 'email', address: 'a@example.org' } as const;
    expect([
      made({ channel }),
      made({ channel, confirmedAt: at(6) }),
      made({ channel, confirmedAt: at(8) }),
    ]).toEqual([0, 1, 0]);
  });
});

describe('what an act says of what was told', () => {
  it.each([
    [{ type: 'int.acta.act-voided.v1', data: { act: uuid(5) } }, { voided: uuid(5) }],
    [
      { type: 'int.acta.contribution-classified.v1', data: { classification: 'members' } },
      { restricted: 'AB/meetings/1/outcomes/3' },
    ],
    [{ type: 'int.acta.contribution-classified.v1', data: { classification: 'public' } }, {}],
    [{}, {}],
  ])('%o', (change, facts) => {
    const recorded = { subject: 'AB/meetings/1/outcomes/3', actor: BOB };
    expect(factsOf(event(7, change))).toEqual({ recorded, ...facts });
  });

  it('that a person was erased', () => {
    const change = {
      type: 'int.acta.person-erased.v1',
      subject: `persons/${ALICE}`,
      data: { subject: ALICE },
    };
    expect(factsOf(event(7, change))).toEqual({ erased: ALICE });
  });
});

/** A store in memory, as far as taking events needs one; named so. */
function fakeStore(subscriptions: Subscription[]) {
  const positions = new Map<string, number>();
  const recorders = new Map<string, Set<string>>();
  const keys = new Set<string>();
  const kept = subscriptions.map((each) => ({ ...each, standing: { failures: 0, refusals: 0 } }));
  const store: Pick<NoticeStore, 'take' | 'position' | 'subscriptions' | 'find' | 'recordersOf'> = {
    position: (key = '') => positions.get(key) ?? 0,
    subscriptions: () => kept,
    find: (id) => kept.find((each) => each.id === id),
    recordersOf: (subjects) => subjects.flatMap((subject) => [...(recorders.get(subject) ?? [])]),
    take({ key, position, recorded, notices }) {
      if (position <= (positions.get(key) ?? 0)) return { isNew: false, withdrawn: 0 };
      positions.set(key, position);
      if (recorded !== undefined)
        recorders.set(recorded.subject, (recorders.get(recorded.subject) ?? new Set()).add(recorded.actor));
      for (const notice of notices) keys.add(`${notice.subscription} ${notice.key}`);
      return { isNew: true, withdrawn: 0 };
    },
  };
  return { store, keys };
}

/** A history: each event with a group, an actor, a subject and perhaps a mark. */
const histories = fc
  .array(
    fc.record({
      group: fc.constantFrom('AB', 'CD'),
      actor: fc.constantFrom(ALICE, BOB),
      outcome: fc.integer({ min: 1, max: 3 }),
      backfill: fc.boolean(),
    }),
    { maxLength: 20 },
  )
  .map((acts) =>
    acts.map(({ group, actor, outcome, backfill }, index) =>
      event(index + 1, {
        group,
        actor,
        subject: `${group}/meetings/1/outcomes/${String(outcome)}`,
        ...(backfill ? { backfill: 'true' as const } : {}),
      }),
    ),
  );

const wants: Want[] = [{ kind: 'own' }, { kind: 'acts', group: 'CD' }];
type FakeStore = ReturnType<typeof fakeStore>['store'];
const take = (each: CloudEvent, store: FakeStore) =>
  takeEvent(each, { store, whenDue: () => 0, clock: () => 0 }, newsOf(each, store));

describe('notices, whatever the history', () => {
  it('are the same set however often and in whatever stretches each event is delivered again', () => {
    fc.assert(
      fc.property(histories, fc.array(fc.nat(), { maxLength: 10 }), (history, rewinds) => {
        const once = fakeStore([subscription(wants)]);
        for (const each of history) take(each, once.store);
        const often = fakeStore([subscription(wants)]);
        let next = 0;
        for (const rewind of rewinds) {
          const until = Math.min(history.length, next + (rewind % 7));
          for (const each of history.slice(next, until)) take(each, often.store);
          next = Math.max(0, until - (rewind % 5));
        }
        for (const each of history.slice(next)) take(each, often.store);
        expect(often.keys).toEqual(once.keys);
      }),
    );
  });

  it('are made of no backfill and no replay, and of nothing that the subscriber did', () => {
    fc.assert(
      fc.property(histories, (history) => {
        const { store, keys } = fakeStore([subscription([acts])]);
        for (const each of history) take({ ...each, replay: 'true' }, store);
        expect(keys.size).toBe(0);
        for (const each of history) take(each, store);
        const news = history.filter(({ backfill, actor }) => backfill === undefined && actor !== ALICE);
        expect(keys).toEqual(new Set(news.map(({ id }) => `${uuid(900)} event:${id}`)));
      }),
    );
  });
});
