import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Command } from '@acta/domain';
import { act } from '../support/acting.js';
import { type Heard, ServedRecord, type Voice } from '../support/served.js';
import { SseClient } from '../support/sse.js';

/* What answers told of what was hidden, each found by comparing two records that differ in nothing else. */

const MEETING = '/groups/CWG-COP/meetings/20';
const text = (words: string) => ({ language: 'en', text: words });
const paper = { title: text('A paper'), sources: [{ name: 'Egypt' }] };

describe('of what is hidden from its reader', () => {
  let record: ServedRecord;
  let chair: Voice;
  let chairElsewhere: Voice;
  let delegate: Voice;
  let observer: Voice;
  const give = (command: Command) => act(record.acta, command);
  const hide = (id: string) =>
    give({
      type: 'classify-liaison-statement',
      stream: `liaison-${id}`,
      data: { classification: 'draft' },
    });
  const draft = (group: string, ordinal: number) =>
    give({
      type: 'draft-liaison-statement',
      data: { group, ordinal, addressees: [{ name: 'Council' }], subject: text('A statement') },
    });

  beforeAll(async () => {
    record = await ServedRecord.open();
    chair = await record.as('chair');
    chairElsewhere = await record.as('chair', 'elsewhere', 'CWG-OTH');
    delegate = await record.as('delegate');
    observer = await record.as('observer');
    await give({
      type: 'establish-group',
      data: { group: 'CWG-OTH', acronym: 'CWG-OTH', name: text('Another group') },
    });
    for (const group of ['CWG-COP', 'CWG-OTH']) {
      const stream = `meeting-${group}-20`;
      await give({ type: 'plan-meeting', data: { group, ordinal: 20, held: { from: '2027-01-01' } } });
      await give({ type: 'open-meeting', stream, data: {} });
      await give({ type: 'record-outcome', stream, data: { ordinal: 1, text: text('Agreed.') } });
    }
    await draft('CWG-COP', 50);
  });
  afterAll(() => record.close());

  const submitted = async (voice: Voice, more: object = {}): Promise<string> => {
    const { body } = await voice('POST', `${MEETING}/contributions`, { body: { ...paper, ...more } });
    return (body as { ref: string }).ref.split('/').slice(4).join('/');
  };
  const refusal = ({ status, body }: Heard) => {
    const [first] = (body as { errors: { rule: string }[] }).errors;
    return [status, first?.rule];
  };

  it('the order of fields tells nothing: they stand as they were recorded', async () => {
    const { position } = await give({
      type: 'record-outcome',
      stream: 'meeting-CWG-COP-20',
      data: { ordinal: 2, text: text('Linked.'), links: { liaisonStatements: ['CWG-COP-o-50'] } },
    });
    const replayed = async () =>
      (await observer('GET', `/groups/CWG-COP/replay?asOf=${String(position)}&after=${String(position - 1)}`))
        .text;
    const before = await replayed();
    await draft('CWG-COP', 51);
    await hide('CWG-COP-o-51');
    expect(await replayed()).toBe(before);
  });

  it('no other group names it, even one in which nothing is hidden', async () => {
    await draft('CWG-COP', 52);
    await hide('CWG-COP-o-52');
    const { position } = await give({
      type: 'record-outcome',
      stream: 'meeting-CWG-OTH-20',
      data: { ordinal: 2, text: text('Linked.'), links: { liaisonStatements: ['CWG-COP-o-52'] } },
    });
    for (const path of [
      '/groups/CWG-OTH/meetings/20/outcomes/2',
      '/groups/CWG-OTH/meetings/20',
      `/groups/CWG-OTH/replay?after=${String(position - 1)}&order=recording`,
    ]) {
      expect((await record.anybody('GET', path)).text).not.toContain('CWG-COP-o-52');
      expect((await chairElsewhere('GET', path)).text).not.toContain('CWG-COP-o-52');
    }
  });

  it('a link, an answer or a reply to it is refused as one to what is not there', async () => {
    await draft('CWG-COP', 53);
    await hide('CWG-COP-o-53');
    const tried = (id: string) =>
      Promise.all([
        chairElsewhere('POST', '/groups/CWG-OTH/meetings/20/outcomes', {
          body: { ordinal: 9, text: text('Linked.'), links: { liaisonStatements: [id] } },
        }),
        chairElsewhere('POST', '/groups/CWG-OTH/liaison-statements/outgoing', {
          body: { ordinal: 9, addressees: [{ name: 'Council' }], inReplyTo: id },
        }),
      ]);
    const hidden = await tried('CWG-COP-o-53');
    const absent = await tried('CWG-COP-o-54');
    expect(hidden.map(refusal)).toEqual(Array(2).fill([409, 'unknown-liaison-statement']));
    expect(hidden.map((each) => each.text.replaceAll('o-53', 'o-54'))).toEqual(
      absent.map((each) => each.text),
    );
  });

  it('no link to clauses of it shows, nor a correction of one', async () => {
    const { body } = await chair('POST', `${MEETING}/contributions`, {
      body: { ...paper, classification: 'draft' },
    });
    const contribution = (body as { ref: string }).ref.replace('CWG-COP/', '');
    await draft('CWG-COP', 55);
    await hide('CWG-COP-o-55');
    for (const ref of [contribution, 'liaison-statements/o-55']) {
      const before = record.acta.journal.head().position;
      const linked = await chair('POST', '/groups/CWG-COP/clause-links', { body: { ref, clauses: ['1.1'] } });
      expect(linked.status).toBe(201);
      const { events } = linked.body as { events: { id: string }[] };
      await give({
        type: 'void-act',
        stream: 'group-CWG-COP',
        data: { act: events[0]?.id ?? '' },
        reason: 'entered in error',
      });
      const acts = `after=${String(before)}&order=recording`;
      for (const path of [`/groups/CWG-COP/replay?${acts}`, `/groups/CWG-COP/timeline?${acts}`]) {
        expect((await chair('GET', path)).text).toContain(ref);
        expect((await record.anybody('GET', path)).text).not.toMatch(/clause|voided/);
      }
      await give({
        type: 'record-narrative',
        stream: 'meeting-CWG-COP-20',
        data: { item: '1', text: text(ref) },
      });
      const heard = await SseClient.open(`${record.url}/events?group=CWG-COP&after=${String(before)}`);
      const [first] = await heard.first(1);
      heard.close();
      expect(first?.data.type).toContain('narrative-recorded');
    }
  });

  it("a document's hash tells nothing and gets nothing: only who put it in may name it", async () => {
    const put = (voice: Voice) =>
      voice('POST', '/groups/CWG-COP/documents', {
        body: Buffer.from('Known to some.\n'),
        headers: { 'content-type': 'text/plain' },
      });
    const { body: document } = await put(delegate);
    const name = () => observer('POST', `${MEETING}/contributions`, { body: { ...paper, document } });
    expect(refusal(await name())).toEqual([400, 'unknown-document']);
    await put(observer);
    expect((await name()).status).toBe(201);
  });

  it('a number does not tell how many there are: who does not see a series has one of their own', async () => {
    const own = await submitted(observer, { classification: 'states' });
    expect(own).toMatch(/^CWG-COP-20\/S-[0-9a-f]{8}-1$/);
    expect(await submitted(delegate, { classification: 'states' })).toBe('CWG-COP-20/S-1');
    const next = await submitted(observer, { classification: 'states', title: text('Another') });
    expect(next).toBe(own.replace(/1$/, '2'));
  });

  it('no number is given again, whatever became of what had it', async () => {
    const classification = 'states';
    const path = `${MEETING}/contributions`;
    const { body } = await delegate('POST', path, {
      body: { ...paper, title: text('Voided'), classification },
    });
    const { ref, events } = body as { ref: string; events: { id: string }[] };
    await give({
      type: 'void-act',
      stream: 'meeting-CWG-COP-20',
      data: { act: events[0]?.id ?? '' },
      reason: 'entered in error',
    });
    expect(ref.endsWith(await submitted(delegate, { title: text('After it'), classification }))).toBe(false);
  });

  it("a revision's number cannot be that of another contribution, whoever gives it", async () => {
    const number = await submitted(delegate, { classification: 'members' });
    const revise = (voice: Voice, revisedAs: string) =>
      voice('POST', `${MEETING}/contributions/${encodeURIComponent(number)}/revisions`, {
        body: { revisedAs },
      });
    for (const voice of [delegate, chair])
      expect(refusal(await revise(voice, `${number}0`))).toEqual([409, 'number-of-its-own']);
    expect((await revise(delegate, `${number}(Rev.1)-E`)).status).toBe(201);
    expect((await revise(delegate, `${number} Rev.2`)).status).toBe(201);
  });

  it('the order within a day tells nothing: who does not see all of it does not date their acts', async () => {
    const body = { ...paper, effectiveAt: '2027-01-01' };
    for (const voice of [delegate, observer])
      expect(refusal(await voice('POST', `${MEETING}/contributions`, { body }))).toEqual([400, 'not-dated']);
    expect((await chair('POST', `${MEETING}/contributions`, { body })).status).toBe(201);
  });

  it('an issued report that names an erased person is given redacted, whatever else is hidden', async () => {
    const subject = '00000000-0000-4000-8000-00000000000a';
    const stream = 'report-CWG-COP-four-year-PP-18..PP-22';
    await give({
      type: 'record-chair',
      stream: 'meeting-CWG-COP-18',
      data: { person: { subject, name: 'Somebody' } },
      reason: 'it became known',
    });
    await give({ type: 'adopt-report', stream, data: {} });
    await give({ type: 'submit-report', stream, data: { to: 'Council' } });
    await give({ type: 'erase-person', data: { subject } });
    const path = '/groups/CWG-COP/reports/four-year/PP-18..PP-22?reading=issued&format=md';
    const { status, text: given } = await observer('GET', path);
    expect([status, given.includes('REDACTED')]).toEqual([200, true]);
  });
});
