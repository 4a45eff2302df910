import { serve } from '@acta/api';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { acta } from '../support/command-line.js';
import { type Voice, ServedRecord, ask } from '../support/served.js';

const MEETING = '/groups/CWG-COP/meetings/15';
const OUTCOME = `${MEETING}/outcomes/1`;
const CHANGE = { class: 'editorial', text: { language: 'en', text: 'Said late.' }, reason: 'a word' };

describe('an act that is not durable in the time that its answer waits', () => {
  let record: ServedRecord;
  let chair: Voice;
  /** Lets what waits be recorded. */
  let release: () => void;

  beforeEach(async () => {
    record = await ServedRecord.open({}, { limits: { answerMs: 50 } });
    chair = await record.as('chair');
    const { recorder } = record.acta;
    const recordNow = recorder.record.bind(recorder);
    const released = new Promise<void>((resolve) => (release = resolve));
    recorder.record = async (request) => {
      await released;
      return recordNow(request);
    };
  });
  afterEach(async () => {
    release();
    await record.close();
  });

  /** What the act's own address answers once it is known. */
  async function fate(who: Voice, commandId: string) {
    for (;;) {
      const heard = await who('GET', `/commands/${commandId}`);
      if (heard.status !== 202) return heard;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  it('is answered with its id, which tells what became of it', async () => {
    const posted = await chair('POST', `${OUTCOME}/amendments`, { body: CHANGE });
    const { commandId } = posted.body as { commandId: string };
    expect([posted.status, posted.body]).toEqual([202, { outcome: 'pending', commandId }]);
    expect((await chair('GET', `/commands/${commandId}`)).status).toBe(202);
    expect((await chair('GET', OUTCOME)).text).not.toContain('Said late.');
    const another = await record.as('delegate');
    expect((await another('GET', `/commands/${commandId}`)).status).toBe(404);
    release();
    expect(await fate(chair, commandId)).toMatchObject({
      status: 200,
      body: { outcome: 'written', commandId, events: [{ type: 'outcome-amended' }] },
    });
    expect((await chair('GET', OUTCOME)).text).toContain('Said late.');
  });

  it('is told as refused where a rule refuses it', async () => {
    const posted = await chair('POST', `${MEETING}/outcomes/99/amendments`, {
      body: CHANGE,
    });
    expect(posted.status).toBe(202);
    release();
    const { commandId } = posted.body as { commandId: string };
    expect(await fate(chair, commandId)).toMatchObject({
      status: 409,
      body: { type: 'urn:acta:problem:refused' },
    });
  });

  it('is recorded once where it is given again under its key meanwhile', async () => {
    const posting = { body: CHANGE, headers: { 'idempotency-key': 'once' } };
    const first = await chair('POST', `${OUTCOME}/amendments`, posting);
    const second = await chair('POST', `${OUTCOME}/amendments`, posting);
    expect([first.status, second.status]).toEqual([202, 202]);
    expect(second.body).toEqual(first.body);
    const before = record.acta.journal.head().position;
    release();
    await fate(chair, (first.body as { commandId: string }).commandId);
    // Of a server that waits longer.
    const patient = await serve(record.acta);
    const authorization = `Bearer ${await record.token('chair')}`;
    const third = await ask(`${patient.url}${OUTCOME}/amendments`, 'POST', {
      ...posting,
      headers: { ...posting.headers, authorization },
    });
    await patient.stop();
    expect(third).toMatchObject({ status: 200, body: { outcome: 'repeated' } });
    expect(record.acta.journal.head().position).toBe(before + 1);
  });

  it('is waited for by the command line', async () => {
    const env = { ACTA_URL: record.url, ACTA_TOKEN: await record.token('chair') };
    const { reason, ...amendment } = CHANGE;
    const given = ['--with', JSON.stringify({ ordinal: 1, ...amendment }), '--reason', reason];
    const done = acta(['do', 'amend-outcome', '--stream', 'meeting-CWG-COP-15', ...given], env);
    setTimeout(release, 200);
    expect(await done).toMatchObject({ code: 0, out: expect.stringMatching(/^Written: outcome-amended /) });
  });
});
