import { setImmediate as nextTurn } from 'node:timers/promises';
import { type CloudEvent, type FeedFilter, Feed, type Principal, anybody } from '@acta/application';
import { type Role, isUnreadable } from '@acta/domain';
import type { Acta } from '@acta/runtime';
import { commandSequence } from '@acta/testing';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { onRandomLogs } from '../support/random-log.js';
import { holder } from '../support/sample.js';

const OPTIONS = { most: 100, mostEach: 100, heartbeatMs: 60_000 };

/** Somebody with a role everywhere, who recorded everything themselves or nothing. */
const principals: fc.Arbitrary<Principal> = fc
  .tuple(
    fc.constantFrom<(Role | undefined)[]>(undefined, 'chair', 'delegate', 'sector-member', 'observer'),
    fc.boolean(),
  )
  .map(([role, owns]) =>
    role === undefined
      ? anybody
      : {
          assurance: 'authenticated',
          grants: [{ role }],
          ...(owns ? { subject: holder.subject } : {}),
        },
  );

/** Numbers that choose a filter among what a log holds. */
const darts = fc.record({
  kind: fc.constantFrom('none', 'group', 'types', 'subject', 'part' as const),
  a: fc.nat(),
  b: fc.nat(),
});
type Darts = typeof darts extends fc.Arbitrary<infer T> ? T : never;

function filterFrom({ kind, a, b }: Darts, events: readonly CloudEvent[]): FeedFilter {
  const one = events[a % Math.max(events.length, 1)];
  const other = events[b % Math.max(events.length, 1)];
  if (one === undefined || other === undefined) return {};
  const typeOf = ({ type }: CloudEvent) => type.split('.')[2] as NonNullable<FeedFilter['types']>[number];
  switch (kind) {
    case 'group':
      return one.group === undefined ? {} : { group: one.group };
    case 'types':
      return { types: [typeOf(one), typeOf(other)] };
    case 'subject':
      return { subject: one.subject };
    case 'part':
      return { subject: one.subject.split('/').slice(0, 3).join('/') };
    case 'none':
      return {};
  }
}

/** The filter, read anew. */
function passes({ group, types, subject }: FeedFilter, event: CloudEvent): boolean {
  return (
    (group === undefined || event.group === group) &&
    (types === undefined || types.some((type) => event.type.startsWith(`int.acta.${type}.v`))) &&
    (subject === undefined || `${event.subject}/`.startsWith(`${subject}/`))
  );
}

/** Reads a feed after a position until it has come up to the head as it is by then. */
async function read(
  acta: Acta,
  ask: { principal: Principal; filter: FeedFilter; after: number },
  meanwhile: () => Promise<void> = async () => undefined,
): Promise<CloudEvent[]> {
  const feed = new Feed(acta, OPTIONS, (error) => {
    throw error;
  });
  const { stream } = feed.open({ ...ask, countedAs: 'one', onEnd: () => undefined });
  const got: CloudEvent[] = [];
  const reading = (async () => {
    for await (const item of stream) if (item !== 'heartbeat') got.push(JSON.parse(item.text) as CloudEvent);
  })();
  await meanwhile();
  // The tail tells of everything up to the head within some turns of the event loop, however long they take.
  for (let turn = 0; turn < 200; turn++) await nextTurn();
  feed.close();
  await reading;
  return got;
}

/** Positions of the events that a reader of views sees: computed a stream at a time, not an event at a time. */
function seenInViews(acta: Acta, principal: Principal): Set<number> {
  const reader = acta.readerFor(principal);
  const head = acta.journal.head().position;
  const streams = acta.journal
    .streams(acta.log.prefix, head)
    .map((name) => name.slice(acta.log.prefix.length));
  return new Set(
    streams.flatMap((stream) =>
      reader.stream(stream, head).flatMap((entry) => (isUnreadable(entry) ? [] : [entry.position])),
    ),
  );
}

const given = fc.record({
  plan: commandSequence(40),
  principal: principals,
  darts,
  resume: fc.nat(),
  before: fc.nat(),
});

describe('any feed of any log', () => {
  it('has every event that passes its filter once, in order, each naming the one before it', () =>
    onRandomLogs(15, given, async (log, { plan, principal, darts: chosen, before }) => {
      const half = before % (plan.length + 1);
      await log.giveAll(plan.slice(0, half));
      const after = 0;
      const whole = await read(log.acta, { principal, filter: {}, after }, () =>
        log.giveAll(plan.slice(half)),
      );
      const filter = filterFrom(chosen, whole);
      const got = await read(log.acta, { principal, filter, after });
      const again = await read(log.acta, { principal, filter: {}, after });
      expect(got.map(({ id }) => id)).toEqual(
        again.filter((event) => passes(filter, event)).map(({ id }) => id),
      );
      expect(got.map(({ previousposition }) => previousposition)).toEqual(
        ['0', ...got.map(({ position }) => position)].slice(0, got.length),
      );
    }));

  it('goes on from any position with exactly what comes after it', () =>
    onRandomLogs(15, given, async (log, { plan, principal, darts: chosen, resume, before }) => {
      const half = before % (plan.length + 1);
      await log.giveAll(plan.slice(0, half));
      const all = await read(log.acta, { principal, filter: {}, after: 0 });
      const filter = filterFrom(chosen, all);
      const after = resume % (log.acta.journal.head().position + 1);
      const resumed = await read(log.acta, { principal, filter, after }, () => log.giveAll(plan.slice(half)));
      // What is classified meanwhile may be told to a reader who was there, and not to one who comes later.
      if (plan.slice(half).some(({ type }) => type.startsWith('classify-'))) return;
      const whole = await read(log.acta, { principal, filter, after: 0 });
      const suffix = whole.filter(({ position }) => Number(position) > after);
      expect(resumed.slice(1)).toEqual(suffix.slice(1));
      expect(resumed[0]).toEqual(suffix[0] && { ...suffix[0], previousposition: String(after) });
      const delivered = whole.find(({ position }) => Number(position) === after);
      if (delivered !== undefined) expect(resumed).toEqual(suffix);
    }));

  it('tells of what its reader sees in views, and beyond it only of who may read a thing', () =>
    onRandomLogs(25, given, async (log, { plan, principal }) => {
      await log.giveAll(plan);
      const got = await read(log.acta, { principal, filter: {}, after: 0 });
      const classified = ({ type }: CloudEvent) => type.includes('-classified.');
      const seen = seenInViews(log.acta, principal);
      const told = new Set(got.map(({ position }) => Number(position)));
      expect([...seen].filter((position) => !told.has(position))).toEqual([]);
      expect(got.filter((event) => !seen.has(Number(event.position)) && !classified(event))).toEqual([]);
    }));
});
