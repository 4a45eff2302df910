import { cpSync, existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import {
  Indexer,
  type ListAsk,
  type ListedVersion,
  NotFound,
  Recorder,
  type When,
  exportLog,
  fromStore,
  listSubjects,
  digestOf,
  restoreLog,
  showStep,
  showTimeline,
  validateCommand,
} from '@acta/application';
import { type Command, dayOf, parseStream, streamOf } from '@acta/domain';
import {
  type GroupRecord,
  contributionView,
  foldGroup,
  groupView,
  liaisonStatementView,
  meetingSummary,
  outcomeView,
  reportView,
} from '@acta/projections';
import { type Format, type Line, composeReport, isChanged, linesOf, redlineLines } from '@acta/reporting';
import { type Acta, openActa } from '@acta/runtime';
import { openSqliteListIndex } from '@acta/sqlite';
import { type AnyHistory, commandSequence, historyOf } from '@acta/testing';
import fc from 'fast-check';
import { type Dart, dart, onRandomLogs, pointOf, refusalsOf, whenOf } from '../support/random-log.js';
import { listedIn } from '../support/listed.js';
import { rawEvents, referenceRecord } from '../support/reference.js';
import { group, report } from '../support/reports.js';
import { someone } from '../support/sample.js';
import { onEventStore } from '../support/on-store.js';
import { temporaryFolder } from '../support/temporary.js';

const TIMEOUT = 50_000;
/** After every date of a plan. */
const END_OF_TIME = '9999-12-31T23:59:59.999Z';
const darts = (n: number): fc.Arbitrary<Dart[]> => fc.array(dart, { minLength: n, maxLength: n });
const planAndDarts = (commands: number, n: number) => fc.tuple(commandSequence(commands), darts(n));

/** Every view of a record, by its reference. */
function viewsOf(record: GroupRecord, at: number): Record<string, unknown> {
  const day = dayOf(at);
  const nameOf = () => 'a name';
  const views: Record<string, unknown> = { group: groupView(record, day, nameOf) };
  for (const [ordinal, meeting] of record.meetings) {
    views[`meeting ${String(ordinal)}`] = meetingSummary(record, ordinal, day, nameOf);
    for (const number of meeting.contributions.keys())
      views[`contribution ${number}`] = contributionView(record, ordinal, number);
    for (const outcome of meeting.outcomes.keys())
      views[`outcome ${String(ordinal)}/${String(outcome)}`] = outcomeView(
        record,
        { meeting: ordinal, ordinal: outcome },
        day,
        nameOf,
      );
  }
  for (const id of record.liaison.keys()) views[id] = liaisonStatementView(record, id, day, nameOf);
  for (const id of record.reports.keys()) views[id] = reportView(record, id);
  return views;
}

async function listed(acta: Acta, ask: ListAsk): Promise<Map<string, string>> {
  const { items } = await listSubjects(acta, { limit: 500, ...ask });
  return new Map(items.map(({ subject, kind, state }) => [subject, `${kind} ${state}`]));
}

describe('over random histories on the embedded store', () => {
  it(
    'the record and its views at any (asOf, at) equal a fold from nothing of the events that took effect, in order',
    () =>
      onRandomLogs(24, planAndDarts(60, 10), async (log, [plan, points]) => {
        await log.giveAll(plan);
        const events = rawEvents(log.acta);
        for (const point of points.map((each) => pointOf(events, each))) {
          const answer = log.acta.reader.record(group, whenOf(point));
          expect(answer.point).toEqual({ position: point.asOf, at: point.at, settled: true });
          const expected = referenceRecord(events, point.asOf, point.at);
          expect(answer.value).toEqual(expected);
          expect(viewsOf(answer.value, point.at)).toEqual(viewsOf(expected, point.at));
        }
      }),
    TIMEOUT,
  );

  it(
    'lists agree with the views at any (asOf, at), and an index kept current with one made anew',
    () =>
      onRandomLogs(
        16,
        fc.tuple(commandSequence(60), darts(10), fc.integer({ min: 1, max: 9 })),
        async (log, [plan, points, every]) => {
          const { acta } = log;
          for (let i = 0; i < plan.length; i += every) {
            await log.giveAll(plan.slice(i, i + every));
            await acta.indexer.catchUp(acta.journal.head().position);
          }
          const index = openSqliteListIndex({ file: join(log.temporary.folder, 'anew.db') });
          const anew = { ...acta, index, indexer: new Indexer(acta.journal, index, acta.log) };
          const events = rawEvents(acta);
          // And every position, once all that it holds has taken effect: no act may go unnoticed.
          const after = events.map(({ position }) => ({ asOf: position, at: Date.parse(END_OF_TIME) }));
          for (const point of [...points.map((each) => pointOf(events, each)), ...after]) {
            const ask = { when: whenOf(point), limit: 500 };
            const record = referenceRecord(events, point.asOf, point.at);
            const expected = listedIn(record);
            expect(await listed(acta, ask)).toEqual(expected);
            expect((await listSubjects(anew, ask)).items.map(withoutPositions)).toEqual(
              (await listSubjects(acta, ask)).items.map(withoutPositions),
            );
            const issued = [...expected].filter(([, state]) => state === 'outcome issued');
            expect(await listed(acta, { ...ask, kind: 'outcome', state: 'issued' })).toEqual(new Map(issued));
            // Which ones, in no order: the reference has them as they were recorded, a list as it sorts.
            expect(new Set((await listed(acta, { ...ask, overdue: '2023-09-01' })).keys())).toEqual(
              new Set(
                [...record.liaison.keys()]
                  .map((id) => liaisonStatementView(record, id, '2023-09-01', () => undefined))
                  .filter((view) => view?.overdue === true)
                  .map((view) => view?.ref),
              ),
            );
          }
          index.close();
        },
      ),
    TIMEOUT,
  );

  it(
    'a step tells of each report what differs between the whole report before the act and after it',
    () =>
      onRandomLogs(10, commandSequence(60), async (log, plan) => {
        await log.giveAll(plan.slice(0, 20));
        // Whatever the plan drafts: what follows is told of in a report on the first meetings.
        const covers = { meetings: [15, 16, 17] };
        const drafted = { group, kind: 'annual', covers } as const;
        await log.repeat(
          { type: 'draft-report', stream: streamOf.report(group, 'annual', covers), data: drafted },
          {},
        );
        await log.giveAll(plan.slice(20));
        const { acta } = log;
        const events = rawEvents(acta);
        const { calendar } = referenceRecord(events, events.length, Infinity);
        const at = END_OF_TIME;
        const options = {
          language: 'en',
          point: acta.reader.point({ at }),
          nameOf: acta.nameOf,
        };
        const linesAt = (asOf: number, reportId: string): Line[] => {
          const record = { ...referenceRecord(events, asOf, Infinity), calendar };
          const exists = record.reports.has(reportId) && record.group.code !== undefined;
          return exists ? linesOf(composeReport(record, { reportId }, options)) : [];
        };
        for (const { position, stream } of events) {
          if (stream === 'calendar' || stream.startsWith('person-')) continue;
          const ask = { group, position, order: 'recording', when: { at }, language: 'en' } as const;
          for (const { of, paragraphs, uncomposed } of showStep(acta, ask).value.documents) {
            const [, kind, covers] = /\/reports\/([^/]+)\/(.+)$/.exec(of) ?? [];
            if (kind === undefined || covers === undefined) continue;
            const composed = () =>
              [position - 1, position].map((asOf) => linesAt(asOf, `${group}-${kind}-${covers}`));
            if (uncomposed !== undefined) {
              // A session of its period was voided.
              expect(composed).toThrow(uncomposed);
              expect(paragraphs).toEqual([]);
              continue;
            }
            const [before, after] = composed() as [Line[], Line[]];
            const whole = redlineLines(before, after, { language: 'en', noteOf: () => undefined });
            expect([position, of, paragraphs]).toEqual([position, of, whole.filter(isChanged)]);
          }
        }
      }),
    TIMEOUT,
  );

  it(
    'deciders and views agree: what is kept current equals what is folded anew, and so does what is decided on it',
    () =>
      onRandomLogs(12, commandSequence(60), async (log, plan) => {
        const { acta } = log;
        const kept = new Map<string, AnyHistory>();
        for (const planned of plan) {
          const command = log.next(planned);
          if (command === undefined) continue;
          const backfill = planned.backfill === true;
          const anew = await verdictAnew(acta, command, backfill);
          const before = acta.journal.head().position;
          const answered = await log.give(command, { backfill });
          expect('receipt' in answered ? answered.receipt.outcome : answered.refused).toEqual(anew);
          for (const stored of acta.journal.after(before, 10)) {
            const entry = fromStore(stored, acta.log);
            if ('unreadable' in entry) throw new Error(entry.unreadable);
            const history = kept.get(entry.stream) ?? historyOf(entry.stream, []);
            history.append(entry);
            kept.set(entry.stream, history);
          }
          expectSameStates(kept, acta);
        }
      }),
    TIMEOUT,
  );

  it(
    'a command given twice changes nothing, under the same key or another',
    () =>
      onRandomLogs(16, commandSequence(40), async (log, plan) => {
        const { acta } = log;
        const everything = () => [
          acta.journal.head(),
          acta.reader.record(group, { at: END_OF_TIME }).value,
          showTimeline(acta, { group, when: {} }).value,
        ];
        for (const [nth, planned] of plan.entries()) {
          const command = log.next(planned);
          if (command === undefined) continue;
          const more = { backfill: planned.backfill === true, key: String(nth) };
          const first = await log.give(command, more);
          const after = everything();
          const again = await log.repeat(command, more);
          const anew = await log.repeat(command, { backfill: more.backfill });
          expect(everything()).toEqual(after);
          if ('refused' in first) {
            expect([again, anew]).toEqual([first, first]);
          } else if (first.receipt.outcome === 'written') {
            expect(again).toEqual({ receipt: { ...first.receipt, outcome: 'repeated' } });
            expect('refused' in anew || anew.receipt.outcome === 'nothing').toBe(true);
          }
        }
      }),
    TIMEOUT,
  );

  // An export names its log, and on EventStoreDB each log of these tests has a name of its own.
  (onEventStore ? it.skip : it)(
    'an export restored gives byte-identical reports at 100 points',
    () =>
      onRandomLogs(4, planAndDarts(60, 25), async (log, [plan, points]) => {
        await log.giveAll(plan);
        const file = join(log.temporary.folder, 'export.ndjson');
        await exportLog(file, log.acta);
        const elsewhere = temporaryFolder();
        // An export holds no keys of persons: the vault is one for all nodes, or their names stay closed.
        const [kept, copied] = [log.acta.config.keys, elsewhere.config.keys].map((file) => dirname(file)) as [
          string,
          string,
        ];
        if (existsSync(kept)) cpSync(kept, copied, { recursive: true });
        const restored = await openActa(elsewhere.config, { mode: 'write', clock: log.clock.read });
        try {
          await restoreLog(file, restored);
          expect(rawEvents(restored)).toEqual(rawEvents(log.acta));
          expect(digestOf(restored.journal)).toEqual(digestOf(log.acta.journal));
          const events = rawEvents(log.acta);
          for (const point of points.map((each) => whenOf(pointOf(events, each))))
            for (const format of ['md', 'docx'] as const)
              expect(await reportBytes(restored, point, format)).toBe(
                await reportBytes(log.acta, point, format),
              );
        } finally {
          await restored.close();
          elsewhere.remove();
        }
      }),
    TIMEOUT,
  );

  it(
    'a settled answer never changes as more is recorded',
    () =>
      onRandomLogs(
        12,
        fc.tuple(commandSequence(60), darts(6), fc.nat()),
        async (log, [plan, points, cut]) => {
          const { acta } = log;
          const half = 4 + (cut % Math.max(1, plan.length - 4));
          await log.giveAll(plan.slice(0, half));
          const events = rawEvents(acta);
          const asked = points.flatMap((each) => {
            const { asOf, at } = whenOf(pointOf(events, each));
            const { recordedAt } = events[each[1] % events.length] as { recordedAt: number };
            const instant = new Date(recordedAt + (each[0] % 3) - 1).toISOString();
            return [{ asOf, at }, { asOf }, { asOf: instant, at }, { asOf: instant }];
          });
          const answers = new Map<{ asOf: string }, string>();
          for (const when of asked) {
            const { point, value } = await everythingAt(acta, when);
            if (point.settled) answers.set(when, value);
          }
          expect(answers.size).toBeGreaterThanOrEqual(points.length * 2);
          await log.giveAll(plan.slice(half));
          for (const [when, value] of answers)
            expect(await everythingAt(acta, when)).toMatchObject({ point: { settled: true }, value });
        },
      ),
    TIMEOUT,
  );
});

/** All that an answer of a point may hold, as text: the record's views, the list, the timeline, the report. */
async function everythingAt(acta: Acta, when: { asOf: string; at?: string }) {
  const point = acta.reader.point(when);
  if (point.position === 0) return { point, value: '' };
  const { value: record } = acta.reader.record(group, when);
  const list = await listSubjects(acta, { when, limit: 500 });
  const acts = showTimeline(acta, { group, when }).value;
  const views = viewsOf(record, point.at);
  const text = await reportBytes(acta, when, 'md');
  return { point, value: JSON.stringify([point, views, list.items.map(withoutPositions), acts, text]) };
}

/** A report's bytes in base64, or why there is none: a calendar without the period's sessions, for one. */
async function reportBytes(acta: Acta, when: When, format: Format): Promise<string> {
  try {
    const { bytes } = await report(acta, when, { format, reading: 'current' });
    return Buffer.from(bytes).toString('base64');
  } catch (error) {
    if (error instanceof NotFound) return error.message;
    return JSON.stringify(refusalsOf(error));
  }
}

/** A listed version says since when and until when the record held it; the latter is news of what came after. */
function withoutPositions({ fromPosition: _from, toPosition: _to, ...rest }: ListedVersion): object {
  return rest;
}

/** The states that deciders keep, and those that views fold from the journal, at the head and once all has taken effect. */
function expectSameStates(kept: ReadonlyMap<string, AnyHistory>, acta: Acta): void {
  const { position } = acta.journal.head();
  const { value: record } = acta.reader.record(group, { at: END_OF_TIME });
  expect(foldGroup(acta.reader.group(group, position), Infinity)).toEqual(record);
  for (const [stream, history] of kept) {
    const shown = stateIn(record, stream);
    // A stream whose every act is voided is not shown.
    if (shown === undefined) expect(history.state).toMatchObject({ status: 'unknown' });
    else expect(shown).toEqual(history.state);
  }
}

function stateIn({ group: own, meetings, liaison, reports, calendar }: GroupRecord, stream: string): unknown {
  const name = parseStream(stream);
  switch (name?.aggregate) {
    case 'group':
      return own;
    case 'meeting':
      return meetings.get(name.ordinal);
    case 'liaison':
      return liaison.get(stream.slice('liaison-'.length));
    case 'report':
      return reports.get(stream.slice('report-'.length));
    case 'calendar':
      return calendar;
    case 'person':
    case undefined:
      throw new Error(`no view shows ${stream}`);
  }
}

class WouldWrite extends Error {}

/** What a recorder that keeps nothing yet decides: `written`, `nothing`, or the refusal. It writes nothing. */
async function verdictAnew(acta: Acta, value: Command, backfill: boolean): Promise<unknown> {
  const recorder = new Recorder({ ...acta, store: { append: () => Promise.reject(new WouldWrite()) } });
  const command = validateCommand(value);
  try {
    return (await recorder.record({ command, caller: someone, commandId: acta.ids.uuid(), backfill }))
      .outcome;
  } catch (error) {
    if (error instanceof WouldWrite) return 'written';
    return refusalsOf(error);
  }
}
