import { createRequire } from 'node:module';
import { type CloudEvent, type Identity, principalOf } from '@acta/application';
import type { Command } from '@acta/domain';
import { type Served, serve } from '@acta/api';
import { type Acta, openActa } from '@acta/runtime';
import { until } from '@acta/testing/until';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { CloudEvent as PublicCloudEvent, HTTP } from 'cloudevents';
import { act } from '../support/acting.js';
import { accepting } from '../support/callers.js';
import { importSample } from '../support/sample.js';
import { type Message, SseClient } from '../support/sse.js';
import { type Temporary, temporaryFolder } from '../support/temporary.js';

const require = createRequire(import.meta.url);
/** Narratives of the test of slow readers. */
const COUNT = 250;
const MEETING = 'meeting-CWG-COP-19';
const TOKENS: Record<string, Partial<Identity>> = {
  member: { grants: [{ role: 'sector-member', group: 'CWG-COP' }] },
  state: { grants: [{ role: 'delegate', group: 'CWG-COP' }] },
  observer: { grants: [{ role: 'observer', group: 'CWG-COP' }] },
  secretariat: { grants: [{ role: 'secretariat' }] },
};

describe('the feed over HTTP', () => {
  let temporary: Temporary;
  let acta: Acta;
  let served: Served;
  const callers = accepting(TOKENS);
  const clients: SseClient[] = [];
  let contribution = 100;

  beforeAll(async () => {
    temporary = temporaryFolder();
    acta = await openActa({ ...temporary.config, port: 0, streams: 12, streamsEach: 8 }, { mode: 'write' });
    acta.authenticator = callers;
    await importSample(acta);
    await act(acta, {
      type: 'plan-meeting',
      data: { group: 'CWG-COP', ordinal: 19, held: { from: '2024-01-01' } },
    });
    await act(acta, { type: 'open-meeting', stream: MEETING, data: {} });
    served = await serve(acta);
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.close();
    // The server notices in a while.
    await new Promise((resolve) => setTimeout(resolve, 50));
  });
  afterAll(async () => {
    await served.stop();
    await acta.close();
    temporary.remove();
  });

  async function open(path: string, headers: Record<string, string> = {}): Promise<SseClient> {
    const client = await SseClient.open(`${served.url}${path}`, headers);
    clients.push(client);
    return client;
  }
  const head = (): number => acta.journal.head().position;
  const give = (command: Command) => act(acta, command);
  const planning = (ordinal: number): Command => ({
    type: 'plan-meeting',
    data: { group: 'CWG-COP', ordinal, held: { from: '2031-01-01' } },
  });
  let ordinal = 100;
  const plan = () => give(planning(++ordinal));
  const submit = async (more: object = {}): Promise<string> => {
    const number = `CWG-COP-19/${String(++contribution)}`;
    await give({
      type: 'submit-contribution',
      stream: MEETING,
      data: { number, title: { language: 'en', text: 'A title' }, sources: [{ name: 'A source' }], ...more },
    });
    return number;
  };
  const classify = (number: string, classification: string) =>
    give({ type: 'classify-contribution', stream: MEETING, data: { number, classification } });
  /** Everything that somebody gets from a position up to the head. */
  const all = async (after: number, token?: string, query = ''): Promise<Message[]> => {
    const client = await open(
      `/events?after=${String(after)}${query}`,
      token === undefined ? {} : callers.bearer(token),
    );
    const { position } = await plan();
    await client.until(({ lastEventId }) => Number(lastEventId) >= position);
    client.close();
    return client.messages.slice(0, -1);
  };

  describe('as CloudEvents', () => {
    it('is valid by the schemas that come with it, and by the public library', async () => {
      const ajv = new Ajv({ strict: false, validateFormats: false });
      const envelope = ajv.compile(require('@acta/schemas/feed/cloudevent.v1.json') as object);
      const messages = await all(0);
      expect(messages.length).toBeGreaterThan(40);
      for (const { id, event, data } of messages) {
        expect(envelope(data) || envelope.errors).toBe(true);
        const response = await fetch(new URL(new URL(data.dataschema).pathname, served.url));
        expect(response.status).toBe(200);
        const schema = (await response.json()) as { $id: string };
        expect(schema.$id).toBe(data.dataschema);
        const validate = ajv.getSchema(schema.$id) ?? ajv.compile(schema);
        expect(validate(data.data) || validate.errors).toBe(true);
        expect(new PublicCloudEvent({ ...data }).validate()).toBe(true);
        expect([id, data.type]).toEqual([data.position, expect.stringContaining(`int.acta.${event}.v`)]);
      }
    });

    it('is read by the public library as structured HTTP', async () => {
      const [message] = await all(0);
      const read = HTTP.toEvent({
        headers: { 'content-type': 'application/cloudevents+json' },
        body: JSON.stringify(message?.data),
      });
      expect(read).toMatchObject({ id: message?.data.id, source: 'urn:acta:main', position: message?.id });
    });

    it('says what it is about, when it took effect and when it was recorded', async () => {
      const recorded = (await all(0)).find(({ data }) => data.subject === 'CWG-COP/meetings/15/outcomes/1');
      const { recordedAt } = acta.journal.after(Number(recorded?.data.position) - 1, 1)[0] ?? {};
      expect(recorded?.data).toMatchObject({
        specversion: '1.0',
        type: 'int.acta.outcome-recorded.v1',
        subject: 'CWG-COP/meetings/15/outcomes/1',
        time: '2019-09-26T00:00:00.000Z',
        effectivedate: '2019-09-26',
        recordedtime: new Date(recordedAt ?? 0).toISOString(),
        group: 'CWG-COP',
        backfill: 'true',
        datacontenttype: 'application/json',
      });
    });

    it('tells of a correction what the corrected act is about, and of an erasure only the subject id', async () => {
      const from = head();
      const { events } = await give({
        type: 'record-outcome',
        stream: MEETING,
        data: { ordinal: 90, verb: { as: 'noted' }, text: { language: 'en', text: 'An outcome.' } },
      });
      await give({ type: 'void-act', stream: MEETING, data: { act: events[0]?.id }, reason: 'In error' });
      const subject = '0197a5a0-0000-7000-8000-0000000000aa';
      await give({
        type: 'record-chair',
        stream: MEETING,
        data: { person: { subject, name: 'Somebody Named' } },
      });
      await give({ type: 'erase-person', data: { subject } });
      const messages = await all(from);
      expect(messages.map(({ data }) => [data.type, data.subject])).toEqual([
        ['int.acta.outcome-recorded.v1', 'CWG-COP/meetings/19/outcomes/90'],
        ['int.acta.act-voided.v1', 'CWG-COP/meetings/19/outcomes/90'],
        ['int.acta.chair-recorded.v1', 'CWG-COP/meetings/19/chair'],
        ['int.acta.person-erased.v1', `persons/${subject}`],
      ]);
      expect(messages[2]?.data.data).toEqual({ person: { subject } });
      expect(messages[3]?.data).not.toHaveProperty('group');
      expect(JSON.stringify(messages)).not.toMatch(/sealed:|Somebody/);
    });
  });

  describe('as server-sent events', () => {
    it('brings what is recorded, as it is recorded', async () => {
      const client = await open('/events');
      const before = head();
      await client.until(({ lastEventId }) => lastEventId !== '');
      expect([client.lastEventId, client.retry]).toEqual([String(before), 2_000]);
      expect(client.response.headers).toMatchObject({
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      });
      await plan();
      const [message] = await client.first(1);
      expect(message).toMatchObject({ id: String(before + 1), event: 'meeting-planned' });
      expect(message?.data).toMatchObject({ position: String(before + 1), previousposition: String(before) });
      expect(message?.data).not.toHaveProperty('backfill');
    });

    it('goes on after the last event that was got, with nothing left out and nothing twice', async () => {
      const whole = await all(0);
      const at = whole[40];
      const client = await open('/events?after=3', { 'last-event-id': String(at?.id) });
      const rest = await client.first(whole.length - 41);
      expect(rest).toEqual(whole.slice(41));
      expect(rest[0]?.data.previousposition).toBe(at?.id);
    });

    it('marks what is asked for again as replay, up to the position that is named', async () => {
      const messages = await all(0, undefined, '&replayUpTo=10');
      expect(messages.filter(({ data }) => data.replay === 'true').map(({ id }) => id)).toEqual(
        Array.from({ length: 10 }, (_, i) => String(i + 1)),
      );
    });

    it.each([
      ['group', 'group=CWG-COP', (data: CloudEvent) => data.group === 'CWG-COP'],
      [
        'type',
        'type=outcome-recorded,meeting-opened',
        (data: CloudEvent) => /outcome-recorded|meeting-opened/.test(data.type),
      ],
      [
        'subject',
        'subject=CWG-COP/meetings/15',
        (data: CloudEvent) => /^CWG-COP\/meetings\/15(\/|$)/.test(data.subject),
      ],
    ])('filters by %s, each event naming the one before it in the same feed', async (_, query, holds) => {
      const whole = await all(0);
      const client = await open(`/events?after=0&${query}`);
      const expected = whole.filter(({ data }) => holds(data));
      expect(expected.length).toBeGreaterThan(3);
      const messages = await client.first(expected.length);
      expect(messages.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
      expect(messages.map(({ data }) => data.previousposition)).toEqual(
        ['0', ...expected.map(({ id }) => id)].slice(0, -1),
      );
    });

    it.each([
      ['/events?after=-1', {}],
      ['/events?after=1.5', {}],
      ['/events?after=99999999', {}],
      ['/events?type=no-such-event', {}],
      ['/events?group=cwg', {}],
      ['/events?since=3', {}],
      ['/events', { 'last-event-id': 'x' }],
      ['/events', { 'last-event-id': '99999999' }],
    ])('refuses %s', async (path, headers) => {
      const client = await open(path, headers);
      expect(client.response.statusCode).toBe(400);
      expect(client.response.headers['content-type']).toContain('application/problem+json');
    });

    it('opens so many streams for one reader and so many in all, and counts those that are gone no more', async () => {
      const opened = await Promise.all(Array.from({ length: 8 }, () => open('/events')));
      const refused = await open('/events');
      expect(refused.response.statusCode).toBe(429);
      expect(refused.response.headers['retry-after']).toBe('5');
      for (let i = 0; i < 4; i++) await open('/events', callers.bearer('state'));
      const { response: full } = await open('/events', callers.bearer('member'));
      expect([full.statusCode, full.headers['retry-after']]).toEqual([503, '5']);
      opened[0]?.close();
      await until(async () => (await open('/events')).response.statusCode === 200);
    });

    it('answers HEAD with headers alone', async () => {
      const response = await fetch(`${served.url}/events`, { method: 'HEAD' });
      expect([response.status, response.headers.get('content-type')]).toEqual([
        200,
        'text/event-stream; charset=utf-8',
      ]);
    });
  });

  describe('as far as one may see', () => {
    const types = (messages: readonly Message[]) => messages.map(({ event }) => event);

    it('leaves out what is hidden, corrections of it and references to it', async () => {
      const from = head();
      const number = await submit({ classification: 'members' });
      const revised = await give({
        type: 'revise-contribution',
        stream: MEETING,
        data: { number, revisedAs: `${number} Rev.1` },
      });
      await give({
        type: 'void-act',
        stream: MEETING,
        data: { act: revised.events[0]?.id },
        reason: 'In error',
      });
      await give({
        type: 'record-outcome',
        stream: MEETING,
        data: {
          ordinal: 91,
          verb: { as: 'noted' },
          text: { language: 'en', text: 'An outcome.' },
          links: { contributions: [number] },
        },
      });
      const anybody = await all(from);
      expect(types(anybody)).toEqual(['outcome-recorded']);
      expect(anybody[0]?.data.data).not.toHaveProperty('links');
      expect(anybody[0]?.data.previousposition).toBe(String(from));
      const member = (await all(from, 'member')).slice(0, 4);
      expect(types(member)).toEqual([
        'contribution-submitted',
        'contribution-revised',
        'act-voided',
        'outcome-recorded',
      ]);
      expect(member[3]?.data.data).toHaveProperty('links', { contributions: [number] });
      expect(types((await all(from, 'observer')).slice(0, 1))).toEqual(['outcome-recorded']);
    });

    it('tells of a change of who may read a thing whoever could before or after it', async () => {
      const from = head();
      const number = await submit();
      await classify(number, 'states');
      await classify(number, 'draft');
      const seen = async (token?: string) =>
        (await all(from, token)).filter(({ data }) => data.subject.includes('contributions'));
      expect(types(await seen('secretariat'))).toEqual([
        'contribution-submitted',
        'contribution-classified',
        'contribution-classified',
      ]);
      // A delegate could read it before it became a draft; of the rest nothing is told any more.
      expect(types(await seen('state'))).toEqual(['contribution-classified', 'contribution-classified']);
      // It was public once: that it is no more is told to everybody.
      expect(types(await seen())).toEqual(['contribution-classified']);
      await classify(number, 'public');
      expect(types(await seen())).toHaveLength(4);
    });

    it('judges a stream that is open on the roles of now', async () => {
      const subject = (await principalOf(await callers.authenticate('observer'), acta.vault)).subject;
      const client = await open('/events?group=CWG-COP', callers.bearer('observer'));
      await client.until(({ lastEventId }) => lastEventId !== '');
      await submit({ classification: 'members' });
      await give({
        type: 'appoint-officer',
        stream: 'group-CWG-COP',
        data: {
          appointment: 'vice-chair-2020',
          office: 'vice-chair',
          person: { subject, name: 'Somebody' },
          from: '2020-01-01',
        },
      });
      await submit({ classification: 'members' });
      await give({
        type: 'release-officer',
        stream: 'group-CWG-COP',
        data: { appointment: 'vice-chair-2020', to: '2020-12-31' },
      });
      await submit({ classification: 'members' });
      await plan();
      await client.until(({ messages }) => messages.at(-1)?.event === 'meeting-planned');
      expect(types(client.messages)).toEqual([
        'officer-appointed',
        'contribution-submitted',
        'officer-released',
        'meeting-planned',
      ]);
    });

    it('gives each of several who read live what they may see, whatever the others get', async () => {
      const tokens = [undefined, 'observer', 'member', 'state', undefined];
      const readers = await Promise.all(
        tokens.map((token) => open('/events', token === undefined ? {} : callers.bearer(token))),
      );
      for (const reader of readers) await reader.until(({ lastEventId }) => lastEventId !== '');
      await submit({ classification: 'members' });
      await submit({ classification: 'states' });
      const { position } = await plan();
      for (const reader of readers) await reader.until(({ lastEventId }) => lastEventId === String(position));
      expect(readers.map(({ messages }) => messages.length)).toEqual([1, 1, 2, 3, 1]);
    });

    it('ends a stream when its token expires', async () => {
      TOKENS['brief'] = { grants: [], expires: Date.now() + 400 };
      const client = await open('/events', callers.bearer('brief'));
      await client.until(() => false);
      expect(client.isOver).toBe(true);
    });
  });

  it('drops a reader that does not keep up, which goes on where it was', async () => {
    const client = await open('/events');
    await client.until(({ lastEventId }) => lastEventId !== '');
    const from = head();
    client.pause();
    // More than the sockets' own buffers hold.
    const text = 'x'.repeat(95_000);
    for (let i = 0; i < COUNT; i++)
      await give({
        type: 'record-narrative',
        stream: MEETING,
        data: { item: String(i), text: { language: 'en', text: `${text}${String(i)}` } },
      });
    client.response.resume();
    await client.until(() => false);
    expect(client.isOver).toBe(true);
    const got = client.messages.length;
    expect(got).toBeLessThan(COUNT);
    const again = await open('/events', { 'last-event-id': client.lastEventId });
    const rest = await again.first(COUNT - got);
    expect([...client.messages, ...rest].map(({ id }) => Number(id))).toEqual(
      Array.from({ length: COUNT }, (_, i) => from + 1 + i),
    );
  });

  it('lets the server stop while streams are open', async () => {
    const other = await serve(acta);
    const client = await SseClient.open(`${other.url}/events`);
    const paused = await SseClient.open(`${other.url}/events?after=0`);
    paused.pause();
    await other.stop();
    await client.until(() => false);
    expect(client.isOver).toBe(true);
    paused.close();
  });
});
