import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type StreamName, coverageKey, groupOf, parseStream, streamOf } from './streams.js';

const code = fc.stringMatching(/^[A-Z][A-Z0-9]{0,15}(-[A-Z0-9]{1,15}){0,3}$/);
/** Codes that look like other names' parts. */
const group = fc.oneof(code, fc.constantFrom('A', 'A-1', 'CWG-COP', 'CWG-15-3', 'O-I-O', 'MEETING-1'));
const ordinal = fc.oneof(fc.integer({ min: 1, max: 30 }), fc.constantFrom(999_999_999, 1_000_000_000));
const kind = fc.constantFrom('meeting', 'annual', 'four-year');
const covers = fc.oneof(
  fc.record({ meetings: fc.uniqueArray(ordinal, { minLength: 1, maxLength: 40 }) }),
  fc.record({ period: fc.record({ from: code, to: code }) }),
);

const named: fc.Arbitrary<[string, StreamName]> = fc.oneof(
  group.map((g): [string, StreamName] => [streamOf.group(g), { aggregate: 'group', group: g }]),
  fc
    .tuple(group, ordinal)
    .map(([g, n]): [string, StreamName] => [
      streamOf.meeting(g, n),
      { aggregate: 'meeting', group: g, ordinal: n },
    ]),
  fc
    .tuple(group, fc.constantFrom('o', 'i'), ordinal)
    .map(([g, direction, n]): [string, StreamName] => [
      streamOf.liaison(g, direction, n),
      { aggregate: 'liaison', group: g, direction, ordinal: n },
    ]),
  fc
    .tuple(group, kind, covers)
    .map(([g, k, c]): [string, StreamName] => [
      streamOf.report(g, k, c),
      { aggregate: 'report', group: g, kind: k, covers: coverageKey(c) },
    ]),
  fc.constant<[string, StreamName]>([streamOf.calendar(), { aggregate: 'calendar' }]),
  fc
    .uuid()
    .map((subject): [string, StreamName] => [streamOf.person(subject), { aggregate: 'person', subject }]),
);

describe("streams' names", () => {
  it('say again what they were made of', () => {
    fc.assert(
      fc.property(named, ([stream, name]) => {
        expect(parseStream(stream)).toEqual(name);
        expect(groupOf(stream)).toBe('group' in name ? name.group : undefined);
      }),
      { numRuns: 500 },
    );
  });

  it('are apart where the subjects are', () => {
    fc.assert(
      fc.property(named, named, ([a, nameA], [b, nameB]) => {
        expect(a === b).toBe(JSON.stringify(nameA) === JSON.stringify(nameB));
      }),
    );
  });

  it('name the meetings covered in order, however they were given', () => {
    expect(coverageKey({ meetings: [16, 9, 15] })).toBe('9+15+16');
    expect(coverageKey({ period: { from: 'PP-18', to: 'PP-22' } })).toBe('PP-18..PP-22');
  });

  it.each([
    '',
    'calendar-1',
    'group-',
    'group-cwg',
    'group-CWG-COP-A-B-C',
    'meeting-CWG-COP',
    'meeting-CWG-COP-0',
    'meeting-CWG-COP-015',
    'meeting-CWG-COP-1000000001',
    'liaison-CWG-COP-x-1',
    'report-CWG-COP-weekly-15',
    'report-CWG-COP-annual-',
    'person-1',
    'acta.main.group-CWG-COP',
    'group-CWG-COP\n',
  ])('are none of ours: %j', (stream) => {
    expect(parseStream(stream)).toBeUndefined();
    expect(groupOf(stream)).toBeUndefined();
  });
});
