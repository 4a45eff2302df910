import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { StepView } from '@acta/application';
import type { ReplayedAct } from '@acta/projections';
import { lineText } from '@acta/reporting';
import { acta } from '../support/command-line.js';
import { ServedRecord } from '../support/served.js';

const OUTCOME = 'CWG-COP/meetings/15/outcomes/3';
const REPORT = 'CWG-COP/reports/four-year/PP-18..PP-22';
const NEW = 'The CWG invited the membership to evaluate its programmes.';

describe('GET /groups/{group}/replay/{position}', () => {
  let record: ServedRecord;
  const step = async (position: string, query = '') =>
    record.anybody('GET', `/groups/CWG-COP/replay/${position}${query}`);
  const valueOf = async (position: string, query = '') =>
    ((await step(position, query)).body as { value: StepView }).value;

  beforeAll(async () => {
    record = await ServedRecord.open();
    const secretariat = await record.as('secretariat');
    const body = {
      class: 'editorial',
      text: { language: 'en', text: NEW },
      reason: 'a slip',
      authority: { by: 'the Chair' },
    };
    const amended = await secretariat('POST', '/groups/CWG-COP/meetings/15/outcomes/3/amendments', { body });
    expect(amended.text).toContain('"position":"45"');
  });
  afterAll(() => record.close());

  it('tells the act, the paragraphs that it changed, the state after it and the steps beside it', async () => {
    const view = await valueOf('45');
    expect(view.act).toMatchObject({ position: '45', ref: OUTCOME, type: 'outcome-amended' });
    expect(view.changes).toContainEqual(expect.objectContaining({ field: 'text/text', after: NEW }));
    expect(view.state).toMatchObject({ ref: OUTCOME, fields: { 'text/text': NEW, status: 'issued' } });
    expect(view.documents.map(({ of }) => of)).toEqual(['CWG-COP/meetings/15', REPORT]);
    for (const { paragraphs } of view.documents) {
      const read = (without: 'inserted' | 'deleted') =>
        paragraphs.map((line) => lineText(line, without)).join();
      expect([read('inserted'), read('deleted')]).toEqual([
        expect.stringContaining('realize and be aware'),
        expect.stringContaining(NEW),
      ]);
      expect([read('inserted').includes(NEW), read('deleted').includes('realize')]).toEqual([false, false]);
    }
    expect([view.previous !== undefined, view.next]).toEqual([true, undefined]);
  });

  it('goes from one end to the other, as the replay does', async () => {
    const query = '?order=recording&subject=CWG-COP/meetings/15';
    const { value } = (await record.anybody('GET', `/groups/CWG-COP/replay${query}`)).body as {
      value: ReplayedAct[];
    };
    const visited: string[] = [];
    for (let position: string | undefined = value[0]?.act.position; position !== undefined;) {
      visited.push(position);
      position = (await valueOf(position, query)).next;
    }
    expect(visited).toEqual(value.map(({ act }) => act.position));
    const back = await record.anybody('GET', `/groups/CWG-COP/replay${query}&direction=backwards`);
    expect((back.body as { value: ReplayedAct[] }).value).toEqual([...value].reverse());
  });

  it('shows the acts of one caller alone', async () => {
    const actor = (await valueOf('45')).act as { actor: string };
    const { value } = (await record.anybody('GET', `/groups/CWG-COP/timeline?actor=${actor.actor}`)).body as {
      value: { position: string }[];
    };
    expect(value.map(({ position }) => position)).toEqual(['45']);
  });

  it('finds nothing where there is no step, and refuses what is no selection', async () => {
    expect((await step('1')).status).toBe(404);
    expect((await step('45', '?subject=CWG-COP/meetings/16')).status).toBe(404);
    expect((await step('999')).status).toBe(404);
    expect((await step('x')).status).toBe(404);
    expect((await step('45', '?actor=me')).status).toBe(400);
    expect((await step('45', '?order=none')).status).toBe(400);
  });

  it('is what acta replay selects, on a folder and over HTTP', async () => {
    const args = ['replay', 'CWG-COP', '--subject', OUTCOME, '--backwards', '--json'];
    const { data, keys } = record.acta.config;
    const here = await acta([...args, '--data', data, '--keys', keys]);
    const there = await acta([...args, '--url', record.url]);
    expect(here.out).toBe(there.out);
    expect(here.out.trim().split('\n')).toHaveLength(2);
    expect(here.out).toMatch(/outcome-amended[^\n]*\n[^\n]*outcome-recorded/);
  });
});
