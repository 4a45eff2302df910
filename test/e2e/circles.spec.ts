import { describe, expect, it } from '@jest/globals';
import { type Circle, Classifications, Sight, listSubjects, viewerOf } from '@acta/application';
import { type Classification, parseStream } from '@acta/domain';
import { commandSequence } from '@acta/testing';
import fc from 'fast-check';
import { dart, onRandomLogs, pointOf, whenOf } from '../support/random-log.js';
import { type RawEvent, rawEvents, referenceRecord } from '../support/reference.js';
import { listedIn } from '../support/listed.js';

const group = 'CWG-COP';
const circles: readonly Exclude<Circle, 'all'>[] = ['everybody', 'members', 'states'];
const READ_BY: Readonly<Record<(typeof circles)[number], readonly Classification[]>> = {
  everybody: ['public'],
  members: ['public', 'members'],
  states: ['public', 'members', 'states'],
};

const LINKED = /^(?:liaison-statements\/(.+)|meetings\/(\d+)\/contributions\/(.+))$/;

/**
 * The name, across the log, of the contribution or statement that an event is about or links to clauses; undefined for
 * what cannot be restricted.
 */
function nameOf({ stream, type, data }: RawEvent): string | undefined {
  if (parseStream(stream)?.aggregate === 'liaison') return stream;
  if (type === 'clauses-linked') {
    const [, statement, meeting, number] = LINKED.exec(String(data['ref'])) ?? [];
    if (statement !== undefined) return `liaison-${group}-${statement}`;
    return meeting === undefined ? undefined : `meeting-${group}-${meeting} ${String(number)}`;
  }
  return type.startsWith('contribution-') ? `${stream} ${String(data['number'])}` : undefined;
}

/** DESIGN, section 8, read naively: what was said last of each thing decides, for all of its events, old ones too. */
function seenBy(circle: (typeof circles)[number], events: readonly RawEvent[]): RawEvent[] {
  const closed = new Set<string>();
  for (const event of events) {
    const name = nameOf(event);
    const said = event.data['classification'] as Classification | undefined;
    if (name === undefined || said === undefined) continue;
    if (READ_BY[circle].includes(said)) closed.delete(name);
    else closed.add(name);
  }
  const isClosedStatement = (id: unknown) => closed.has(`liaison-${String(id)}`);
  return events
    .filter((event) => !closed.has(nameOf(event) ?? ''))
    .map((event) => {
      const fields = Object.entries(event.data).filter(
        ([field, value]) => !((field === 'inReplyTo' || field === 'reply') && isClosedStatement(value)),
      );
      const data: Record<string, unknown> = Object.fromEntries(fields);
      const { contributions = [], liaisonStatements = [], ...links } = (data['links'] ?? {}) as Links;
      const open = {
        ...links,
        ...some(
          'contributions',
          contributions.filter((number) => !closed.has(`${event.stream} ${number}`)),
        ),
        ...some(
          'liaisonStatements',
          liaisonStatements.filter((id) => !isClosedStatement(id)),
        ),
      };
      if (data['links'] !== undefined) data['links'] = open;
      if (Object.keys(open).length === 0) delete data['links'];
      return { ...event, data };
    });
}

interface Links {
  contributions?: string[];
  liaisonStatements?: string[];
}

const some = (field: string, values: string[]) => (values.length === 0 ? {} : { [field]: values });

describe('over random histories in which things are classified and classified anew', () => {
  it(
    'each circle of readers gets the record and the lists of a log without what is closed to it',
    () =>
      onRandomLogs(
        24,
        fc.tuple(
          commandSequence(60),
          fc.array(dart, { minLength: 6, maxLength: 6 }),
          fc.integer({ min: 1, max: 9 }),
        ),
        async (log, [plan, points, every]) => {
          const { acta } = log;
          for (let i = 0; i < plan.length; i += every) {
            await log.giveAll(plan.slice(i, i + every));
            for (const circle of circles)
              await acta.listsFor(circle).indexer.catchUp(acta.journal.head().position);
          }
          const events = rawEvents(acta);
          const classifications = new Classifications(acta.journal, acta.log);
          for (const circle of circles) {
            const reader = acta.reader.seenWith(new Sight(viewerOf(circle), classifications));
            const seen = seenBy(circle, events);
            // And the newest positions, once all that they hold has taken effect.
            const newest = events
              .slice(-8)
              .map(({ position }) => ({ asOf: position, at: Date.UTC(9999, 11, 31) }));
            for (const point of [...points.map((each) => pointOf(events, each)), ...newest]) {
              const expected = referenceRecord(seen, point.asOf, point.at);
              expect(reader.record(group, whenOf(point)).value).toEqual(expected);
              const { items } = await listSubjects(
                { ...acta, ...acta.listsFor(circle) },
                { when: whenOf(point), limit: 500 },
              );
              expect(new Map(items.map(({ subject, kind, state }) => [subject, `${kind} ${state}`]))).toEqual(
                listedIn(expected),
              );
            }
          }
        },
      ),
    60_000,
  );
});
