import { readFileSync } from 'node:fs';
import { join } from 'node:path';
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
      'access-log --kind export --csv',
      'access-log --csv',
    ]) {
      const args = line.split(' ');
      const local = await acta([...args, '--data', data, '--keys', keys]);
      expect([line, local.code, local.err]).toEqual([line, 0, '']);
      expect([line, await acta(args, remote)]).toEqual([line, local]);
    }
    const terms = 'investigate CWG-COP late --subject CWG-COP/terms-of-reference';
    expect((await acta(terms.split(' '), remote)).out.match(/^ +\d+ {2}/gm)).toHaveLength(1);
    expect((await acta([`investigate`, 'CWG-COP', 'person'], remote)).code).toBe(2);
    for (const line of ['investigate CWG-COP late --csv --json', 'access-log --csv --json'])
      expect(await acta(line.split(' '), remote)).toMatchObject({
        code: 2,
        err: expect.stringContaining('--csv or --json'),
      });
    for (const more of ['--limit 3', '--after 3'])
      expect((await acta(`access-log --csv ${more}`.split(' '), remote)).code).toBe(2);
    expect((await acta(['history', 'nonsense'], remote)).code).toBe(2);
    expect(await acta(['history', 'CWG-COP/meetings/99'], remote)).toMatchObject({ code: 1 });
  });
});

describe('the mandate matrix', () => {
  let record: ServedRecord;
  const PATH = '/groups/CWG-COP/mandate-matrix';
  const HOSTILE = `=1+1 <script>alert(1)</script> [a](b) | *x* & ]]>`;
  const get = (query = '', headers = {}) => record.anybody('GET', PATH + query, { headers });

  beforeAll(async () => {
    record = await ServedRecord.open();
    const secretariat = await record.as('secretariat');
    const answers = [
      await secretariat('POST', '/groups/CWG-COP/meetings/15/outcomes/3/amendments', {
        body: {
          class: 'editorial',
          text: { language: 'en', text: HOSTILE },
          links: { clauses: ['1.1'] },
          reason: 'x',
        },
      }),
      await secretariat('POST', '/groups/CWG-COP/clause-links', {
        body: { ref: 'meetings/15/outcomes/1', clauses: ['1.2'] },
      }),
    ];
    expect(answers.map(({ status, text }) => (status === 201 ? 201 : text))).toEqual([201, 201]);
  });
  afterAll(() => record.close());

  it('comes in the format that Accept or format= asks for; as JSON where anything will do', async () => {
    const types = {
      json: 'application/json; charset=utf-8',
      md: 'text/markdown; charset=utf-8',
      html: 'text/html; charset=utf-8',
      docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
      csv: 'text/csv; charset=utf-8',
    };
    for (const [format, type] of Object.entries(types)) {
      const [accept = ''] = type.split(';');
      for (const answer of [await get(`?format=${format}`), await get('', { accept })]) {
        expect([format, answer.status, answer.headers.get('content-type')]).toEqual([format, 200, type]);
        expect(answer.headers.get('acta-position')).toBe(String(record.acta.journal.head().position));
        expect(answer.headers.get('vary')).toContain('accept');
      }
    }
    expect((await get('', { accept: '*/*' })).headers.get('content-type')).toBe(types.json);
    expect((await get('', { accept: 'application/pdf' })).status).toBe(406);
    expect((await get('?format=pdf')).status).toBe(400);
    expect((await get('?format=csv')).headers.get('content-disposition')).toContain(
      'CWG-COP-mandate-matrix.csv',
    );
    expect((await record.anybody('GET', '/groups/CWG-NO/mandate-matrix?format=md')).status).toBe(404);
  });

  it('shows who linked what, when, and says of the rest that it is not classified', async () => {
    const { value } = (await get()).body as { value: { clauses: { number: string; linked: unknown[] }[] } };
    const linked = (number: string) => value.clauses.find((clause) => clause.number === number)?.linked;
    expect(linked('1.1')).toMatchObject([
      { ref: OUTCOME, link: { actingAs: { role: 'secretariat', group: 'CWG-COP' }, withOutcome: true } },
    ]);
    const { text } = await get('?format=md');
    expect(text).toContain('Outcome 3 of the fifteenth meeting');
    expect(text).toMatch(/Secretariat \(CWG-COP\), recorded on .*; named in the outcome itself/);
    expect(text).toContain('Not classified: nothing is linked to this clause');
    expect(text).not.toContain('no activity');
    const french = (await get('?format=md&language=fr')).text;
    expect(french).toContain('Le résultat 3 de la quinzième réunion');
    expect(french).toContain('Non classé\u00a0: rien n');
    expect((await get('?format=md&at=2019-12-31')).text).not.toContain('Linked to clause');
  });

  it('keeps what was recorded inert, whatever it looks like', async () => {
    const csv = (await get('?format=csv')).text;
    expect(csv).toContain(`"'=1+1 <script>alert(1)</script> [a](b) | *x* & ]]>"`.slice(1, -1));
    expect(csv).not.toMatch(/(?:^|,)"?=/m);
    const html = (await get('?format=html')).text;
    expect(html).not.toContain('<script>');
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    const markdown = (await get('?format=md')).text;
    expect(markdown).not.toMatch(/(?<!\\)<script>|(?<!\\)\[a\]\(b\)/);
  });

  it.each(['text', 'json', 'md', 'html', 'docx', 'csv'])(
    'is the same on a folder and over HTTP: %s',
    async (format) => {
      const { data, keys } = record.acta.config;
      for (const language of ['en', 'fr']) {
        const args = ['mandate', 'CWG-COP', '--format', format, '--language', language, '--as-of', '46'];
        const point = [...args, '--at', '2030'];
        const here = await acta([...point, '--data', data, '--keys', keys]);
        expect([here.code, here.err, here.out.length > 100]).toEqual([0, '', true]);
        expect(await acta([...point, '--url', record.url])).toEqual(here);
      }
    },
  );

  it('is written to a file where one is named', async () => {
    const { data, keys } = record.acta.config;
    const file = join(record.temporary.folder, 'matrix.csv');
    const args = ['mandate', 'CWG-COP', '--format', 'csv', '--out', file, '--data', data, '--keys', keys];
    expect(await acta(args)).toEqual({ code: 0, out: '', err: '' });
    expect(readFileSync(file, 'utf8')).toBe((await get('?format=csv')).text);
    expect((await acta(['mandate', 'CWG-COP', '--format', 'pdf'])).code).toBe(2);
  });
});
