import { describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Root of the checkout; these files run from test/dist/e2e. */
const root = fileURLToPath(new URL('../../..', import.meta.url));
const sourceFile = join(root, '../shared/source/cwg-cop-final-report-2022.txt');
const sampleFile = join(root, 'samples/cwg-cop.ndjson');

/** Equal words: the same after NFC, white space collapsed. */
const plain = (text: string): string => text.normalize('NFC').replace(/\s+/gu, ' ').trim();

interface SourceMeeting {
  ordinal: number;
  /** Paragraph that introduces it, for example 2.1. */
  number: string;
  day: string;
  leadIn: string;
  outcomes: string[];
}

/** The report as Word wrote it out, its bookmarks dropped: they are not words of the report. */
function linesOf(text: string): string[] {
  return text
    .replace(/\[bookmark: [^\]]*\]/g, '')
    .split('\n')
    .map(plain);
}

const ORDINALS = ['fifteenth', 'sixteenth', 'seventeenth', 'eighteenth'];

function meetingsOf(lines: readonly string[]): SourceMeeting[] {
  const meetings: SourceMeeting[] = [];
  for (const line of lines) {
    const [, number, leadIn = '', ordinal = '', day = ''] =
      /^(2\.\d) (The main .* of the (\w+) meeting .*, held on (\d+ \w+ \d{4}), were:)$/.exec(line) ?? [];
    if (number !== undefined)
      meetings.push({
        ordinal: 15 + ORDINALS.indexOf(ordinal),
        number,
        day: new Date(`${day} UTC`).toISOString().slice(0, 10),
        leadIn,
        outcomes: [],
      });
    else if (line.startsWith('· ')) meetings.at(-1)?.outcomes.push(line.slice(2));
  }
  return meetings;
}

const numbered = (lines: readonly string[], number: string): string =>
  lines.find((line) => line.startsWith(`${number} `))?.slice(number.length + 1) ?? '';

interface Line {
  type: string;
  stream?: string;
  effectiveAt?: string;
  datedBy?: string;
  data: Record<string, unknown>;
  provenance?: { document: string };
}
interface Words {
  language: string;
  text: string;
}
interface Recommendation {
  number: string;
  kind: string;
  text: Words;
  reasons?: Words[];
}

function sampleLines(): Line[] {
  return readFileSync(sampleFile, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
}

// The document is not part of this repository: where it is not beside the checkout there is nothing to compare with.
const available = existsSync(sourceFile);
const suite = available ? describe : describe.skip;
const reason = available ? '' : ' (skipped: the source document is not beside this checkout)';
const source = available ? linesOf(readFileSync(sourceFile, 'utf8')) : [];
const meetings = meetingsOf(source);

suite(`the sample against its source document${reason}`, () => {
  const sample = sampleLines();
  const ofType = (type: string): Line[] => sample.filter((line) => line.type === type);

  it('finds 17 outcomes of four meetings in the source', () => {
    expect(meetings.map(({ ordinal, day, outcomes }) => [ordinal, day, outcomes.length])).toEqual([
      [15, '2019-09-26', 5],
      [16, '2020-02-04', 3],
      [17, '2021-01-26', 5],
      [18, '2022-01-12', 4],
    ]);
  });

  it('has the four meetings and no other, each on its day and with its citation label', () => {
    const planned = ofType('plan-meeting').map(({ effectiveAt, data }) => ({ effectiveAt, ...data }));
    expect(planned).toMatchObject(
      meetings.map(({ ordinal, day }) => ({ ordinal, effectiveAt: day, held: { from: day } })),
    );
    for (const { citationLabel } of planned as { citationLabel?: string }[])
      expect(numbered(source, '1.2')).toContain(citationLabel);
  });

  it.each(meetings)('has the outcomes of meeting $ordinal verbatim, in order, dated by it', (meeting) => {
    const recorded = ofType('record-outcome').filter(
      ({ stream }) => stream === `meeting-CWG-COP-${String(meeting.ordinal)}`,
    );
    expect(
      recorded.map(({ effectiveAt, datedBy, data }) => [
        data['ordinal'],
        (data['text'] as Words).text,
        effectiveAt,
        datedBy,
      ]),
    ).toEqual(meeting.outcomes.map((text, index) => [index + 1, text, meeting.day, 'meeting']));
  });

  it('attributes each outcome in words that the source uses there', () => {
    for (const { data } of ofType('record-outcome')) {
      const { text, attribution, verb } = data as {
        text: Words;
        attribution?: { as: string };
        verb?: { as: string };
      };
      if (attribution === undefined)
        expect(text.text).toMatch(/^(A (first|second) liaison statement|The COP Mascot) /);
      else expect(text.text.startsWith(`${attribution.as} ${verb?.as ?? ''} `)).toBe(true);
    }
  });

  it('has one recommendation with its reasons, and one suggestion, in the words of the source', () => {
    const recommendations = ofType('draft-report')[0]?.data['recommendations'] as Recommendation[];
    expect(recommendations.map(({ number, kind }) => [number, kind])).toEqual([
      ['3.1', 'recommendation'],
      ['3.2', 'suggestion'],
    ]);
    for (const { number, text, reasons = [] } of recommendations)
      expect([text, ...reasons].map((words) => words.text).join(' ')).toBe(numbered(source, number));
    expect(recommendations[0]?.reasons).toHaveLength(2);
  });

  it('has the authored paragraphs in the words of the source, and in its order', () => {
    const paragraphs = ofType('draft-report')[0]?.data['paragraphs'] as { number?: string; text: Words }[];
    const printed = paragraphs.map(({ number, text }) =>
      number === undefined ? text.text : `${number} ${text.text}`,
    );
    expect(printed).toHaveLength(9);
    expect(source.filter((line) => printed.includes(line))).toEqual(printed);
  });

  it('is in NFC, and each line says where it comes from', () => {
    expect(readFileSync(sampleFile, 'utf8').isWellFormed()).toBe(true);
    for (const line of sample) {
      expect(line.provenance?.document).toMatch(/\S/);
      expect(JSON.stringify(line)).toBe(JSON.stringify(line).normalize('NFC'));
    }
  });
});
