import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Io, localHost, run } from '@acta/cli';
import type { Block, Paragraph, ReportDocument } from '@acta/reporting';
import { strFromU8, unzipSync } from 'fflate';
import { marked } from 'marked';
import { type DefaultTreeAdapterTypes, defaultTreeAdapter, parse } from 'parse5';
import { type Temporary, temporaryFolder } from '../support/temporary.js';

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
        data.ordinal,
        (data.text as Words).text,
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
    const recommendations = ofType('draft-report')[0]?.data.recommendations as Recommendation[];
    expect(recommendations.map(({ number, kind }) => [number, kind])).toEqual([
      ['3.1', 'recommendation'],
      ['3.2', 'suggestion'],
    ]);
    for (const { number, text, reasons = [] } of recommendations)
      expect([text, ...reasons].map((words) => words.text).join(' ')).toBe(numbered(source, number));
    expect(recommendations[0]?.reasons).toHaveLength(2);
  });

  it('has the authored paragraphs in the words of the source, and in its order', () => {
    const paragraphs = ofType('draft-report')[0]?.data.paragraphs as { number?: string; text: Words }[];
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

/*
 * What a reader of each format is given: its lines of text, in reading order, markup parsed away.
 */

function linesOfJson(bytes: Uint8Array): string[] {
  const { blocks } = JSON.parse(strFromU8(bytes)) as ReportDocument;
  const words = ({ number, content }: Paragraph) =>
    plain(`${number ?? ''} ${content.map(({ text }) => text).join('')}`);
  return blocks.flatMap((block: Block): string[] => {
    switch (block.type) {
      case 'heading':
        return [plain(`${block.number ?? ''} ${block.text}`)];
      case 'paragraph':
        return [words(block)];
      case 'list':
        return block.items.flat().map(words);
      case 'table':
        return block.rows.flat().map(words);
    }
  });
}

const BLOCKS = new Set('p li h1 h2 h3 h4 td th caption div section blockquote ul ol table'.split(' '));
const UNSEEN = new Set(['head', 'style', 'script']);

function linesOfHtml(html: string): string[] {
  const lines = [''];
  const walk = (node: DefaultTreeAdapterTypes.Node): void => {
    if (defaultTreeAdapter.isTextNode(node)) lines.push(`${lines.pop() ?? ''}${node.value}`);
    if (!('childNodes' in node) || UNSEEN.has(node.nodeName)) return;
    const block = BLOCKS.has(node.nodeName);
    if (block) lines.push('');
    node.childNodes.forEach(walk);
    if (block) lines.push('');
  };
  walk(parse(html));
  return lines.map(plain).filter((line) => line !== '');
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function linesOfDocx(bytes: Uint8Array): string[] {
  const xml = strFromU8(unzipSync(bytes)['word/document.xml'] ?? new Uint8Array());
  return xml.split('</w:p>').map((paragraph) => {
    const runs = paragraph.matchAll(/<w:t(?: [^>]*)?>([^<]*)<\/w:t>|<w:(?:tab|br)\/>/g);
    const text = [...runs].map(([, words]) => words ?? ' ').join('');
    return plain(text.replace(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => ENTITIES[name] ?? ''));
  });
}

const readers = {
  json: linesOfJson,
  md: (bytes: Uint8Array) => linesOfHtml(marked.parse(strFromU8(bytes), { async: false })),
  html: (bytes: Uint8Array) => linesOfHtml(strFromU8(bytes)),
  docx: linesOfDocx,
};
const formats = Object.keys(readers) as (keyof typeof readers)[];

suite(`the report from the sample, through the command line${reason}`, () => {
  let temporary: Temporary;
  beforeAll(() => {
    temporary = temporaryFolder();
  });
  afterAll(() => temporary.remove());

  interface Ran {
    status: number | null;
    stdout: string;
    stderr: string;
  }

  /** The real program, in a process of its own. */
  function program(...args: string[]): Ran {
    return spawnSync(process.execPath, [join(root, 'apps/cli/bin/acta.js'), ...args], {
      encoding: 'utf8',
      env: { ...process.env, ACTA_DATA: temporary.config.data },
    });
  }

  /** The same, all but the process: what comes after the first command is many. */
  async function acta(...args: string[]): Promise<Ran> {
    const ran = { stdout: '', stderr: '' };
    const io: Io = {
      out: (chunk) =>
        Promise.resolve(void (ran.stdout += typeof chunk === 'string' ? chunk : strFromU8(chunk))),
      err: (text) => void (ran.stderr += text),
      input: () => Promise.resolve(''),
      line: () => Promise.resolve(undefined),
      interrupted: () => new AbortController().signal,
      terminal: { in: false, out: false, err: false },
      env: {},
    };
    const status = await run(args, io, localHost({ ACTA_DATA: temporary.config.data }), '0');
    return { status, ...ran };
  }

  async function answered(...args: string[]): Promise<unknown> {
    const { status, stdout, stderr } = await acta(...args, '--json');
    expect([status, stderr]).toEqual([0, '']);
    return JSON.parse(stdout);
  }

  const known = new Map<string, string[]>();

  /** The report's lines. A point's report is made once; no test before the last ones changes the record. */
  async function reportLines(format: keyof typeof readers, ...point: string[]): Promise<string[]> {
    const key = [format, ...point].join(' ');
    const lines = known.get(key) ?? (await freshReportLines(format, ...point));
    known.set(key, lines);
    return lines;
  }

  async function freshReportLines(format: keyof typeof readers, ...point: string[]): Promise<string[]> {
    const out = join(temporary.folder, `report.${format}`);
    const args = ['report', 'CWG-COP', '--period', 'PP-18..PP-22', '--format', format, '--out', out];
    expect(await acta(...args, ...point)).toMatchObject({ status: 0, stderr: '' });
    return readers[format](readFileSync(out));
  }

  /** The lines from each meeting's introduction to the next one's, or to the recommendations. */
  function byMeeting(lines: readonly string[]): { leadIn: string; lines: string[] }[] {
    const starts = lines.flatMap((line, index) =>
      /^2\.\d The main (results|outcomes) of the \w+ meeting/.test(line) ? [index] : [],
    );
    const end = lines.findIndex((line) => line.startsWith('III. '));
    return starts.map((start, n) => ({
      leadIn: lines[start] ?? '',
      lines: lines.slice(start + 1, starts[n + 1] ?? end),
    }));
  }

  const outcomes = new Set(meetings.flatMap((meeting) => meeting.outcomes));

  it('imports the sample once: a second time writes nothing', async () => {
    const commands = sampleLines().length;
    const { status, stdout, stderr } = program('import', sampleFile, '--json');
    expect([status, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout)).toMatchObject({ commands, written: commands, position: commands });
    expect(await answered('import', sampleFile)).toMatchObject({ written: 0, position: commands });
  });

  it.each(formats)(
    '%s: every outcome verbatim, under its meeting, in order, with its date',
    async (format) => {
      const lines = await reportLines(format);
      expect(lines.filter((line) => outcomes.has(line))).toHaveLength(17);
      expect(
        byMeeting(lines).map((meeting) => ({
          leadIn: meeting.leadIn,
          outcomes: meeting.lines.filter((line) => outcomes.has(line)),
        })),
      ).toEqual(
        meetings.map(({ number, leadIn, outcomes: words }) => ({
          leadIn: `${number} ${leadIn}`,
          outcomes: words,
        })),
      );
    },
  );

  it.each(formats)('%s: one recommendation with its reasons, one suggestion, each once', async (format) => {
    const lines = await reportLines(format);
    const section = lines.slice(
      lines.findIndex((line) => line.startsWith('III. ')),
      lines.findIndex((line) => line.startsWith('IV. ')),
    );
    expect(section.filter((line) => /^3\.\d /.test(line))).toEqual(
      ['3.1', '3.2'].map((number) => `${number} ${numbered(source, number)}`),
    );
    expect(section.filter((line) => /^Recommendation\b/.test(line))).toHaveLength(1);
    expect(section.filter((line) => /^Suggestion\b/.test(line))).toHaveLength(1);
  });

  it.each(formats)(
    '%s: at the end of 2020, the fifteenth and the sixteenth meeting alone',
    async (format) => {
      const lines = await reportLines(format, '--at', '2020-12-31');
      const then = meetings.slice(0, 2);
      const shown = byMeeting(lines);
      expect(shown.map((meeting) => meeting.lines.filter((line) => outcomes.has(line)))).toEqual(
        then.map((meeting) => meeting.outcomes),
      );
      expect(shown.map(({ leadIn }) => /held on (.*), were:/.exec(leadIn)?.[1])).toEqual([
        '26 September 2019',
        '4 February 2020',
      ]);
      expect(lines.filter((line) => outcomes.has(line))).toHaveLength(8);
      expect(lines.join('\n')).not.toMatch(/seventeenth|eighteenth|2021/);
    },
  );

  /** Records one act and gives the journal position that it got. */
  async function act(type: string, stream: string, data: object, ...options: string[]): Promise<number> {
    const args = [
      'do',
      type,
      '--stream',
      stream,
      '--with',
      JSON.stringify(data),
      '--reason',
      'a test',
      ...options,
    ];
    return ((await answered(...args)) as { position: number }).position;
  }

  const shows = async (words: string, ...point: string[]): Promise<boolean> =>
    (await freshReportLines('json', ...point)).includes(words);
  const amended = (ordinal: number, text: string) => ({
    ordinal,
    class: 'substantive',
    text: { language: 'en', text },
  });
  const outcomeOf = (ordinal: number, nth: number): string =>
    meetings.find((meeting) => meeting.ordinal === ordinal)?.outcomes[nth - 1] ?? '';

  it('shows an amended outcome from its position on, and the old words as of before', async () => {
    const position = await act(
      'amend-outcome',
      'meeting-CWG-COP-15',
      amended(3, 'Amended now.'),
      '--authority',
      'the Chair',
    );
    const before = String(position - 1);
    expect([
      await shows(outcomeOf(15, 3), '--as-of', before),
      await shows('Amended now.', '--as-of', before),
    ]).toEqual([true, false]);
    expect(await shows('Amended now.', '--as-of', String(position))).toBe(true);
  });

  it('tells the axes apart: an amendment of 2019, recorded today, is in force in 2020, and was not known before', async () => {
    const position = await act(
      'amend-outcome',
      'meeting-CWG-COP-15',
      amended(2, 'Amended in 2019.'),
      ...['--effective-at', '2019-12-01', '--authority', 'the Chair'],
    );
    expect(await shows('Amended in 2019.', '--at', '2019-11-30')).toBe(false);
    expect(await shows('Amended in 2019.', '--at', '2020-12-31')).toBe(true);
    expect(await shows('Amended in 2019.', '--at', '2020-12-31', '--as-of', String(position - 1))).toBe(
      false,
    );
  });

  it('has the revision of Resolution 179 that was in force, though that of 2014 was recorded last', async () => {
    const revisionAt = async (at: string): Promise<unknown> => {
      const { value: group } = (await answered('show', 'CWG-COP', '--at', at)) as {
        value: { mandate: { instrument: { number: string; revision?: string } }[] };
      };
      return group.mandate.find(({ instrument }) => instrument.number === '179')?.instrument.revision;
    };
    expect(await Promise.all(['2012-01-01', '2016-01-01', '2020-01-01'].map(revisionAt))).toEqual([
      'Guadalajara, 2010',
      'Rev. Busan, 2014',
      'Rev. Dubai, 2018',
    ]);
  });

  it('leaves out what was voided or redated to later, and still shows it as of before', async () => {
    const { value: acts } = (await answered('timeline', 'CWG-COP')) as {
      value: { id: string; ref: string }[];
    };
    const idOf = (ref: string): string | undefined => acts.find((item) => item.ref === ref)?.id;
    const [mascot, stated] = [outcomeOf(16, 2), outcomeOf(16, 1)];
    const voided = await act('void-act', 'meeting-CWG-COP-16', {
      act: idOf('CWG-COP/meetings/16/outcomes/2'),
    });
    const redating = { act: idOf('CWG-COP/meetings/16/outcomes/1'), effectiveAt: '2021-02-01' };
    await act('redate-act', 'meeting-CWG-COP-16', redating);
    const now = await freshReportLines('json', '--at', '2020-12-31');
    const then = await freshReportLines('json', '--at', '2020-12-31', '--as-of', String(voided - 1));
    expect([now, then].map((lines) => [lines.includes(mascot), lines.includes(stated)])).toEqual([
      [false, false],
      [true, true],
    ]);
    expect(await shows(stated, '--at', '2021-02-01')).toBe(true);
  });
});
