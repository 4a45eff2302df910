import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ProblemDetails, components } from '@acta/client';
import { acta } from '../support/command-line.js';
import { ServedRecord } from '../support/served.js';

type ChangesJson = components['schemas']['ChangesJson'];

describe('GET /groups/{group}/changes', () => {
  let record: ServedRecord;
  const get = (query: string, headers = {}) =>
    record.anybody('GET', `/groups/CWG-COP/changes?${query}`, { headers });
  const refs = async (query: string) => ((await get(query)).body as ChangesJson).value.map(({ ref }) => ref);

  beforeAll(async () => {
    record = await ServedRecord.open();
    const secretariat = await record.as('secretariat');
    const amendment = {
      class: 'substantive',
      text: { language: 'en', text: 'The CWG invited the membership to evaluate its programmes.' },
      reason: 'the meeting had agreed on less',
      authority: { by: 'the fifteenth meeting' },
    };
    const answers = [
      await secretariat('POST', '/groups/CWG-COP/meetings/15/outcomes/3/amendments', { body: amendment }),
    ];
    expect(answers[0]?.text).toContain('"written"');
  });
  afterAll(() => record.close());

  it('tells what took effect since a session, as the record now knows it', async () => {
    const { body, headers } = (await get('since=PP-18')) as { body: ChangesJson; headers: Headers };
    expect(body.since).toMatchObject({ axis: 'at', at: '2018-11-16T23:59:59.999Z', position: '0' });
    expect(body.value.map(({ ref }) => ref)).toContain('CWG-COP/meetings/15');
    expect(body.value.map(({ ref }) => ref)).not.toContain('CWG-COP/terms-of-reference');
    expect(headers.get('acta-position')).toBe(body.basis.position);
    expect(await refs('since=C19&asOf=44&at=2020-01-01')).toEqual(
      await refs('since=session:C-19&asOf=44&at=2020-01-01'),
    );
    expect(await refs('since=meeting:15&asOf=44&at=2020-12-31')).not.toContain(
      'CWG-COP/meetings/15/outcomes/1',
    );
    expect(await refs('since=meeting:15&asOf=44&at=2020-12-31')).toContain('CWG-COP/meetings/16/outcomes/1');
  });

  it.each([
    ['meeting:15', 'at', '2019-09-26T23:59:59.999Z', 'meeting 15', 'meeting', '15'],
    ['2019-09', 'at', '2019-09-30T23:59:59.999Z', '2019-09', 'moment', '2019-09'],
    ['c-19', 'at', '2019-06-20T23:59:59.999Z', 'Council 2019 (C-19)', 'session', 'Council 2019 (C-19)'],
    ['44', 'both', expect.any(String), 'position 44', 'position', '44'],
  ])('resolves %s', async (asked, axis, at, named, kind, name) => {
    const { since } = (await get(`since=${asked}`)).body as ChangesJson;
    expect(since).toEqual({ named, kind, name, axis, at, position: asked === '44' ? '44' : '0' });
  });

  it('tells what the record took since a position', async () => {
    const { value } = (await get('since=44')).body as ChangesJson;
    expect(value.map(({ ref, acts }) => [ref, acts.map(({ kind }) => kind)])).toEqual([
      ['CWG-COP/meetings/15/outcomes/3', ['news']],
    ]);
    expect(value[0]?.fields).toContainEqual(
      expect.objectContaining({ field: 'text/text', after: expect.stringContaining('to evaluate') }),
    );
    expect(await refs('since=2019-12-31&axis=as-of')).toHaveLength((await refs('since=0&axis=as-of')).length);
  });

  it('reads as a speaking note, and says the same on a folder', async () => {
    const note = await get('since=44', { accept: 'text/plain' });
    expect(note.headers.get('content-type')).toContain('text/plain');
    expect(note.text).toContain('Outcome 3 of the fifteenth meeting was amended in substance on ');
    expect(note.text).toContain(
      ', on the authority of the fifteenth meeting, because: the meeting had agreed on less.',
    );
    expect(note.text).toContain('“The CWG invited the membership to evaluate its programmes.”');
    expect((await get('since=44&format=text')).headers.get('content-type')).toContain('text/plain');
    expect((await get('since=44', { accept: 'application/pdf' })).status).toBe(406);
    const asOf = ['changes', 'CWG-COP', '--since', '44', '--as-of', '45'];
    const { data, keys } = record.acta.config;
    const here = await acta([...asOf, '--data', data, '--keys', keys]);
    const there = await acta([...asOf, '--url', record.url]);
    expect([here.code, here.out]).toEqual([0, there.out]);
    expect(here.out).toBe((await get('since=44&asOf=45&format=text')).text);
  });

  it('reads in French too, and says the same on a folder', async () => {
    const note = await get('since=44&asOf=45&format=text&language=fr');
    expect(note.text).toContain('CWG-COP\u00a0: ce qui a changé depuis la position 44\n');
    expect(note.text).toContain('Le résultat 3 de la quinzième réunion a été modifié sur le fond le ');
    expect(note.text).toContain(
      ", sous l'autorité suivante\u00a0: the fifteenth meeting, pour le motif suivant\u00a0: the meeting had agreed on less.",
    );
    expect(note.text).toContain('«\u00a0The CWG invited the membership to evaluate its programmes.\u00a0»');
    const { data, keys } = record.acta.config;
    for (const since of ['44', 'C-19', 'meeting:15', '2019-10-01']) {
      const asked = ['changes', 'CWG-COP', '--since', since, '--as-of', '45', '--at', '2027'];
      const args = [...asked, '--language', 'fr'];
      const here = await acta([...args, '--data', data, '--keys', keys]);
      expect([here.code, here.err]).toEqual([0, '']);
      expect(here.out).toMatch(/^CWG-COP\u00a0: ce qui a changé depuis .*\n/);
      expect(here.out.trimEnd().split('\n').at(-1)).toMatch(/^Cette note dit ce qui .*\.$/);
      expect((await acta([...args, '--url', record.url])).out).toBe(here.out);
      expect((await get(`since=${since}&asOf=45&at=2027&format=text&language=fr`)).text).toBe(here.out);
    }
    expect((await get('since=44&language=de')).status).toBe(400);
    expect((await get('since=44&language=fr')).headers.get('content-type')).toContain('application/json');
  });

  it('comes in pages', async () => {
    const all = await refs('since=0&asOf=45');
    const paged: string[] = [];
    for (let after = ''; ;) {
      const page = (await get(`since=0&asOf=45&limit=7${after}`)).body as ChangesJson;
      paged.push(...page.value.map(({ ref }) => ref));
      if (page.next === undefined) break;
      after = `&after=${encodeURIComponent(page.next)}`;
    }
    expect(paged).toEqual(all);
    expect(all.length).toBeGreaterThan(30);
  });

  it.each([
    ['since=C-30', 'session:PP-18'],
    ['since=meeting:99', 'meeting:15, meeting:16, meeting:17, meeting:18'],
    ['since=report:four-year/PP-18..PP-22', 'there are none'],
    ['since=2019', 'a year is given with its month or day'],
    ['since=2020-12-31&at=2019-12-31', 'the earlier point to the later'],
    ['since=44&asOf=20', 'the earlier point to the later'],
    ['axis=at', 'since must name a point'],
    ['since=44&axis=sideways', 'axis'],
  ])('refuses %s, and says what would do', async (query, words) => {
    const { status, body } = (await get(query)) as { status: number; body: ProblemDetails };
    expect(status).toBe(400);
    expect(JSON.stringify(body)).toContain(words);
  });

  it('names a report that was issued', async () => {
    const secretariat = await record.as('secretariat');
    const path = '/groups/CWG-COP/reports/four-year/PP-18..PP-22';
    const chair = await record.as('chair');
    const adopted = await chair('POST', `${path}/adoption`, { body: {} });
    expect(adopted.text).toContain('"written"');
    const submitted = await secretariat('POST', `${path}/submission`, {
      body: { to: 'Council', documentNumber: 'C22/15' },
    });
    expect(submitted.text).toContain('"written"');
    const since = 'since=report:four-year/PP-18..PP-22';
    const { body } = (await get(since)) as { body: ChangesJson };
    expect(body.since).toMatchObject({ axis: 'both', named: 'report four-year/PP-18..PP-22' });
    expect(body.value.map(({ ref }) => ref)).toEqual(['CWG-COP/reports/four-year/PP-18..PP-22']);
  });
});
