import { describe, expect, it } from '@jest/globals';
import {
  type Dating,
  type Entry,
  type Recorded,
  actOf,
  deciders,
  isUnreadable,
  momentOf,
  type MeetingEvents,
} from '@acta/domain';
import fc from 'fast-check';
import { foldStream, inOrder } from './record.js';
import { Log, MEETING, MINUTE, START, en, stepInMeeting } from './spec-support/log.js';

const step = fc.record({ kind: fc.nat(), n: fc.nat(), date: fc.nat(), target: fc.nat() });

/** DESIGN, section 3, said again in another way: filter, date, sort, evolve. */
function naive(entries: readonly Entry[], asOf: number, at: number) {
  const known = entries.filter((entry): entry is Recorded => !isUnreadable(entry) && entry.position <= asOf);
  const correcting = (type: string, id: string) =>
    known.filter(
      (event) => event.type === type && (event.data as { act: string }).act === id && !voided(event),
    );
  const voided = (event: Recorded): boolean => correcting('act-voided', event.metadata.id).length > 0;
  const datingOf = (event: Recorded) => {
    const redating = correcting('act-redated', event.metadata.id).at(-1);
    if (redating === undefined) return event.metadata;
    const { effectiveAt } = redating.data as { effectiveAt: string };
    return { effectiveAt, redatedAt: redating.revision };
  };
  const acts: { event: Recorded; key: number; dating: Dating }[] = [];
  for (const event of known) {
    if (event.type.startsWith('act-') || voided(event)) continue;
    const dating = datingOf(event);
    const on = dating.effectiveAt;
    const { start, end } =
      on === undefined ? { start: event.recordedAt, end: event.recordedAt } : momentOf(on);
    const within = acts.map(({ key }) => key).filter((key) => key >= start && key <= end);
    acts.push({ event, dating, key: Math.max(start, ...within) });
  }
  const state = deciders.meeting.initial();
  acts
    .filter(({ key }) => key <= at)
    .sort((a, b) => (a.key === b.key ? a.event.position - b.event.position : a.key - b.key))
    .forEach(({ event, key, dating }) =>
      deciders.meeting.evolve(state, actOf<MeetingEvents>(event, key, dating)),
    );
  return state;
}

const MOMENTS = [
  '2018',
  '2019-09-26T10:00:00.000Z',
  '2019-09-26',
  '2019-09',
  '2019',
  '2020-02-04',
  '2026-01-05',
  '2040',
];

describe('the fold of a stream', () => {
  it('is, at any (asOf, at), that of the acts recorded by then that took effect by then, in order of effect', () => {
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 25 }),
        fc.nat({ max: 25 }),
        fc.constantFrom(...MOMENTS),
        (history, asOf, moment) => {
          const log = new Log();
          for (const each of history) stepInMeeting(log, each);
          const at = momentOf(moment).end;
          expect(foldStream('meeting', log.streams(asOf).get(MEETING) ?? [], at)).toEqual(
            naive(log.of(MEETING), asOf, at),
          );
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('the fold of a group', () => {
  it('puts meetings, statements and reports in the order of their numbers, and leaves out what is not there yet', () => {
    const log = new Log();
    for (const ordinal of [10, 9])
      log.add(`meeting-CWG-COP-${ordinal}`, 'meeting-planned', {
        group: 'CWG-COP',
        ordinal,
        held: { from: '2015' },
      });
    for (const ordinal of [10, 2])
      log.add(`liaison-CWG-COP-o-${ordinal}`, 'liaison-statement-drafted', {
        group: 'CWG-COP',
        ordinal,
        addressees: [{ name: 'ITU-D' }],
      });
    const record = log.record();
    expect([...record.meetings.keys()]).toEqual([9, 10]);
    expect([...record.liaison.keys()]).toEqual(['CWG-COP-o-2', 'CWG-COP-o-10']);
    expect([...log.record(START + 3 * MINUTE).liaison.keys()]).toEqual(['CWG-COP-o-10']);
  });

  it('reads the calendar as recorded, whatever moment is asked about', () => {
    const log = new Log();
    log.add('calendar', 'session-entered', {
      session: 'PP-22',
      kind: 'plenipotentiary',
      title: 'PP-22',
      opens: '2022-09-26',
    });
    expect([...log.record(0).calendar.sessions.keys()]).toEqual(['PP-22']);
  });

  it('tells what it could not read', () => {
    const log = new Log();
    log.add(MEETING, 'meeting-planned', { group: 'CWG-COP', ordinal: 15, held: { from: '2019' } });
    log.addUnreadable(MEETING, 'unknown type "meeting-dreamt"');
    log.add(MEETING, 'outcome-recorded', { ordinal: 1, text: en('Noted.') });
    const { skipped, meetings } = log.record();
    expect(skipped).toEqual([{ position: 2, stream: MEETING, reason: 'unknown type "meeting-dreamt"' }]);
    expect(meetings.get(15)?.outcomes.size).toBe(1);
  });
});

describe('the order of ids', () => {
  it.each([
    ['CWG-COP-o-2', 'CWG-COP-o-10'],
    ['CWG-COP-i-10', 'CWG-COP-o-2'],
    ['CWG-COP-18/3', 'CWG-COP-18/3 Rev.1'],
    ['CWG-COP-18/3 Rev.9', 'CWG-COP-18/3 Rev.10'],
    ['A', 'B'],
  ])('puts %s before %s', (first, second) => {
    expect(inOrder(first, second)).toBeLessThan(0);
    expect(inOrder(second, first)).toBeGreaterThan(0);
  });

  it('is a total order', () => {
    const id = fc.string({ unit: fc.constantFrom('a', 'b', '-', '0', '1', '2'), maxLength: 6 });
    fc.assert(
      fc.property(id, id, id, (a, b, c) => {
        expect(Math.sign(inOrder(a, b)) + Math.sign(inOrder(b, a))).toBe(0);
        expect(inOrder(a, b) === 0).toBe(a === b);
        if (inOrder(a, b) <= 0 && inOrder(b, c) <= 0) expect(inOrder(a, c)).toBeLessThanOrEqual(0);
      }),
    );
  });
});
