import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { acta } from '../support/command-line.js';
import { ServedRecord, type Voice } from '../support/served.js';

const OUTCOME = 'CWG-COP/meetings/15/outcomes/3';
const PATH = '/groups/CWG-COP/meetings/15/outcomes/3';
const FORMULA = '=HYPERLINK("https://example.org","x")';

interface Step {
  act: Record<string, unknown>;
  changes: { ref: string; field: string; before?: unknown; after?: unknown }[];
}

describe('who changed an outcome, when, why and on whose authority', () => {
  let record: ServedRecord;
  let secretariat: Voice;
  let chair: Voice;

  beforeAll(async () => {
    record = await ServedRecord.open();
    secretariat = await record.as('secretariat', 'secretariat');
    chair = await record.as('chair', 'chair');
    const amend = (voice: Voice, body: object) => voice('POST', `${PATH}/amendments`, { body });
    const en = (text: string) => ({ text: { language: 'en', text } });
    const authority = {
      by: 'the sixteenth meeting',
      evidence: { document: 'CWG-COP-16/7', paragraph: '2' },
    };
    const answers = [
      await amend(secretariat, {
        class: 'editorial',
        ...en('The CWG invited all members.'),
        reason: FORMULA,
      }),
      await amend(chair, {
        class: 'substantive',
        ...en('The CWG asked all members.'),
        approvedBy: 'the sixteenth meeting',
        reason: 'the meeting so decided',
        authority,
      }),
      await chair('POST', `${PATH}/rescission`, { body: { reason: 'no longer needed', authority } }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
  });
  afterAll(() => record.close());

  const got = async (path: string) => (await record.anybody('GET', path)).body as Record<string, unknown>;
  const historyOf = (subject: string, more = '') =>
    `/groups/CWG-COP/history?subject=${encodeURIComponent(subject)}${more}`;

  it('is told step by step, with the change itself', async () => {
    const { value } = await got(historyOf(OUTCOME));
    const steps = value as Step[];
    expect(
      steps.map(({ act }) => [act['type'], (act['actingAs'] as { role: string }).role, act['reason']]),
    ).toEqual([
      ['outcome-recorded', 'secretariat', undefined],
      ['outcome-amended', 'secretariat', FORMULA],
      ['outcome-amended', 'chair', 'the meeting so decided'],
      ['outcome-rescinded', 'chair', 'no longer needed'],
    ]);
    expect(steps[2]?.act).toMatchObject({
      assurance: 'authenticated',
      class: 'substantive',
      approvedBy: 'the sixteenth meeting',
      authority: { by: 'the sixteenth meeting', evidence: { document: 'CWG-COP-16/7' } },
    });
    expect(steps[2]?.changes).toContainEqual({
      ref: OUTCOME,
      field: 'text/text',
      before: 'The CWG invited all members.',
      after: 'The CWG asked all members.',
    });
    expect(steps[3]?.changes).toContainEqual(
      expect.objectContaining({ field: 'status', before: 'issued', after: 'rescinded' }),
    );
  });

  it('comes in pages, at any point, and not for what there is not', async () => {
    const first = await got(historyOf(OUTCOME, '&limit=2'));
    expect(first.value).toHaveLength(2);
    const { basis, next } = first as unknown as { basis: { position: string }; next: string };
    const second = await got(historyOf(OUTCOME, `&limit=2&asOf=${basis.position}&after=${next}`));
    expect(second).toMatchObject({ value: [{ act: { actingAs: { role: 'chair' } } }, {}] });
    expect((await got(historyOf(OUTCOME, '&asOf=44'))).value).toHaveLength(1);
    expect((await got(historyOf(OUTCOME, '&at=2020-12-31'))).value).toHaveLength(1);
    const refused = async (subject: string) => {
      const { status, body } = await record.anybody('GET', historyOf(subject));
      return [status, (body as { detail: string }).detail];
    };
    expect(await refused('CWG-COP/meetings/15/outcomes/99')).toEqual([404, expect.stringContaining('99')]);
    expect(await refused('CWG-WSIS/meetings/15')).toEqual([400, expect.stringContaining('CWG-COP')]);
    expect(await refused('nonsense')).toEqual([400, expect.stringContaining('reference')]);
    expect((await record.anybody('GET', '/groups/CWG-COP/history')).status).toBe(400);
  });

  it.each([
    ['CWG-COP/terms-of-reference', 'terms-of-reference-set'],
    ['CWG-COP/liaison-statements/o-1', 'liaison-statement-drafted'],
    ['CWG-COP/reports/four-year/PP-18..PP-22', 'report-drafted'],
    ['CWG-COP', 'group-established'],
  ])('is told of %s, too', async (subject, type) => {
    const { value } = await got(historyOf(subject));
    expect((value as Step[]).map(({ act }) => act['type'])).toContain(type);
  });

  it('is found by what is missing, by whom, and by how late; as CSV without formulas', async () => {
    const search = '/groups/CWG-COP/investigation?inquiry=';
    expect((await got(`${search}without-evidence`)).value).toMatchObject([
      { act: { ref: OUTCOME, reason: FORMULA }, missing: 'authority' },
    ]);
    expect((await got(`${search}person&named=SIXTEENTH`)).value).toHaveLength(2);
    expect((await got(`${search}person`)).errors).toMatchObject([{ field: '/person' }]);
    const { actor } = (((await got(historyOf(OUTCOME))).value as Step[])[2] as Step).act;
    expect((await got(`${search}person&person=${String(actor)}`)).value).toHaveLength(2);
    const late = (await got(`${search}late&days=365&from=2019&to=2019-12-31`)).value as {
      daysLate: number;
    }[];
    expect(late.length).toBeGreaterThan(3);
    expect(late.every(({ daysLate }) => daysLate > 365)).toBe(true);
    expect((await got(`${search}after-term`)).value).toEqual([]);
    const csv = await record.anybody('GET', `${search}without-evidence`, { headers: { accept: 'text/csv' } });
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(csv.headers.get('content-disposition')).toContain('CWG-COP-without-evidence.csv');
    expect(csv.text).toContain(`"'=HYPERLINK(""https://example.org"",""x"")"`);
    expect(csv.text.trim().split('\r\n')).toHaveLength(2);
  });

  it('is the same on the command line, on the folder and over HTTP', async () => {
    const remote = { ACTA_URL: record.url, ACTA_TOKEN: await record.token('auditor', 'a', null) };
    const { data, keys } = record.acta.config;
    for (const line of [
      `history ${OUTCOME} --as-of 47`,
      `history ${OUTCOME} --as-of 47 --json`,
      'history CWG-COP --as-of 47',
      'investigate CWG-COP late --days 365 --as-of 47',
      'investigate CWG-COP late --days 365 --subject CWG-COP/terms-of-reference --as-of 47',
      'investigate CWG-COP without-evidence --as-of 47 --csv',
      'investigate CWG-COP person --named sixteenth --as-of 47 --json',
      'access-log --kind export --json',
    ]) {
      const args = line.split(' ');
      const local = await acta([...args, '--data', data, '--keys', keys]);
      expect([line, local.code, local.err]).toEqual([line, 0, '']);
      expect([line, await acta(args, remote)]).toEqual([line, local]);
    }
    const terms = 'investigate CWG-COP late --subject CWG-COP/terms-of-reference';
    expect((await acta(terms.split(' '), remote)).out.match(/^ +\d+ {2}/gm)).toHaveLength(1);
    expect((await acta([`investigate`, 'CWG-COP', 'person'], remote)).code).toBe(2);
    expect((await acta(['history', 'nonsense'], remote)).code).toBe(2);
    expect(await acta(['history', 'CWG-COP/meetings/99'], remote)).toMatchObject({ code: 1 });
  });
});
