import { describe, expect, it } from '@jest/globals';
import { type Entry, chronology, parseStream } from '@acta/domain';
import fc from 'fast-check';
import { foldStream } from '../record.js';
import { type Step, Log, MEETING, en, stepInLiaison, stepInMeeting } from '../spec-support/log.js';
import { repliesTo } from '../views/liaison-statement.js';
import { listedContribution, listedMeeting, listedOutcome, listedStatement } from './listed.js';
import { type VersionsBySubject, Listing, listedVersions } from './listing.js';
import { scopeOf } from './scope.js';
import type { ListedSubject, SubjectVersions, VersionInForce } from './subject.js';

const step = fc.record({ kind: fc.nat(), n: fc.nat(), date: fc.nat(), target: fc.nat() });
const steps = fc.array(step, { maxLength: 25 });

const OUT = 'liaison-CWG-COP-o-1';

function logOf(history: readonly Step[], take: (log: Log, step: Step) => void): Log {
  const log = new Log();
  for (const each of history) take(log, each);
  return log;
}

/** What an index holds that applies each change to what it held before. */
function applied(stream: string, entries: readonly Entry[], known = 0): VersionsBySubject {
  const listing = new Listing(stream, entries.slice(0, known));
  const held = new Map(listing.versions());
  for (const entry of entries.slice(known))
    for (const { subject, versions } of listing.append(entry))
      if (versions.length === 0) held.delete(subject);
      else held.set(subject, versions);
  return held;
}

