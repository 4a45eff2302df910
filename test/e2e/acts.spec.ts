import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { actRoutes } from '@acta/api';
import { commandTypes } from '@acta/domain';
import { ServedRecord, type Voice } from '../support/served.js';

const text = (words: string) => ({ language: 'en', text: words });
const MEETING = '/groups/CWG-COP/meetings/19';
const OUTCOME = `${MEETING}/outcomes/1`;

describe('acts over HTTP', () => {
  let record: ServedRecord;
  let chair: Voice;
  let secretariat: Voice;
  let delegate: Voice;
  let observer: Voice;

  beforeAll(async () => {
    record = await ServedRecord.open();
    chair = await record.as('chair');
    secretariat = await record.as('secretariat');
    delegate = await record.as('delegate');
    observer = await record.as('observer');
    await chair('POST', '/groups/CWG-COP/meetings', { body: { ordinal: 19, held: { from: '2026-12-01' } } });
    await chair('POST', `${MEETING}/opening`);
  });
  afterAll(() => record.close());

  it('have one address for each command', () => {
    expect(Object.keys(actRoutes).sort()).toEqual([...commandTypes].sort());
    const paths = Object.values(actRoutes).map(({ path }) => path.replace(/:\w+/g, ':'));
    expect(new Set(paths).size).toBe(paths.length);
  });

  it('record an outcome, amend it, and show it before and after', async () => {
    const recorded = await chair('POST', `${MEETING}/outcomes`, {
      body: { ordinal: 1, text: text('The meeting agreed.'), attribution: { as: 'the CWG' } },
    });
    expect([recorded.status, recorded.headers.get('etag')]).toEqual([201, '"2"']);
    const { position } = recorded.body as { position: string };
    await chair('POST', `${MEETING}/closing`);
    await chair('POST', `${MEETING}/writing-up`);
    const amended = await chair('POST', `${OUTCOME}/amendments`, {
      body: { class: 'editorial', text: text('The meeting agreed so.'), reason: 'a word was missing' },
    });
    expect(amended.status).toBe(201);
    const shown = async (query: string) =>
      ((await record.anybody('GET', `${OUTCOME}?${query}`)).body as { value: { text: { text: string } } })
        .value.text.text;
    const after = (amended.body as { position: string }).position;
    expect(await shown(`minPosition=${after}`)).toBe('The meeting agreed so.');
    expect(await shown(`asOf=${position}`)).toBe('The meeting agreed.');
  });

  it('given twice under one key are recorded once; under the same key, another is refused', async () => {
    const body = { ordinal: 7, text: text('Said once.') };
    const headers = { 'idempotency-key': 'once' };
    const path = '/groups/CWG-COP/meetings/18/outcomes';
    const backfill = { ...body, provenance: { document: 'the report' } };
    const first = await secretariat('POST', `${path}?backfill=true`, { body: backfill, headers });
    const second = await secretariat('POST', `${path}?backfill=true`, { body: backfill, headers });
    expect([first.status, second.status]).toEqual([201, 200]);
    expect(second.body).toEqual({ ...(first.body as object), outcome: 'repeated' });
    const other = { ...backfill, text: text('Said otherwise.') };
    const third = await secretariat('POST', `${path}?backfill=true`, { body: other, headers });
    expect([third.status, third.body]).toMatchObject([422, { type: 'urn:acta:problem:key-reused' }]);
    // A key is its caller's own: for somebody else it is a key like any other.
    const elsewhere = await chair('POST', `${MEETING}/counts`, {
      body: { of: 'participants', count: { count: 5, qualifier: 'exact' }, reason: 'counted anew' },
      headers,
    });
    expect(elsewhere.status).toBe(201);
  });

  it('say which state was seen: what was changed since is told, and nothing is written', async () => {
    const path = '/groups/CWG-COP/meetings/15/outcomes/1';
    const etag = (await record.anybody('GET', path)).headers.get('etag') ?? '';
    const amend = (words: string, match: string) =>
      chair('POST', `${path}/amendments`, {
        body: { class: 'substantive', text: text(words), reason: 'as agreed' },
        headers: { 'if-match': match },
      });
    const first = await amend('One.', etag);
    expect(first.status).toBe(201);
    const late = await amend('Two.', etag);
    expect([late.status, late.body]).toMatchObject([
      412,
      { type: 'urn:acta:problem:stale', since: [{ type: 'outcome-amended' }] },
    ]);
    expect((await amend('Two.', first.headers.get('etag') ?? '')).status).toBe(201);
    expect((await amend('Three.', 'W/"3"')).status).toBe(400);
  });

  it('must say so where the group asks for it', async () => {
    await secretariat('POST', '/groups/CWG-COP/working-methods', { body: { changesNameWhatTheySaw: true } });
    const path = '/groups/CWG-COP/meetings/16/outcomes/1';
    const body = { class: 'editorial', text: text('Again.'), reason: 'wording' };
    const without = await chair('POST', `${path}/amendments`, { body });
    expect([without.status, without.body]).toMatchObject([
      428,
      { type: 'urn:acta:problem:precondition-required' },
    ]);
    const etag = (await record.anybody('GET', path)).headers.get('etag') ?? '';
    expect((await chair('POST', `${path}/amendments`, { body, headers: { 'if-match': etag } })).status).toBe(
      201,
    );
    const methods = (await record.anybody('GET', '/groups/CWG-COP')).headers.get('etag') ?? '';
    await secretariat('POST', '/groups/CWG-COP/working-methods', {
      body: {},
      headers: { 'if-match': methods },
    });
  });

  it.each([
    ['an unknown field', { ordinal: 9, text: text('x'), colour: 'red' }, 'unknown-field', '/colour'],
    ['a wrong type', { ordinal: '9', text: text('x') }, 'wrong-type', '/ordinal'],
    ['a missing field', { ordinal: 9 }, 'missing-field', '/text'],
    [
      'a role in the body',
      { ordinal: 9, text: text('x'), actingAs: { role: 'chair' } },
      'unknown-field',
      '/actingAs',
    ],
    ['an actor in the body', { ordinal: 9, text: text('x'), actor: 'me' }, 'unknown-field', '/actor'],
    [
      'a clock in the body',
      { ordinal: 9, text: text('x'), recordedAt: '2020-01-01' },
      'unknown-field',
      '/recordedAt',
    ],
    ['a list', [], 'wrong-type', ''],
  ])('are refused with the field and the rule: %s', async (_, body, rule, field) => {
    const { status, body: problem } = await chair('POST', `${MEETING}/outcomes`, { body });
    expect([status, problem]).toMatchObject([400, { errors: [{ rule, field }] }]);
  });

  it.each([
    ['broken JSON', '{"ordinal":', { 'content-type': 'application/json' }, 400],
    ['no JSON at all', 'ordinal=1', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['a document in place of an act', '%PDF-1.7', { 'content-type': 'application/pdf' }, 415],
    ['two megabytes', `{"a":"${'x'.repeat(2 << 20)}"}`, { 'content-type': 'application/json' }, 413],
  ])('are refused where they cannot be read: %s', async (_, body, headers, status) => {
    const heard = await chair('POST', `${MEETING}/outcomes`, { body, headers });
    expect([heard.status, heard.headers.get('content-type')]).toEqual([
      status,
      'application/problem+json; charset=utf-8',
    ]);
  });

  it('on a contribution of somebody else are refused; on a hidden one, as if it were not there', async () => {
    const submit = (classification: string) =>
      delegate('POST', `/groups/CWG-COP/meetings/20/contributions`, {
        body: { title: text('A paper'), sources: [{ name: 'Egypt', country: 'EG' }], classification },
      });
    await chair('POST', '/groups/CWG-COP/meetings', { body: { ordinal: 20, held: { from: '2027-01-01' } } });
    expect((await submit('public')).body).toMatchObject({
      ref: 'CWG-COP/meetings/20/contributions/CWG-COP-20/1',
    });
    expect((await submit('states')).body).toMatchObject({
      ref: 'CWG-COP/meetings/20/contributions/CWG-COP-20/S-1',
    });
    const withdraw = (voice: Voice, number: string) =>
      voice('POST', `/groups/CWG-COP/meetings/20/contributions/${encodeURIComponent(number)}/withdrawal`);
    expect((await withdraw(observer, 'CWG-COP-20/1')).status).toBe(403);
    const hidden = await withdraw(observer, 'CWG-COP-20/S-1');
    const absent = await withdraw(observer, 'CWG-COP-20/S-2');
    expect(hidden.status).toBe(404);
    expect(hidden.text.replace('S-1', 'S-2')).toBe(absent.text);
    const numbers = async (voice: Voice) =>
      (
        (await voice('GET', '/groups/CWG-COP/meetings/20')).body as {
          value: { contributions: { number: string }[] };
        }
      ).value.contributions.map(({ number }) => number);
    expect(await numbers(observer)).toEqual(['CWG-COP-20/1']);
    expect(await numbers(delegate)).toEqual(['CWG-COP-20/1', 'CWG-COP-20/S-1']);
    expect((await withdraw(delegate, 'CWG-COP-20/S-1')).status).toBe(201);
  });

  it('get their numbers from the server, in a series for each classification', async () => {
    const path = '/groups/CWG-COP/meetings/20/contributions';
    const body = { title: text('Numbered'), sources: [{ name: 'Egypt' }] };
    const chosen = await delegate('POST', path, { body: { ...body, number: 'CWG-COP-20/9' } });
    expect([chosen.status, chosen.body]).toMatchObject([400, { errors: [{ rule: 'number-assigned' }] }]);
    const misplaced = { ...body, number: 'CWG-COP-20/9', classification: 'states' };
    expect((await chair('POST', path, { body: misplaced })).body).toMatchObject({
      errors: [{ rule: 'series-per-classification', field: '/number' }],
    });
    const headers = { 'idempotency-key': 'a-paper' };
    const first = await delegate('POST', path, { body: { ...body, classification: 'members' }, headers });
    const again = await delegate('POST', path, { body: { ...body, classification: 'members' }, headers });
    expect(first.body).toMatchObject({ ref: 'CWG-COP/meetings/20/contributions/CWG-COP-20/M-1' });
    expect(again.body).toEqual({ ...(first.body as object), outcome: 'repeated' });
    const many = await Promise.all(
      Array.from({ length: 40 }, (_, i) =>
        delegate('POST', path, {
          body: { ...body, title: text(`Paper ${String(i)}`), classification: 'members' },
        }),
      ),
    );
    expect(new Set(many.map((each) => (each.body as { ref: string }).ref.split('/').at(-1)))).toEqual(
      new Set(Array.from({ length: 40 }, (_, i) => `M-${String(i + 2)}`)),
    );
  });

  it('name documents that were put in before; the bytes come back as a file', async () => {
    const pdf = Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n');
    const put = (body: Uint8Array, type: string) =>
      delegate('POST', '/groups/CWG-COP/documents?fileName=paper.pdf', {
        body,
        headers: { 'content-type': type },
      });
    const taken = await put(pdf, 'application/pdf');
    expect([taken.status, taken.body]).toMatchObject([
      201,
      { size: pdf.length, mediaType: 'application/pdf' },
    ]);
    expect((await put(pdf, 'image/png')).body).toMatchObject({ errors: [{ rule: 'type-mismatch' }] });
    expect((await put(pdf, 'application/x-sh')).status).toBe(415);
    const submit = (document: object) =>
      delegate('POST', '/groups/CWG-COP/meetings/20/contributions', {
        body: { title: text('With a file'), sources: [{ name: 'Egypt' }], document },
      });
    const unknown = { ...(taken.body as object), sha256: '0'.repeat(64) };
    expect((await submit(unknown)).body).toMatchObject({
      errors: [{ rule: 'unknown-document', field: '/document' }],
    });
    expect((await submit(taken.body)).body).toMatchObject({
      ref: 'CWG-COP/meetings/20/contributions/CWG-COP-20/2',
    });
    const got = await record.anybody(
      'GET',
      '/groups/CWG-COP/meetings/20/contributions/CWG-COP-20%2F2/document',
    );
    expect(got.text).toBe(pdf.toString());
    expect(got.headers.get('content-disposition')).toBe(`attachment; filename*=UTF-8''paper.pdf`);
  });

  it('come in batches, checked whole, and the log goes out, for those who may', async () => {
    const everywhere = await record.as('secretariat', 'the secretariat', null);
    const headers = { 'content-type': 'application/x-ndjson' };
    const line = (ordinal: number) =>
      `${JSON.stringify({
        type: 'record-outcome',
        stream: 'meeting-CWG-COP-18',
        data: { ordinal, text: text('From a batch.') },
        provenance: { document: 'the report' },
      })}\n`;
    const bad = await everywhere('POST', '/imports', { body: `${line(30)}{"type":"nothing"}\n`, headers });
    expect([bad.status, bad.body]).toMatchObject([400, { errors: [{ line: 2, rule: 'unknown-command' }] }]);
    const dry = await everywhere('POST', '/imports?dryRun=true', { body: line(30), headers });
    expect([dry.status, dry.body]).toMatchObject([200, { written: 1 }]);
    const done = await everywhere('POST', '/imports', { body: line(30), headers });
    expect(done.body).toMatchObject({ written: 1 });
    expect((await everywhere('POST', '/imports', { body: line(30), headers })).body).toMatchObject({
      repeated: 1,
    });
    expect((await secretariat('POST', '/imports', { body: line(31), headers })).status).toBe(403);
    const exported = await everywhere('GET', '/export');
    expect(exported.text.split('\n')[0]).toContain('"acta":"export"');
    expect((await delegate('GET', '/export')).status).toBe(403);
  });
});
