import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Staleness, StepView } from '@acta/application';
import { act } from '../support/acting.js';
import { acta } from '../support/command-line.js';
import { rawEvents } from '../support/reference.js';
import { ServedRecord } from '../support/served.js';

const REPORT = '/groups/CWG-COP/reports/four-year/PP-18..PP-22';
const REF = 'CWG-COP/reports/four-year/PP-18..PP-22';
const STREAM = 'report-CWG-COP-four-year-PP-18..PP-22';
const SIXTEENTH = 'meeting-CWG-COP-16';

/** Each test goes on where the one before it ended. */
describe('an issued report', () => {
  let record: ServedRecord;
  let issued: string;
  beforeAll(async () => {
    record = await ServedRecord.open();
    await act(record.acta, { type: 'adopt-report', stream: STREAM, data: {} });
    await act(record.acta, { type: 'submit-report', stream: STREAM, data: { to: 'Council' } });
    issued = (await record.anybody('GET', `${REPORT}?format=html`)).text;
  });
  afterAll(() => record.close());

  const stale = async (query = ''): Promise<Staleness> => {
    const { body } = await record.anybody('GET', `/groups/CWG-COP/stale-reports${query}`);
    const [found] = (body as { value: Staleness[] }).value;
    if (found === undefined) throw new Error('no report was issued');
    return found;
  };
  const corrigendum = async () => (await record.anybody('GET', `${REPORT}/corrigendum?format=md`)).text;
  const amend = (more: object, text: string) =>
    act(record.acta, {
      type: 'amend-outcome',
      stream: SIXTEENTH,
      data: { ordinal: 1, class: 'substantive', text: { language: 'en', text } },
      reason: 'it was misheard',
      authority: { by: 'the Chair' },
      ...more,
    });

  it('says what the record says when it is issued, and after an act of later', async () => {
    expect(await stale()).toMatchObject({
      ref: REF,
      issued: { position: '45' },
      stale: false,
      paragraphs: [],
    });
    await amend({}, 'The Chair stated something new.');
    expect(await stale()).toMatchObject({ stale: false, acts: [] });
    expect(await corrigendum()).toContain('Nothing differs.');
  });

  it('is stale once what it says of its own moment is corrected: the words, the acts, and the corrigendum', async () => {
    await amend({ effectiveAt: '2020-02-05' }, 'The Chair stated that a report would be prepared for both.');
    const found = await stale();
    expect(found.stale).toBe(true);
    const words = JSON.stringify(found.paragraphs);
    expect(words).toContain('both the fifteenth and the sixteenth meetings');
    expect(words).toContain('"mark":"inserted"');
    expect(found.acts).toMatchObject([
      { position: '47', ref: 'CWG-COP/meetings/16/outcomes/1' },
      { position: '48', effective: { date: '2020-02-05' } },
    ]);
    const draft = await corrigendum();
    expect(draft).toMatch(/In 2\.2\n\n- For:[^]*both the fifteenth[^]*- Read:[^]*prepared for both\./);
    expect(draft).toContain('**DRAFT**');
  });

  it('was not stale before that, and keeps its bytes', async () => {
    expect((await stale('?asOf=47')).stale).toBe(false);
    expect((await record.anybody('GET', `${REPORT}?format=html`)).text).toBe(issued);
    const { text } = await record.anybody(
      'GET',
      `/groups/CWG-COP/redline?subject=${REF}&from=issued&format=md`,
    );
    expect(text).toContain('as issued');
    expect(text).toMatch(/<del>.*both the fifteenth/);
  });

  it('is stale no more when the correction is voided', async () => {
    const { acts } = await stale();
    const id = acts.at(-1)?.id ?? '';
    await act(record.acta, { type: 'void-act', stream: SIXTEENTH, data: { act: id }, reason: 'not so' });
    expect((await stale()).stale).toBe(false);
  });

  it('is told of on the command line, on the folder and over HTTP', async () => {
    const remote = { ACTA_URL: record.url };
    const { data, keys } = record.acta.config;
    for (const line of [
      'stale CWG-COP --as-of 48',
      'stale CWG-COP --as-of 48 --json',
      `corrigendum ${REF} --as-of 48`,
      `corrigendum ${REF} --as-of 48 --format docx`,
    ]) {
      const local = await acta([...line.split(' '), '--data', data, '--keys', keys]);
      expect([line, local.code, local.err]).toEqual([line, 0, '']);
      expect([line, await acta(line.split(' '), remote)]).toEqual([line, local]);
    }
    expect(await acta(['stale', 'CWG-COP', '--as-of', '44'], remote)).toMatchObject({
      code: 0,
      out: expect.stringContaining('No report was issued.'),
    });
    expect((await acta(['corrigendum', REF, '--as-of', '44'], remote)).code).toBe(1);
    expect((await acta(['corrigendum', 'CWG-COP/meetings/15'], remote)).code).toBe(2);
  });

  it('cannot be composed once a session of its period is voided: the list and the step tell so', async () => {
    const entered = rawEvents(record.acta).find(({ data }) => data['session'] === 'PP-18');
    const data = { act: entered?.metadata.id ?? '' };
    await act(record.acta, { type: 'void-act', stream: 'calendar', data, reason: 'entered twice' });
    const uncomposed = expect.stringMatching(/the period PP-18\.\.PP-22 is not known/);

    expect(await stale()).toMatchObject({ ref: REF, stale: true, uncomposed, paragraphs: [], acts: [] });
    const { body } = await record.anybody('GET', '/groups/CWG-COP/replay/44?axis=as-of');
    const { documents } = (body as { value: StepView }).value;
    expect(documents).toEqual([{ of: REF, paragraphs: [], uncomposed }]);

    const remote = { ACTA_URL: record.url };
    const { data: folder, keys } = record.acta.config;
    const line = ['stale', 'CWG-COP', '--as-of', '50'];
    const local = await acta([...line, '--data', folder, '--keys', keys]);
    expect(local).toMatchObject({
      code: 0,
      out: expect.stringContaining('it cannot be composed by now: the period PP-18..PP-22'),
    });
    expect(await acta(line, remote)).toEqual(local);
  });
});
