import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type NotifierParts, type RunningNotifier, startNotifier } from '@acta/notifier';
import { type Notices, openNotices } from '@acta/runtime';
import { FakeDeliverers, partsFor, streamedFeed } from '../support/notifier.js';
import { until } from '../support/receiver.js';
import { type Heard, ServedRecord, type Voice } from '../support/served.js';
import { importSample } from '../support/sample.js';

let record: ServedRecord;
let deliverers: FakeDeliverers;
let notices: Notices;
let notifier: RunningNotifier;
let lines: string[];
const now = (): number => Date.now();

beforeEach(async () => {
  record = await ServedRecord.open();
  deliverers = new FakeDeliverers();
  lines = [];
  await start();
});
afterEach(async () => {
  await stop();
  await record.close();
});

async function start(change: Partial<NotifierParts> = {}): Promise<void> {
  const config = {
    ...record.acta.config,
    notifierData: join(record.temporary.folder, 'notifier'),
    notifierPort: 0,
    api: record.url,
  };
  const opened = await openNotices(config, () => undefined, new AbortController().signal);
  if (opened === undefined) throw new Error('it was not opened');
  notices = opened;
  notifier = await startNotifier({
    ...partsFor(deliverers),
    ...notices,
    config,
    source: streamedFeed(record.url),
    clock: now,
    tell: (line) => lines.push(line),
    ...change,
  });
}

async function stop(): Promise<void> {
  await notifier.stop();
  notices.store.close();
}

/** Somebody who speaks to the notifier. */
async function reader(name: string): Promise<Voice> {
  const token = await record.token('delegate', name);
  return (method, path, { body, headers = {} } = {}) =>
    ask(method, path, body, { authorization: `Bearer ${token}`, ...headers });
}

async function ask(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Heard> {
  const response = await fetch(path.startsWith('http') ? path : notifier.url + path, {
    method,
    headers: body === undefined ? headers : { 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = (response.headers.get('content-type') ?? '').includes('json');
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: (isJson && text !== '' ? JSON.parse(text) : undefined) as never,
  };
}

interface Subscribed {
  id: string;
  state: string;
}

/** Subscribes an address and confirms it. */
async function confirmed(voice: Voice, wants: object[], more: object = {}): Promise<string> {
  const answer = await voice('POST', '/subscriptions', {
    body: { wants, channel: { kind: 'email', address: 'reader@example.org' }, ...more },
  });
  expect(answer).toMatchObject({ status: 201, body: { state: 'unconfirmed' } });
  const { id } = answer.body as Subscribed;
  const link = (): string | undefined =>
    deliverers.told.find(({ kind, subscription }) => kind === 'confirmation' && subscription === id)?.what[0];
  await until(() => link() !== undefined);
  expect((await ask('POST', link() ?? '')).status).toBe(200);
  return id;
}

async function amend(voice: Voice, text: string): Promise<number> {
  const answer = await voice('POST', '/groups/CWG-COP/meetings/15/outcomes/1/amendments', {
    body: { class: 'editorial', text: { language: 'en', text }, reason: 'a word was missing' },
  });
  expect(answer.status).toBe(201);
  return Number((answer.body as { position: string }).position);
}

const taken = (position: number): Promise<void> => until(() => notices.store.position() >= position);

describe('the notifier beside a record that is served', () => {
  it('tells of an amendment once, and why; of the sample, which is backfill, nothing', async () => {
    const delegate = await reader('a delegate');
    const id = await confirmed(delegate, [{ kind: 'acts', group: 'CWG-COP', types: ['outcome-amended'] }]);
    const everything = await confirmed(delegate, [{ kind: 'acts' }]);
    const position = await amend(await record.as('chair'), 'The words as amended.');
    await until(() => deliverers.news.length === 2);
    const shown = await delegate('GET', `/subscriptions/${id}/notices`);
    expect(shown.body).toEqual({
      items: [
        expect.objectContaining({
          status: 'sent',
          want: { kind: 'acts', group: 'CWG-COP', types: ['outcome-amended'] },
          subject: 'CWG-COP/meetings/15/outcomes/1',
          about: expect.objectContaining({
            type: 'outcome-amended',
            position,
            words: { language: 'en', text: 'The words as amended.' },
          }),
          attempts: 1,
          answer: '250 taken',
        }),
      ],
    });
    expect(deliverers.news.map(({ subscription }) => subscription).sort()).toEqual([id, everything].sort());
    await importSample(record.acta);
    await taken(record.acta.journal.head().position);
    expect(deliverers.news).toHaveLength(2);
  });
});