function sorted(versions: VersionsBySubject): [string, readonly VersionInForce[]][] {
  return [...versions].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** What the index must answer, told without any of its shortcuts: fold everything at every moment at which it may turn. */
function naive(streams: ReadonlyMap<string, readonly Entry[]>): VersionsBySubject {
  const moments = new Set(
    [...streams.values()].flatMap((entries) => chronology(entries).map(({ key }) => key)),
  );
  const versions = new Map<string, VersionInForce[]>();
  for (const at of [...moments].sort((a, b) => a - b))
    for (const listed of listedAt(streams, at)) {
      const known = versions.get(listed.subject) ?? [];
      const last = known.at(-1);
      if (last !== undefined) {
        const { fromEffective: _from, ...before } = last;
        if (JSON.stringify(before) === JSON.stringify(listed)) continue;
        last.toEffective = at;
      }
      versions.set(listed.subject, [...known, { ...listed, fromEffective: at }]);
    }
  return versions;
}

function listedAt(streams: ReadonlyMap<string, readonly Entry[]>, at: number): ListedSubject[] {
  const states = new Map(
    [...streams]
      .filter(([stream]) => stream.startsWith('liaison-'))
      .map(([stream, entries]) => [stream.slice('liaison-'.length), foldStream('liaison', entries, at)]),
  );
  return [...streams].flatMap(([stream, entries]) => {
    const name = parseStream(stream);
    if (name?.aggregate === 'meeting') {
      const state = foldStream('meeting', entries, at);
      return [
        ...(state.status === 'unknown' ? [] : [listedMeeting(name.group, name.ordinal, state)]),
        ...[...state.outcomes.values()].map((each) => listedOutcome(name.group, name.ordinal, each)),
        ...[...state.contributions.values()].map((each) =>
          listedContribution(name.group, name.ordinal, each),
        ),
      ];
    }
    const id = stream.slice('liaison-'.length);
    const state = states.get(id);
    if (name?.aggregate !== 'liaison' || state === undefined || state.status === 'unknown') return [];
    return [listedStatement(name.group, `${name.direction}-${name.ordinal}`, state, repliesTo(id, states))];
  });
}

describe('a listing', () => {
  it('holds after each append of a meeting what a fold of everything gives', () => {
    fc.assert(
      fc.property(steps, fc.nat({ max: 25 }), (history, known) => {
        const log = logOf(history, stepInMeeting);
        const expected = sorted(naive(log.streams()));
        expect(sorted(listedVersions(MEETING, log.entries))).toEqual(expected);
        expect(sorted(applied(MEETING, log.entries, known))).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  it('holds after each append of liaison statements what a fold of everything gives', () => {
    fc.assert(
      fc.property(steps, fc.nat({ max: 25 }), (history, known) => {
        const log = logOf(history, stepInLiaison);
        const expected = sorted(naive(log.streams()));
        expect(sorted(listedVersions(OUT, log.entries))).toEqual(expected);
        expect(sorted(applied(OUT, log.entries, known))).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  it('gives contiguous intervals that are never empty, and no version twice in a row', () => {
    fc.assert(
      fc.property(steps, (history) => {
        for (const versions of listedVersions(MEETING, logOf(history, stepInMeeting).entries).values())
          versions.forEach((version, i) => {
            const next = versions[i + 1];
            expect(version.toEffective).toBe(next?.fromEffective);
            if (next !== undefined) expect(next.fromEffective).toBeGreaterThan(version.fromEffective);
          });
      }),
      { numRuns: 100 },
    );
  });

  it('changes the one outcome that an act touches', () => {
    const log = meetingWithOutcomes(500);
    const listing = new Listing(MEETING, log.entries);
    log.add(MEETING, 'outcome-revised', { ordinal: 7, text: en('Revised.') });
    const changes = listing.append(log.entries.at(-1) as Entry);
    expect(changes.map(summary)).toEqual([
      { subject: 'CWG-COP/meetings/15/outcomes/7', position: 502, states: ['provisional', 'provisional'] },
    ]);
  });

  it('changes the meeting and every outcome when the meeting is written up', () => {
    const log = meetingWithOutcomes(3);
    const listing = new Listing(MEETING, log.entries);
    log.add(MEETING, 'meeting-written-up', {});
    expect(listing.append(log.entries.at(-1) as Entry).map(summary)).toEqual([
      { subject: 'CWG-COP/meetings/15', position: 5, states: ['closed', 'written-up'] },
      ...[1, 2, 3].map((n) => ({
        subject: `CWG-COP/meetings/15/outcomes/${n}`,
        position: 5,
        states: ['provisional', 'issued'],
      })),
    ]);
  });

  it('lists nothing any more of what was entered in error', () => {
    const log = meetingWithOutcomes(1);
    const listing = new Listing(MEETING, log.entries);
    log.add(MEETING, 'act-voided', { act: 'event-2' }, { reason: 'entered twice' });
    expect(listing.append(log.entries.at(-1) as Entry)).toEqual([
      { subject: 'CWG-COP/meetings/15/outcomes/1', position: 3, versions: [] },
    ]);
  });

  it('ignores the streams of other scopes and what cannot be read', () => {
    const log = meetingWithOutcomes(1);
    log.addUnreadable(MEETING, 'unknown type');
    log.add('meeting-CWG-COP-1', 'meeting-planned', { group: 'CWG-COP', ordinal: 1, held: { from: '2010' } });
    const listing = new Listing(MEETING);
    expect(log.entries.map((entry) => listing.append(entry).length)).toEqual([1, 1, 0, 0]);
  });
});

describe('a listed deadline', () => {
  const IN = 'liaison-CWG-COP-i-1';
  const asked = { name: 'CWG-COP', purpose: { code: 'action' as const }, deadline: '2020-03-01' };

  it('is the end of the earliest day by which an answer is awaited', () => {
    const log = new Log();
    log.add(IN, 'liaison-statement-received', {
      group: 'CWG-COP',
      ordinal: 1,
      addressees: [asked, { name: 'B', deadline: '2020-02-01' }, { name: 'C' }],
    });
    expect(deadlines(log)).toEqual([Date.UTC(2020, 1, 2) - 1]);
  });

  it('goes when a reply is sent, and comes back when that is withdrawn', () => {
    const log = new Log();
    log.add(IN, 'liaison-statement-received', { group: 'CWG-COP', ordinal: 1, addressees: [asked] });
    log.add(OUT, 'liaison-statement-drafted', {
      group: 'CWG-COP',
      ordinal: 1,
      addressees: [{ name: 'ITU-D' }],
      inReplyTo: 'CWG-COP-i-1',
    });
    log.add(OUT, 'liaison-statement-approved', { by: 'the Chair' });
    log.add(OUT, 'liaison-statement-sent', {});
    log.add(OUT, 'liaison-statement-withdrawn', {}, { reason: 'sent to the wrong body' });
    const due = Date.UTC(2020, 2, 2) - 1;
    expect(deadlines(log)).toEqual([due, undefined, due]);
  });

  function deadlines(log: Log) {
    const versions = listedVersions(IN, log.entries).get('CWG-COP/liaison-statements/i-1') ?? [];
    return versions.map(({ deadline }) => deadline);
  }
});

describe('what lists show', () => {
  it('holds the words of an outcome, and no more of a long one in its title than a line', () => {
    const log = new Log();
    const long = 'word '.repeat(100).trim();
    log.add(MEETING, 'outcome-recorded', {
      ordinal: 1,
      text: en(long),
      translations: [{ language: 'fr', text: 'mot' }],
      attribution: { as: 'The Kingdom of Saudi Arabia', country: 'SA' },
      verb: { as: 'proposed' },
      addressees: ['partners'],
    });
    const [version] = listedVersions(MEETING, log.entries).get('CWG-COP/meetings/15/outcomes/1') ?? [];
    expect(version).toMatchObject({ countries: ['SA'], number: '1', meeting: 15, state: 'provisional' });
    expect(version?.text).toBe(`${long}\nmot\nThe Kingdom of Saudi Arabia\nproposed\npartners`);
    expect(version?.title).toMatch(/^word .* word…$/);
    expect(version?.title.length).toBeLessThanOrEqual(200);
  });

  it('holds no person of a liaison statement', () => {
    const log = new Log();
    log.add(OUT, 'liaison-statement-drafted', {
      group: 'CWG-COP',
      ordinal: 1,
      meeting: 15,
      addressees: [{ name: 'ITU-D Study Group 2' }],
      body: en('Please tell.'),
      questions: ['What?'],
      contacts: [{ subject: 'person-1', name: 'sealed-name', email: 'sealed-address' }],
    });
    const [version] = listedVersions(OUT, log.entries).get('CWG-COP/liaison-statements/o-1') ?? [];
    expect(version).toMatchObject({
      title: 'ITU-D Study Group 2',
      meeting: 15,
      number: 'o-1',
      state: 'drafted',
    });
    expect(version?.text).toBe('CWG-COP-o-1\nPlease tell.\nWhat?\nITU-D Study Group 2');
    expect(JSON.stringify(version)).not.toContain('sealed');
  });

  it('holds a report under its document number, with its paragraphs and recommendations', () => {
    const log = new Log();
    const stream = 'report-CWG-COP-four-year-PP-18..PP-22';
    log.add(stream, 'report-drafted', {
      group: 'CWG-COP',
      kind: 'four-year',
      covers: { period: { from: 'PP-18', to: 'PP-22' } },
      title: en('Final report'),
      paragraphs: [{ section: 'summary', text: en('This Report summarizes.') }],
      recommendations: [
        { number: '3.1', kind: 'recommendation', text: en('Continue.'), reasons: [en('Quality.')] },
      ],
    });
    log.add(stream, 'report-adopted', {});
    log.add(stream, 'report-submitted', { to: 'Council', documentNumber: 'C22/15' });
    const versions = listedVersions(stream, log.entries).get('CWG-COP/reports/four-year/PP-18..PP-22') ?? [];
    expect(versions.map(({ state, number }) => [state, number])).toEqual([
      ['drafted', 'PP-18..PP-22'],
      ['adopted', 'PP-18..PP-22'],
      ['submitted', 'C22/15'],
    ]);
    expect(versions[2]?.text).toBe('C22/15\nFinal report\nThis Report summarizes.\nContinue.\nQuality.');
  });
});

describe('the scope of a listing', () => {
  it('is a meeting, a report, or the liaison statements of a group', () => {
    expect(scopeOf(MEETING)?.key).toBe(MEETING);
    expect(scopeOf('liaison-CWG-COP-i-2')).toEqual(scopeOf('liaison-CWG-COP-o-1'));
    expect(['group-CWG-COP', 'calendar', 'other'].map(scopeOf)).toEqual([undefined, undefined, undefined]);
  });
});

function meetingWithOutcomes(count: number): Log {
  const log = new Log();
  log.add(MEETING, 'meeting-planned', {
    group: 'CWG-COP',
    ordinal: 15,
    held: { from: '2019-09-26' },
    state: 'closed',
  });
  for (let ordinal = 1; ordinal <= count; ordinal++)
    log.add(MEETING, 'outcome-recorded', { ordinal, text: en(`Outcome ${ordinal}.`) });
  return log;
}

function summary({ subject, position, versions }: SubjectVersions) {
  return { subject, position, states: versions.map(({ state }) => state) };
}
