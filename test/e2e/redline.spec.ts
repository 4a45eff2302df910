import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Line, type Redline, redlineLines, renderRedline } from '@acta/reporting';
import { acta } from '../support/command-line.js';
import { Office, hasOffice } from '../support/office.js';
import { ServedRecord, type Voice } from '../support/served.js';

const OUTCOME = 'CWG-COP/meetings/15/outcomes/1';
const PATH = '/groups/CWG-COP/meetings/15/outcomes/1';
const REPORT = 'CWG-COP/reports/four-year/PP-18..PP-22';
const OLD =
  'The Chair encouraged providing guidance and ideas on how to improve the number of responses from young people.';
const NEW = 'The Chair invited all to give guidance on how to improve the number of responses from children.';
const ARABIC = 'شجّع الرئيس على تقديم التوجيهات، 会议 and more.';

describe('a redline', () => {
  let record: ServedRecord;
  let chair: Voice;
  beforeAll(async () => {
    record = await ServedRecord.open();
    chair = await record.as('chair', 'chair');
    const amend = (text: string) =>
      chair('POST', `${PATH}/amendments`, {
        body: {
          class: 'substantive',
          text: { language: 'en', text },
          reason: 'so',
          authority: { by: 'the group' },
        },
      });
    expect([(await amend(NEW)).status, (await amend(ARABIC)).status]).toEqual([201, 201]);
  });
  afterAll(() => record.close());

  const address = (subject: string, query: string): string =>
    `/groups/CWG-COP/redline?subject=${encodeURIComponent(subject)}&${query}`;
  const got = async (subject: string, query: string): Promise<Redline> =>
    (await record.anybody('GET', address(subject, `${query}&format=json`))).body;
  const refused = async (subject: string, query: string) => {
    const { status, body } = await record.anybody('GET', address(subject, query));
    return [status, (body as { detail: string }).detail];
  };

  it('of an outcome goes by words, with who and when, between any two points', async () => {
    const { lines, from, to, changes } = await got(OUTCOME, 'fromAsOf=44&toAsOf=45');
    expect(lines[0]?.cells[0]?.slice(0, 4)).toEqual([
      { text: 'The Chair ' },
      { text: 'encouraged providing', mark: 'deleted' },
      { text: 'invited all to give', mark: 'inserted' },
      { text: ' guidance ' },
    ]);
    expect(lines[0]?.changed?.author).toBe('chair of CWG-COP');
    expect(changes).toBe(1);
    expect([from, to].map((words) => /position (\d+)/.exec(words)?.[1])).toEqual(['44', '45']);
    // Nothing of the old words is in the new ones: a line went, another came.
    expect((await got(OUTCOME, 'fromAt=2019-12-31')).changes).toBe(2);
    expect((await got(OUTCOME, 'fromAsOf=45&toAsOf=45')).changes).toBe(0);
  });

  it('shows all as new where there was nothing yet, and says so', async () => {
    const { lines, from } = await got(OUTCOME, 'fromAsOf=3&toAsOf=44');
    expect(from).toContain('not in the record');
    expect(lines.every(({ mark }) => mark === 'inserted')).toBe(true);
  });

  it('is of a report, a summary, terms of reference, a contribution and a statement, too', async () => {
    expect((await got(REPORT, 'fromAsOf=44')).changes).toBeGreaterThan(0);
    expect((await got('CWG-COP/meetings/15', 'fromAsOf=44')).changes).toBeGreaterThan(0);
    const terms = await got('CWG-COP/terms-of-reference', 'fromAsOf=44');
    expect(terms.lines.map(({ provision }) => provision?.mark).slice(0, 3)).toEqual(['NOC', 'NOC', 'NOC']);
    expect((await got('CWG-COP/liaison-statements/o-1', 'fromAsOf=5&toAsOf=44')).changes).toBeGreaterThan(0);
  });

  it('is refused precisely', async () => {
    expect(await refused(OUTCOME, 'fromAsOf=45&toAsOf=44')).toEqual([
      400,
      expect.stringContaining('reversed'),
    ]);
    expect(await refused(OUTCOME, 'fromAt=2021&toAt=2020')).toEqual([
      400,
      expect.stringContaining('reversed'),
    ]);
    expect(await refused(OUTCOME, 'fromAsOf=99999')).toEqual([400, expect.stringContaining('beyond')]);
    expect(await refused('CWG-COP/meetings/15/outcomes/99', 'fromAsOf=44')).toEqual([
      404,
      expect.stringContaining('neither'),
    ]);
    expect(await refused('CWG-WSIS/meetings/1', 'fromAsOf=44')).toEqual([
      400,
      expect.stringContaining('CWG-COP'),
    ]);
    expect(await refused(REPORT, 'from=issued')).toEqual([404, expect.stringContaining('not issued')]);
    expect(await refused(OUTCOME, 'from=issued')).toEqual([400, expect.stringContaining('only a report')]);
  });

  it('is the same on the command line, on the folder and over HTTP', async () => {
    const remote = { ACTA_URL: record.url };
    const { data, keys } = record.acta.config;
    for (const line of [
      `redline ${OUTCOME} --from-as-of 44 --to-as-of 46`,
      `redline ${REPORT} --from-as-of 44 --to-as-of 46 --format html`,
      `redline ${OUTCOME} --from-as-of 44 --to-as-of 46 --format docx`,
      'redline CWG-COP/terms-of-reference --from-at 2012 --to-as-of 46 --json',
    ]) {
      const local = await acta([...line.split(' '), '--data', data, '--keys', keys]);
      expect([line, local.code, local.err]).toEqual([line, 0, '']);
      expect([line, await acta(line.split(' '), remote)]).toEqual([line, local]);
    }
    expect((await acta(['redline', OUTCOME], remote)).code).toBe(2);
  });

  (hasOffice ? describe : describe.skip)('in Word (skipped where LibreOffice is not installed)', () => {
    let office: Office;
    beforeAll(() => {
      office = new Office();
    });
    afterAll(() => office.close());

    const docx = async (subject: string, query: string): Promise<Uint8Array> => {
      const path = `${record.url}${address(subject, `${query}&format=docx`)}`;
      return new Uint8Array(await (await fetch(path)).arrayBuffer());
    };
    const both = async (subject: string, query: string) => {
      const bytes = await docx(subject, query);
      return [
        office.settled(bytes, '.uno:RejectAllTrackedChanges'),
        office.settled(bytes, '.uno:AcceptAllTrackedChanges'),
      ];
    };

    it('reads as the old text where its changes are rejected, and as the new where they are accepted', async () => {
      for (const [to, text] of [
        ['45', NEW],
        ['46', ARABIC],
      ]) {
        const [rejected, accepted] = await both(OUTCOME, `fromAsOf=44&toAsOf=${to ?? ''}`);
        expect([rejected?.[1], accepted?.[1]]).toEqual([OLD, text]);
        // Without what says which two versions these are, only that text differs.
        expect(accepted?.toSpliced(1, 1)).toEqual(rejected?.toSpliced(1, 1));
      }
    });

    it('does so for a table: a row that came or went leaves nothing behind', async () => {
      const row = (...cells: string[]): Line => ({ kind: 'row', cells, restsOn: [] });
      const around = (rows: Line[]): Line[] => [
        { kind: 'caption', cells: ['Papers'], restsOn: [] },
        row('Number', 'Title'),
        ...rows,
        { kind: 'paragraph', cells: ['That is all.'], restsOn: [] },
      ];
      const [old, renewed] = [
        around([row('1', 'First'), row('2', 'Of which nothing stays')]),
        around([row('1', 'First, revised'), row('3', 'Entirely new words'), row('4', 'Another one')]),
      ] as const;
      const redlined = async (before: Line[], after: Line[]) => {
        const lines = redlineLines(before, after, { language: 'en', noteOf: () => undefined });
        const told = { language: 'en', title: 'A table', from: 'Before.', to: 'After.', lines, changes: 0 };
        return (await renderRedline(told, 'docx', '2026-03-02T00:00:00.000Z')).bytes;
      };
      const tracked = await redlined(old, renewed);
      expect(office.settled(tracked, '.uno:RejectAllTrackedChanges')).toEqual(
        office.settled(await redlined(old, old), '.uno:AcceptAllTrackedChanges'),
      );
      const accepted = office.settled(tracked, '.uno:AcceptAllTrackedChanges');
      expect(accepted).toEqual(
        office.settled(await redlined(renewed, renewed), '.uno:AcceptAllTrackedChanges'),
      );
      expect(accepted.join(' ')).toContain('Entirely new words');
    });

    it('does so for a whole report: no empty paragraph is left of what came or went', async () => {
      const [rejected, accepted] = await both(REPORT, 'fromAsOf=44&toAsOf=46');
      const [was, is] = await both(REPORT, 'fromAsOf=46&toAsOf=46');
      const body = (lines: string[] | undefined) => lines?.slice(0, -2);
      expect(body(accepted)).toEqual(body(is));
      expect(body(is)).toEqual(body(was));
      const [before] = await both(REPORT, 'fromAsOf=44&toAsOf=44');
      expect(body(rejected)).toEqual(body(before));
      expect(body(rejected)).not.toEqual(body(accepted));
    });
  });
});
